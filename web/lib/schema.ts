// What pages must know of field types and of the query language. The server's schema says the same: this is the one place
// that repeats it, and what will be generated from there.

/** What is special about a type. What is not said is false. */
export interface FieldType {
  /** The value where there is none. */
  empty: "" | null | readonly [];
  /** Nobody gives it a value. */
  readOnly?: boolean;
  /** Plug-ins are told when a person changes it (B7.4). */
  told?: boolean;
  /** People can change it in a list. */
  inList?: boolean;
  /** A new row of a table begins with the default of its settings. */
  defaults?: boolean;
  /** It has no cell in a list. */
  noCell?: boolean;
  /** Records cannot be sorted by it. */
  unsorted?: boolean;
  /** A date and a time, in UTC. */
  instant?: boolean;
  /** Its text may have several lines. */
  lines?: boolean;
  people?: People;
}

/** What a choice of people is among. */
interface People {
  /** Its name in a search for names. */
  kind: "user" | "group" | "organization";
  /** What may stand in the default of its settings. */
  entities: readonly string[];
  /** What stands for the reader's own, if there is such a thing. */
  own?: string;
}

export const LOGIN_USER = "LOGINUSER()";
export const PRIMARY_ORGANIZATION = "PRIMARY_ORGANIZATION()";

/** The days and times that the builder of queries offers by name. */
export const PERIODS = ["TODAY()", "THIS_WEEK()", "THIS_MONTH()", "LAST_MONTH()", "THIS_YEAR()"] as const;

const USERS: People = { kind: "user", entities: ["USER", "GROUP", "ORGANIZATION", "FUNCTION"], own: LOGIN_USER };
const GROUPS: People = { kind: "group", entities: ["GROUP"] };
const ORGANIZATIONS: People = {
  kind: "organization",
  entities: ["ORGANIZATION", "FUNCTION"],
  own: PRIMARY_ORGANIZATION,
};

const TYPES: { [type: string]: FieldType } = {
  RECORD_NUMBER: { empty: "", readOnly: true },
  CREATOR: { empty: "", readOnly: true },
  CREATED_TIME: { empty: "", readOnly: true, instant: true },
  MODIFIER: { empty: "", readOnly: true },
  UPDATED_TIME: { empty: "", readOnly: true, instant: true },
  STATUS: { empty: "", readOnly: true },
  STATUS_ASSIGNEE: { empty: [], readOnly: true },
  CATEGORY: { empty: [] },
  SINGLE_LINE_TEXT: { empty: "", told: true, inList: true, defaults: true },
  MULTI_LINE_TEXT: { empty: "", inList: true, defaults: true, unsorted: true, lines: true },
  RICH_TEXT: { empty: "", defaults: true, unsorted: true, lines: true },
  NUMBER: { empty: "", told: true, inList: true, defaults: true },
  CALC: { empty: "", readOnly: true },
  LINK: { empty: "", inList: true, defaults: true },
  CHECK_BOX: { empty: [], told: true, inList: true, defaults: true, unsorted: true },
  MULTI_SELECT: { empty: [], told: true, inList: true, defaults: true, unsorted: true },
  RADIO_BUTTON: { empty: null, told: true, inList: true, defaults: true },
  DROP_DOWN: { empty: null, told: true, inList: true, defaults: true },
  DATE: { empty: null, told: true, inList: true },
  TIME: { empty: null, told: true, inList: true },
  DATETIME: { empty: "", told: true, inList: true, instant: true },
  USER_SELECT: { empty: [], told: true, inList: true, unsorted: true, people: USERS },
  GROUP_SELECT: { empty: [], told: true, inList: true, unsorted: true, people: GROUPS },
  ORGANIZATION_SELECT: { empty: [], told: true, inList: true, unsorted: true, people: ORGANIZATIONS },
  FILE: { empty: [], unsorted: true },
  SUBTABLE: { empty: [], told: true, unsorted: true },
  GROUP: { empty: "", readOnly: true, noCell: true, unsorted: true },
  REFERENCE_TABLE: { empty: "", readOnly: true, noCell: true, unsorted: true },
};

/** What is known of a type; a type that is not there is like a text. */
export function fieldType(type: string): FieldType {
  return TYPES[type] ?? { empty: "" };
}
