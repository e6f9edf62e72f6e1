// `kintone.app` and `kintone.mobile.app`: what the page shows. The elements are the server's and are never drawn again,
// so a plug-in may keep and fill them.

import type { Page } from "./page.ts";
import type { Api } from "./rest.ts";

export function appApi(page: Page, api: Api) {
  const { boot } = page;
  // `data-pd-field` on a value, `data-pd-field-box` around it and its label.
  const find = (name: string, value: unknown) => all(name, value)[0] ?? null;
  const part = (name: string) => document.querySelector<HTMLElement>(`[data-pd="${name}"]`);
  const settings = boot.preview || boot.page === "settings" ? "/k/v1/preview/app/" : "/k/v1/app/";
  const ask = async (file: string) =>
    (await api(`${settings}${file}.json`, "GET", { app: boot.app?.id })) as { [key: string]: unknown };
  const field = (code: string) => (boot.fields?.[code] ?? {}) as TargetField;

  const app = {
    getId: () => boot.app?.id ?? null,
    getQuery: () => boot.index?.query ?? null,
    getQueryCondition: () => boot.index?.condition ?? null,
    getHeaderSpaceElement: () => part("header-space"),
    getHeaderMenuSpaceElement: () => part("header-menu-space"),
    getFieldElements(code: string) {
      const cells = all("cell", code);
      return cells.length > 0 ? cells : null;
    },
    getFormFields: async () => (await ask("form/fields")).properties,
    getFormLayout: async () => (await ask("form/layout")).layout,
    async getStatus() {
      const { enable, states, actions } = await ask("status");
      return { enable, states, actions };
    },
    getViews: async () => (await ask("views")).views,
    getLookupTargetAppId: (code: string) => field(code).lookup?.relatedApp?.app ?? null,
    getRelatedRecordsTargetAppId: (code: string) => field(code).referenceTable?.relatedApp?.app ?? null,
  };
  const record = {
    getId: () => boot.record?.id ?? null,
    get: () => boot.record && { record: structuredClone(boot.record.record) },
    /** No page of ours holds a form yet, and a record that is only shown is not written to; callers share code with forms. */
    set: (_event: unknown) => {},
    getHeaderMenuSpaceElement: () => part("record-header-menu-space"),
    getSpaceElement: (id: string) => find("space", id),
    getFieldElement: (code: string) => find("field", code),
    setFieldShown(code: string, shown: boolean) {
      for (const value of all("field", code)) {
        (value.closest<HTMLElement>("[data-pd-field-box]") ?? value).hidden = !shown;
      }
    },
  };

  /** The same names on both kinds of page; on the other kind they answer null (R47). */
  const twin = (here: boolean) => ({ ...only(here, app), record: only(here, record) });
  return { app: twin(!boot.mobile), mobile: { app: twin(boot.mobile) } };
}

interface TargetField {
  lookup?: { relatedApp?: { app?: string } };
  referenceTable?: { relatedApp?: { app?: string } };
}

/** Compared as text, not put into a selector: codes and IDs may hold any character. */
function all(name: string, value: unknown): HTMLElement[] {
  const attribute = `data-pd-${name}`;
  const marked = [...document.querySelectorAll<HTMLElement>(`[${attribute}]`)];
  return marked.filter((element) => element.getAttribute(attribute) === String(value));
}

function only<T extends object>(here: boolean, api: T): { [name in keyof T]: T[name] | (() => null) } {
  return here
    ? api
    : (Object.fromEntries(Object.keys(api).map((name) => [name, () => null])) as Record<keyof T, () => null>);
}
