// What the server tells a page at its start, as JSON in `#plugdock-boot`. All keys are always there, null where there is
// nothing to say. No credential is ever in it (R04).

export type PageKind =
  | "index"
  | "detail"
  | "create"
  | "edit"
  | "print"
  | "report"
  | "import"
  | "export"
  | "settings"
  | "other";

export interface LoginUser {
  id: string;
  code: string;
  name: string;
  email: string;
  url: string;
  employeeNumber: string;
  phone: string;
  mobilePhone: string;
  extensionNumber: string;
  timezone: string;
  isGuest: boolean;
  language: string;
}

/** A record as the REST API writes it: field code to `{type, value}`. */
export type RecordJson = { [code: string]: { type: string; value: unknown } };

export interface Boot {
  page: PageKind;
  mobile: boolean;
  preview: boolean;
  /** A folder of `locales/`. */
  locale: string;
  csrf: string;
  /** The absolute public origin, without a slash at its end. */
  origin: string;
  /** What `kintone.getLoginUser()` answers. */
  user: LoginUser;
  app: { id: number; name: string; code: string } | null;
  /** The plug-ins enabled on this page, by ID; on a settings page only its own, with the preview's config. */
  plugins: { [pluginId: string]: { name: string; config: { [key: string]: string } } };
  settingsPlugin: string | null;
  index: {
    viewId: number;
    viewName: string;
    viewType: "list" | "calendar" | "custom";
    /** The whole query, with order, limit and offset. */
    query: string;
    /** Its condition alone. */
    condition: string;
    /** Null in a calendar, like `size`. */
    offset: number | null;
    size: number | null;
    /** The month of a calendar, `YYYY-MM`. */
    date: string | null;
    /** In a calendar by day, `YYYY-MM-DD`. */
    records: RecordJson[] | { [day: string]: RecordJson[] };
  } | null;
  /** The record of the page; on a page that makes a new one it has no number yet. */
  record: { id: number | null; record: RecordJson } | null;
  /** `properties` as form/fields.json answers them. */
  fields: { [code: string]: object } | null;
  layout: object[] | null;
  /** The numbers of the fields, those in tables included: they stand in the classes of elements (CENSUS 1.4). */
  fieldIds: { [code: string]: number } | null;
}

const NOTHING: Boot = {
  page: "other",
  mobile: false,
  preview: false,
  locale: "en",
  csrf: "",
  origin: "",
  user: {
    id: "",
    code: "",
    name: "",
    email: "",
    url: "",
    employeeNumber: "",
    phone: "",
    mobilePhone: "",
    extensionNumber: "",
    timezone: "",
    isGuest: false,
    language: "",
  },
  app: null,
  plugins: {},
  settingsPlugin: null,
  index: null,
  record: null,
  fields: null,
  layout: null,
  fieldIds: null,
};

/** The boot block of this page; without one, that of a page where no plug-in runs. */
export function readBoot(): Boot {
  return block<Boot>("plugdock-boot") ?? { ...NOTHING, origin: location.origin };
}

/** The JSON that the server wrote into the element with this ID; null where there is none. */
export function block<Content>(id: string): Content | null {
  const text = document.getElementById(id)?.textContent;
  return text ? (JSON.parse(text) as Content) : null;
}
