// The functions of `kintone.app` and its mobile version for the record list and for the app.

import type { View } from "../../api/generated/rest.ts";
import { all, part } from "./elements.ts";
import type { Page } from "./page.ts";
import { type Api, asking, settingsOf } from "./rest.ts";
import { setStyle } from "./style.ts";

type Shown = "VISIBLE" | "HIDDEN";

/** The ID of the built-in view of all records, which the app's settings do not contain. */
const ALL = "20";

export function listApi(page: Page, api: Api) {
  const { boot } = page;
  const settings = settingsOf(boot);
  const ask = asking(api);
  const id = boot.app?.id ?? 0;

  /** Returns the views of the app's settings in the order of the list. */
  async function views(): Promise<View[]> {
    const { views } = await ask(`${settings}views.json`, { app: id });
    return Object.values(views).sort((one, other) => Number(one.index) - Number(other.index));
  }
  const everything = () => ({ type: "LIST", builtinType: "ALL", name: page.text("allRecords"), id: ALL });

  /** Shows or hides a part of the page. The state lasts, because our own code never draws that part again. */
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
      const asked = [ask("/k/v1/app.json", { id }), ask(`${settings}settings.json`, { app: id })] as const;
      const [app, { revision }] = await Promise.all(asked);
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
    /** Returns the views that users can select, in their order. */
    async getViews() {
      const own = (await views()).map(({ type, name, id }) => ({ type, name, id }));
      return [...own, everything()];
    },
    /** Returns the settings of the current view, without the user's filter. */
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
