// `kintone.app` and `kintone.mobile.app`: functions for the current page. The server creates the elements and they are
// never drawn again, so a plug-in may keep and fill them.

import { listApi } from "./list.ts";
import type { Page } from "./page.ts";
import { recordApi } from "./record.ts";
import { type Api, asking, settingsOf } from "./rest.ts";

export function appApi(page: Page, api: Api) {
  const { boot } = page;
  const record = recordApi(page, api);
  const settings = settingsOf(boot);
  const ask = asking(api);
  const asked = { app: boot.app?.id ?? 0 };
  const field = (code: string) => boot.fields?.[code];

  const app = {
    getId: () => boot.app?.id ?? null,
    ...listApi(page, api),
    getFormFields: async () => (await ask(`${settings}form/fields.json`, asked)).properties,
    getFormLayout: async () => (await ask(`${settings}form/layout.json`, asked)).layout,
    async getStatus() {
      const { enable, states, actions } = await ask(`${settings}status.json`, asked);
      return { enable, states, actions };
    },
    getPermissions: async () => boot.app && { ...boot.app.permissions },
    getLookupTargetAppId: (code: string) => field(code)?.lookup?.relatedApp.app ?? null,
    getRelatedRecordsTargetAppId: (code: string) => field(code)?.referenceTable?.relatedApp?.app ?? null,
  };
  /** Both kinds of page have the same functions. On the other kind of page most of them return null (R47). */
  const twin = (here: boolean) => ({ ...only(here, app), record: only(here, record) });
  return { app: twin(!boot.mobile), mobile: { app: twin(boot.mobile) } };
}

/** The functions that the vendor documents under one name for both kinds of page. */
const EVERYWHERE = new Set([
  "get",
  "getFormFields",
  "getFormLayout",
  "getPermissions",
  "getFieldPermissions",
  "getStatus",
  "getView",
  "getViews",
]);

function only<T extends object>(here: boolean, api: T): { [name in keyof T]: T[name] | (() => null) } {
  const kept = (name: string) => here || EVERYWHERE.has(name);
  return Object.fromEntries(Object.entries(api).map(([name, call]) => [name, kept(name) ? call : () => null])) as {
    [name in keyof T]: T[name] | (() => null);
  };
}
