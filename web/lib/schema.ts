// Facts about field types and the query language for pages. The facts about types are generated from the server's
// schema.

import types from "../api/generated/fields.json" with { type: "json" };

type Known = (typeof types)[keyof typeof types];
type FactOf<Type> = Type extends unknown ? keyof Type : never;

/**
 * The special properties of a field type. `ForPages` of crates/schema defines each property. A missing property is
 * false.
 */
export type FieldType = { [fact in Exclude<FactOf<Known>, "empty" | "whom">]?: boolean } & {
  /** The value of an empty field. */
  empty: "" | null | readonly [];
  /** The kind of entity that the field lists, which is also the name of the search for it. */
  whom?: keyof typeof ENTITIES;
};

export const LOGIN_USER = "LOGINUSER()";
export const PRIMARY_ORGANIZATION = "PRIMARY_ORGANIZATION()";

/** The dates and periods that the query builder offers by name. */
export const PERIODS = ["TODAY()", "THIS_WEEK()", "THIS_MONTH()", "LAST_MONTH()", "THIS_YEAR()"] as const;

/** The entity types that a default value may have, and the function that stands for the user's own entity. */
export const ENTITIES: { [kind in "user" | "group" | "organization"]: { entities: string[]; own?: string } } = {
  user: { entities: ["USER", "GROUP", "ORGANIZATION", "FUNCTION"], own: LOGIN_USER },
  group: { entities: ["GROUP"] },
  organization: { entities: ["ORGANIZATION", "FUNCTION"], own: PRIMARY_ORGANIZATION },
};

const TYPES = types as { [type: string]: object };

/** Returns the properties of a type. An unknown type is treated like a text. */
export function fieldType(type: string): FieldType {
  return (TYPES[type] as FieldType | undefined) ?? { empty: "" };
}
