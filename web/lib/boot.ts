// What the server tells a page at its start, as JSON in `#plugdock-boot`. All keys are always there, null where there is
// nothing to say. No credential is ever in it (R04).

import type { Boot as BootBlock, FieldValue } from "../api/generated/boot.ts";

/** `other` is a page without a boot block. */
export type PageKind = BootBlock["page"] | "other";

export interface Boot extends Omit<BootBlock, "page"> {
  page: PageKind;
}

/** A field of a record as scripts hold it: what REST writes, but a plug-in may have put anything in place of the value. */
export type HeldValue = Omit<FieldValue, "value"> & { value: unknown };

/** Such a record, by field code. */
export type RecordJson = { [code: string]: HeldValue };

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
