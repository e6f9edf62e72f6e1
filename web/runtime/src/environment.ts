// The kind of the page that a script runs on, and the addresses of other pages (B7.2).

import type { Boot, PageKind } from "../../lib/boot.ts";
import type { Page } from "./page.ts";

interface Params {
  appId?: string | number;
  recordId?: string | number;
  viewId?: string | number;
  reportId?: string | number;
}

/** The paths of pages. `{name}` is a required parameter and `{?name}` an optional one. */
const PATHS: { [page: string]: string } = {
  APP_INDEX: "/k/{appId}/{?viewId}",
  APP_CREATE: "/k/{appId}/edit",
  APP_DETAIL: "/k/{appId}/show#record={recordId}",
  APP_EDIT: "/k/{appId}/show#record={recordId}&mode=edit",
  APP_PRINT: "/k/{appId}/print?record={recordId}",
  APP_REPORT: "/k/{appId}/report?report={reportId}",
  APP_INDEX_MOBILE: "/k/m/{appId}/{?viewId}",
  APP_CREATE_MOBILE: "/k/m/{appId}/edit",
  APP_DETAIL_MOBILE: "/k/m/{appId}/show?record={recordId}",
  APP_EDIT_MOBILE: "/k/m/{appId}/show?record={recordId}#mode=edit",
  APP_REPORT_MOBILE: "/k/m/{appId}/report?report={reportId}",
  PORTAL_TOP: "/k/",
  // The portal has no mobile version, because it fits a phone.
  PORTAL_TOP_MOBILE: "/k/",
};

const NAMES: { [page in PageKind]?: string } = {
  index: "APP_INDEX",
  detail: "APP_DETAIL",
  create: "APP_CREATE",
  edit: "APP_EDIT",
  print: "APP_PRINT",
  report: "APP_REPORT",
};

export function environmentApi(page: Page) {
  const { boot } = page;
  return {
    isMobilePage: () => Promise.resolve(boot.mobile),
    /** Always false, because our pages do not open in the vendor's mobile app. */
    isMobileApp: () => Promise.resolve(false),
    getUiVersion: () => 2,
    getPageType: () => Promise.resolve(pageType(boot)),
    getDomain() {
      const [subdomain = "", ...base] = new URL(boot.origin).hostname.split(".");
      return Promise.resolve({ subdomain, baseDomain: base.join(".") });
    },
    async buildPageUrl(name: string, params: Params = {}): Promise<string> {
      const pattern = PATHS[name];
      if (pattern === undefined) throw new Error(page.text("noSuchPage", { page: String(name) }));
      const path = pattern.replace(/\{(\??)(\w+)\}/g, (_, optional: string, key: string) => {
        const value = params[key as keyof Params];
        if (value === undefined || value === null || value === "") {
          if (!optional) throw new Error(page.text("pageLacks", { page: name, name: key }));
          return "";
        }
        return (optional ? "?view=" : "") + encodeURIComponent(String(value));
      });
      return new URL(path, boot.origin).href;
    },
  };
}

function pageType({ page, mobile }: Boot) {
  if (page === "settings") return { type: "APP_SETTINGS", page: "APP_SETTINGS_PLUGIN_SETTINGS" };
  const name = NAMES[page];
  return name ? { type: "APP", page: mobile ? `${name}_MOBILE` : name } : null;
}
