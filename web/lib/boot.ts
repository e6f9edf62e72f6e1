// The boot block: data that the server passes to a page as JSON in `#plugdock-boot`. All keys are always present.
// Absent values are null. It never contains a credential (R04).

import type { Boot as BootBlock, FieldValue } from "../api/generated/boot.ts";

/** The kind of the page. `other` is a page without a boot block. */
export type PageKind = BootBlock["page"] | "other";

export interface Boot extends Omit<BootBlock, "page"> {
  page: PageKind;
}

/** A field of a record as scripts hold it. It has the REST form, except that a plug-in may have set any value. */
export type HeldValue = Omit<FieldValue, "value"> & { value: unknown };

/** A record as scripts hold it, by field code. */
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
  readOnly: [],
};

/** Returns the boot block of this page. Without one, returns the boot block of a page without plug-ins. */
export function readBoot(): Boot {
  return block<Boot>("plugdock-boot") ?? { ...NOTHING, origin: location.origin };
}

/** Parses the JSON that the server wrote into the element with this ID. Returns null if there is no such element. */
export function block<Content>(id: string): Content | null {
  const text = document.getElementById(id)?.textContent;
  return text ? (JSON.parse(text) as Content) : null;
}
