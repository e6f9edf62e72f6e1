// `kintone.app` and `kintone.mobile.app`: what the page shows. The elements are the server's and are never drawn again,
// so a plug-in may keep and fill them.

import { listApi } from "./list.ts";
import type { Page } from "./page.ts";
import { recordApi } from "./record.ts";
import type { Api } from "./rest.ts";

export function appApi(page: Page, api: Api) {
  const { boot } = page;
  const record = recordApi(page);
  const settings = boot.preview || boot.page === "settings" ? "/k/v1/preview/app/" : "/k/v1/app/";
  const ask = async (file: string) =>
    (await api(`${settings}${file}.json`, "GET", { app: boot.app?.id })) as { [key: string]: unknown };
  const field = (code: string) => (boot.fields?.[code] ?? {}) as TargetField;

  const app = {
    getId: () => boot.app?.id ?? null,
    ...listApi(page, api),
    getFormFields: async () => (await ask("form/fields")).properties,
    getFormLayout: async () => (await ask("form/layout")).layout,
    async getStatus() {
      const { enable, states, actions } = await ask("status");
      return { enable, states, actions };
    },
    getLookupTargetAppId: (code: string) => field(code).lookup?.relatedApp?.app ?? null,
    getRelatedRecordsTargetAppId: (code: string) => field(code).referenceTable?.relatedApp?.app ?? null,
  };
  /** The same names on both kinds of page; on the other kind they answer null (R47). */
  const twin = (here: boolean) => ({ ...only(here, app), record: only(here, record) });
  return { app: twin(!boot.mobile), mobile: { app: twin(boot.mobile) } };
}

interface TargetField {
  lookup?: { relatedApp?: { app?: string } };
  referenceTable?: { relatedApp?: { app?: string } };
}

function only<T extends object>(here: boolean, api: T): { [name in keyof T]: T[name] | (() => null) } {
  return here
    ? api
    : (Object.fromEntries(Object.keys(api).map((name) => [name, () => null])) as Record<keyof T, () => null>);
}
