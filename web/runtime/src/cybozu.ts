// `cybozu.data`: undocumented data of the vendor's scripts that some plug-ins read (B11.1). It holds the form with the
// numbers of its fields, which the classes of elements contain, and the signed-in user.

import type { FieldProperty } from "../../api/generated/boot.ts";
import type { Boot } from "../../lib/boot.ts";

/** Field types under the names of the vendor's scripts, where they differ from REST. */
const INNER_TYPES: { [type: string]: string } = {
  RECORD_NUMBER: "RECORD_ID",
  CREATED_TIME: "CREATED_AT",
  UPDATED_TIME: "MODIFIED_AT",
  RICH_TEXT: "EDITOR",
  NUMBER: "DECIMAL",
  MULTI_LINE_TEXT: "MULTIPLE_LINE_TEXT",
  CHECK_BOX: "MULTIPLE_CHECK",
  MULTI_SELECT: "MULTIPLE_SELECT",
  RADIO_BUTTON: "SINGLE_CHECK",
  DROP_DOWN: "SINGLE_SELECT",
};

type Ids = { [code: string]: number };

export function cybozuData(boot: Boot) {
  const fields = Object.values(boot.fields ?? {});
  const ids = boot.fieldIds ?? {};
  const tables = fields.filter(({ type }) => type === "SUBTABLE");
  const schema = {
    table: {
      type: "TABLE",
      fieldList: list(
        fields.filter(({ type }) => type !== "SUBTABLE"),
        ids,
      ),
    },
    subTable: Object.fromEntries(
      tables.map((table) => [
        String(ids[table.code]),
        { ...inner(table, ids), fieldList: list(Object.values(table.fields ?? {}), ids) },
      ]),
    ),
  };
  return {
    data: {
      LOGIN_USER: { ...boot.user },
      IS_MOBILE_DEVICE: boot.mobile,
      page: boot.fields
        ? { FORM_DATA: { schema }, SCHEMA_DATA: schema, QUERY_STRING: boot.index?.condition ?? "" }
        : {},
    },
  };
}

function list(fields: FieldProperty[], ids: Ids) {
  return Object.fromEntries(fields.map((field) => [String(ids[field.code]), inner(field, ids)]));
}

function inner({ type, code, label, required, unique, noLabel, lookup }: FieldProperty, ids: Ids) {
  return {
    id: String(ids[code]),
    type: INNER_TYPES[type] ?? type,
    var: code,
    label,
    properties: {
      required: String(required ?? false),
      unique: String(unique ?? false),
      noLabel: String(noLabel ?? false),
      isLookup: Boolean(lookup),
    },
  };
}
