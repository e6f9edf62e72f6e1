// The errors in a file, line by line, on the page and as a file to download.

import type { CheckedFault } from "../../../api/generated/rest.ts";
import { make } from "../../../lib/dom.ts";
import { button } from "../button.ts";
import { say } from "../data/page.ts";
import { download } from "../download.ts";

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
