// The same figures as a table, exact to the last digit: a chart is drawn with the computer's rounded numbers.

import { say } from "../data/texts.ts";
import type { Report } from "./ask.ts";
import type { Choice } from "./form.ts";

export function table(report: Report, choice: Choice): HTMLTableElement {
  const made = document.createElement("table");
  made.className = "pd-table";
  const caption = made.createCaption();
  caption.className = "pd-hidden-text";
  caption.textContent = `${choice.groupName}: ${choice.measureName}`;
  const head = made.createTHead().insertRow();
  const titles = [choice.groupName, ...(report.series.length > 0 ? report.series : [])];
  for (const [index, title] of [...titles, whole(report, choice)].entries()) {
    const cell = document.createElement("th");
    cell.scope = "col";
    if (index > 0) cell.className = "pd-number";
    cell.textContent = title;
    head.append(cell);
  }
  const body = made.createTBody();
  for (const group of report.groups) {
    const row = body.insertRow();
    const name = document.createElement("th");
    name.scope = "row";
    name.textContent = group.label;
    row.append(name);
    for (const value of [...group.parts, group.value]) {
      const cell = row.insertCell();
      cell.className = "pd-number";
      cell.textContent = value === null ? "" : grouped(value);
    }
  }
  return made;
}

/** The last column: all of a group where it has parts, else the measure itself. */
function whole(report: Report, choice: Choice): string {
  return report.series.length > 0 ? say("report.all") : choice.measureName;
}

/** `1234567.8` as `1,234,567.8`; as text, since a number of 30 digits is none to the browser. */
function grouped(value: string): string {
  const [digits = "", fraction] = value.split(".");
  const shown = digits.replace(/\B(?=(\d{3})+(?!\d))/g, ",");
  return fraction === undefined ? shown : `${shown}.${fraction}`;
}
