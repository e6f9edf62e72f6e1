// The part of `kintone.app` and its mobile twin that speaks of the record list and of the app around it.

import { all, part } from "./elements.ts";
import type { Page } from "./page.ts";
import type { Api } from "./rest.ts";
import { setStyle } from "./style.ts";

type Shown = "VISIBLE" | "HIDDEN";

/** A view as views.json tells it. */
interface View {
  type: string;
  name: string;
  id: string;
  index?: string;
}

/** The view that shows everything; settings do not hold it. */
const ALL = "20";

export function listApi(page: Page, api: Api) {
  const { boot } = page;
  const inTest = boot.preview || boot.page === "settings";
  const ask = async (file: string, params: object) =>
    (await api(`/k/v1/${file}.json`, "GET", params)) as { [key: string]: unknown };
  const ofApp = (file: string) => ask(`${inTest ? "preview/" : ""}app/${file}`, { app: boot.app?.id });

  /** As their settings have them, in the order of the list. */
  async function views(): Promise<View[]> {
    const { views } = (await ofApp("views")) as { views: { [name: string]: View } };
    return Object.values(views).sort((one, other) => Number(one.index) - Number(other.index));
  }
  const everything = () => ({ type: "LIST", builtinType: "ALL", name: page.text("allRecords"), id: ALL });

  /** Shows or hides a part of the page for good: nothing of ours draws it again. */
  const shows = (name: string) => (state: Shown) => {
    const element = part(name);
    if (element) element.hidden = state === "HIDDEN";
    return Promise.resolve();
  };
  const state = (name: string) => () =>
    Promise.resolve((part(name)?.hidden ?? true) ? ("HIDDEN" as const) : ("VISIBLE" as const));

  return {
    getQuery: () => boot.index?.query ?? null,
    getQueryCondition: () => boot.index?.condition ?? null,
    getHeaderSpaceElement: () => part("header-space"),
    getHeaderMenuSpaceElement: () => part("header-menu-space"),
    getFieldElements(code: string) {
      const cells = all("cell", code);
      return cells.length > 0 ? cells : null;
    },
    setRecordListStyle: async (config: unknown) => setStyle(config),

    async get() {
      const [app, { revision }] = await Promise.all([ask("app", { id: boot.app?.id }), ofApp("settings")]);
      const { appId, code, threadId, ...known } = app;
      return {
        id: appId,
        code: code || null,
        ...known,
        enableComments: false,
        enableChangeHistory: false,
        enableInlineRecordEditing: true,
        revision,
      };
    },
    /** The views among which one can choose, in their order. */
    async getViews() {
      const own = (await views()).map(({ type, name, id }) => ({ type, name, id }));
      return [...own, everything()];
    },
    /** The settings of the view that is shown, not the filter in its place. */
    async getView() {
      if (!boot.index) return null;
      const { viewId } = boot.index;
      const known = (await views()).find(({ id }) => Number(id) === viewId);
      if (!known) return { ...everything(), filterCond: "", sort: "" };
      const { index, ...view } = known;
      return view;
    },
    isTestEnvironment: () => Promise.resolve(boot.preview),

    showAddRecordButton: shows("add-record"),
    getAddRecordButtonDisplayState: state("add-record"),
    showAppSettingsButton: shows("app-settings"),
    getAppSettingsButtonDisplayState: state("app-settings"),
    showOptionsButton: shows("app-options"),
    getOptionsButtonDisplayState: state("app-options"),
    showFilterButton: shows("filter"),
    getFilterButtonDisplayState: state("filter"),
    showReportButton: shows("report"),
    getReportButtonDisplayState: state("report"),
    showViewAndReportSelector: shows("view-selector"),
    getViewAndReportSelectorDisplayState: state("view-selector"),
    showViewSelector: shows("view-selector"),
    getViewSelectorDisplayState: state("view-selector"),
  };
}
