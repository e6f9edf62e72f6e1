// Refusals on the import and export pages, and the errors in a file, line by line and as a file to download.

import type { CheckedFault } from "../../../api/generated/rest.ts";
import { button, make } from "../../../lib/dom.ts";
import type { Refusal } from "../../../lib/server.ts";
import { say } from "../data/page.ts";
import { download } from "../files.ts";
import { lines, note } from "../notes.ts";

/** The maximum number of errors on the page. The download has all errors that the server reported. */
const SHOWN = 100;

export function faultTable(faults: CheckedFault[], wrong: number): HTMLElement {
  const titles = [say("import.line"), say("import.column"), say("import.value"), say("import.message")];
  const cellsOf = (fault: CheckedFault) => [String(fault.line), fault.column, fault.value, fault.message];
  const heads = titles.map((title) => make("th", { scope: "col" }, title));
  const rows = faults
    .slice(0, SHOWN)
    .map((fault) => make("tr", {}, ...cellsOf(fault).map((cell) => make("td", { class: "pd-break" }, cell))));
  const table = make(
    "table",
    { class: "pd-table" },
    make("caption", { class: "pd-hidden-text" }, say("import.faults")),
    make("thead", {}, make("tr", {}, ...heads)),
    make("tbody", {}, ...rows),
  );
  const whole = make("div", { class: "pd-faults" }, make("div", { class: "pd-scroll", tabindex: 0 }, table));
  const shown = Math.min(SHOWN, faults.length);
  if (shown < wrong) whole.append(make("p", { class: "pd-muted pd-small" }, say("import.more", { shown, wrong })));
  const all = () => csv([titles, ...faults.map(cellsOf)]);
  whole.append(button(say("import.download"), () => download(new Blob([all()], { type: "text/csv" }), "problems.csv")));
  return whole;
}

/**
 * Builds a CSV file with a byte order mark for spreadsheets. Cells that a spreadsheet would run as formulas are
 * escaped.
 */
function csv(lines: string[][]): string {
  const cell = (text: string) => `"${text.replace(/^(?='*[=+\-@\t\r])/, "'").replaceAll('"', '""')}"`;
  return `\ufeff${lines.map((line) => `${line.map(cell).join(",")}\r\n`).join("")}`;
}

/**
 * Shows a refusal where screen readers read it. The reasons about single parameters are included, because users can act
 * on them.
 */
export function refuse(place: Element, { message, reasons }: Refusal): void {
  // The names of the parameters mean nothing to users.
  const told = reasons.map((reason) => reason.replace(/^\w+: /, ""));
  const [only] = told;
  const text = make("p", {}, told.length === 1 && only ? only : message);
  place.replaceChildren(note("danger", text, ...(told.length > 1 ? [lines(told)] : [])));
}
