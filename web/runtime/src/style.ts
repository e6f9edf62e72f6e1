// `setRecordListStyle`: sets colours of cells in a list, by field and record.

import { all } from "./elements.ts";

type Styles = { [property: string]: string } | "DEFAULT";

interface Column {
  columnType?: "FIELD" | "ACTION";
  column?: string;
  content?: Styles;
  background?: Styles;
}

interface Config {
  header?: Column[] | "DEFAULT";
  body?: { recordId?: string | number; style?: Column[] | "DEFAULT" }[] | "DEFAULT";
}

const CONTENT = ["backgroundColor", "color", "fontWeight", "textDecoration", "borderColor"] as const;

/** Sets styles. Columns that are not given stay unchanged, and undocumented properties are ignored. */
export function setStyle(given: unknown): void {
  if (given === "DEFAULT") {
    plain(document);
    return;
  }
  const { header, body } = (given ?? {}) as Config;
  if (header === "DEFAULT") for (const row of rows("thead")) plain(row);
  else for (const column of header ?? []) for (const row of rows("thead")) dress(row, "column", column);
  if (body === "DEFAULT") for (const row of rows("tbody")) plain(row);
  else {
    for (const { recordId, style } of body ?? []) {
      for (const row of all("record", recordId)) {
        if (style === "DEFAULT") plain(row);
        else for (const column of style ?? []) dress(row, "cell", column);
      }
    }
  }
}

const rows = (part: string) => document.querySelectorAll<HTMLElement>(`.recordlist-gaia > ${part} > tr`);

/** Returns the cells of a list's columns. */
function cells(row: ParentNode): HTMLElement[] {
  const marks = ["data-pd-cell", "data-pd-action-cell", "data-pd-column", "data-pd-column-action"];
  return [...row.querySelectorAll<HTMLElement>(marks.map((mark) => `[${mark}]`).join())];
}

function plain(where: ParentNode): void {
  for (const cell of cells(where)) {
    apply(cell, "DEFAULT", ["backgroundColor"]);
    apply(content(cell), "DEFAULT", CONTENT);
  }
}

function dress(row: HTMLElement, kind: "column" | "cell", { columnType, column, ...styles }: Column): void {
  const action = kind === "column" ? "data-pd-column-action" : "data-pd-action-cell";
  const attribute = columnType === "ACTION" ? action : `data-pd-${kind}`;
  for (const cell of cells(row).filter((cell) => cell.getAttribute(attribute) === column)) {
    if (styles.background) apply(cell, styles.background, ["backgroundColor"]);
    if (styles.content) apply(content(cell), styles.content, CONTENT);
  }
}

/** Returns our own element inside a cell. A plug-in's elements in the cell keep their style. */
function content(cell: HTMLElement): HTMLElement {
  return cell.querySelector<HTMLElement>("[data-pd-value], .recordlist-header-label-gaia") ?? cell;
}

function apply(element: HTMLElement, styles: Styles, known: readonly (typeof CONTENT)[number][]): void {
  for (const name of known) {
    const value = styles === "DEFAULT" ? "" : styles[name];
    if (typeof value !== "string") continue;
    if (name === "borderColor") element.style.border = value && `1px solid ${value}`;
    else element.style[name] = value;
  }
}
