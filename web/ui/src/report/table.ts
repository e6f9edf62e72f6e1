// The figures as a table, with exact digits. The chart uses rounded floating-point numbers.

import type { Figures } from "../../../api/generated/rest.ts";
import { make } from "../../../lib/dom.ts";
import { say } from "../data/page.ts";
import type { Choice } from "./form.ts";

export function table(report: Figures, choice: Choice): HTMLTableElement {
  const titles = [choice.groupName, ...report.series, whole(report, choice)];
  const heads = titles.map((title, index) =>
    make("th", { scope: "col", class: index > 0 ? "pd-number" : undefined }, title),
  );
  const rows = report.groups.map(({ label, parts, value }) => {
    const cells = [...parts, value].map((figure) =>
      make("td", { class: "pd-number" }, figure === null ? "" : grouped(figure)),
    );
    return make("tr", {}, make("th", { scope: "row" }, label), ...cells);
  });
  return make(
    "table",
    { class: "pd-table" },
    make("caption", { class: "pd-hidden-text" }, `${choice.groupName}: ${choice.measureName}`),
    make("thead", {}, make("tr", {}, ...heads)),
    make("tbody", {}, ...rows),
  );
}

/** Returns the title of the last column: the total if the groups are divided, or else the name of the measure. */
function whole(report: Figures, choice: Choice): string {
  return report.series.length > 0 ? say("report.all") : choice.measureName;
}

/**
 * Adds thousands separators: `1234567.8` becomes `1,234,567.8`. It works on text, because JavaScript numbers cannot
 * hold 30 digits.
 */
function grouped(value: string): string {
  const [digits = "", fraction] = value.split(".");
  const shown = digits.replace(/\B(?=(\d{3})+(?!\d))/g, ",");
  return fraction === undefined ? shown : `${shown}.${fraction}`;
}
