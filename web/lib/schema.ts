// What pages must know of field types and of the query language. What the server's schema says of a type is generated.

import types from "../api/generated/fields.json" with { type: "json" };

type Known = (typeof types)[keyof typeof types];
type FactOf<Type> = Type extends unknown ? keyof Type : never;

/**
 * What is special about a type. `ForPages` of crates/schema says what each fact means; one that is not said of a type is
 * false.
 */
export type FieldType = { [fact in Exclude<FactOf<Known>, "empty" | "whom">]?: boolean } & {
  /** The value where there is none. */
  empty: "" | null | readonly [];
  /** Whom it names: the name of their search. */
  whom?: keyof typeof ENTITIES;
};

export const LOGIN_USER = "LOGINUSER()";
export const PRIMARY_ORGANIZATION = "PRIMARY_ORGANIZATION()";

/** The days and times that the builder of queries offers by name. */
export const PERIODS = ["TODAY()", "THIS_WEEK()", "THIS_MONTH()", "LAST_MONTH()", "THIS_YEAR()"] as const;

/** What may stand in the default of a choice of people, and what stands for the reader's own. */
export const ENTITIES: { [kind in "user" | "group" | "organization"]: { entities: string[]; own?: string } } = {
  user: { entities: ["USER", "GROUP", "ORGANIZATION", "FUNCTION"], own: LOGIN_USER },
  group: { entities: ["GROUP"] },
  organization: { entities: ["ORGANIZATION", "FUNCTION"], own: PRIMARY_ORGANIZATION },
};

const TYPES = types as { [type: string]: object };

/** What is known of a type; a type that is not there is like a text. */
export function fieldType(type: string): FieldType {
  return (TYPES[type] as FieldType | undefined) ?? { empty: "" };
}
