// What is wrong with a file, line by line, on the page and as a file of its own.

import { element } from "../admin/show.ts";
import { say } from "../data/texts.ts";
import { save } from "./show.ts";

export interface Fault {
  line: number;
  column: string;
  value: string;
  message: string;
}

/** Lines on the page; the list to download has all that the server told. */
const SHOWN = 100;

export function faultTable(faults: Fault[], wrong: number): HTMLElement {
  const titles = [say("import.line"), say("import.column"), say("import.value"), say("import.message")];
  const heads = titles.map((title) => {
    const head = element("th", "", title);
    head.scope = "col";
    return head;
  });
  const rows = faults.slice(0, SHOWN).map((fault) => {
    const cells = [String(fault.line), fault.column, fault.value, fault.message];
    return element("tr", "", ...cells.map((cell) => element("td", "pd-break", cell)));
  });
  const table = element("table", "pd-table", element("caption", "pd-hidden-text", say("import.faults")));
  table.append(element("thead", "", element("tr", "", ...heads)), element("tbody", "", ...rows));
  const button = element("button", "pd-button pd-button-small", say("import.download"));
  button.type = "button";
  button.addEventListener("click", () => {
    const lines = faults.map((fault) => [String(fault.line), fault.column, fault.value, fault.message]);
    save(new Blob([csv([titles, ...lines])], { type: "text/csv" }), "problems.csv");
  });
  const scroll = element("div", "pd-scroll", table);
  scroll.tabIndex = 0;
  const whole = element("div", "pd-faults", scroll);
  const shown = Math.min(SHOWN, faults.length);
  if (shown < wrong) whole.append(element("p", "pd-muted pd-small", say("import.more", { shown, wrong })));
  whole.append(button);
  return whole;
}

/** With a byte order mark, for spreadsheets, and with nothing that one would run. */
function csv(lines: string[][]): string {
  const cell = (text: string) => `"${text.replace(/^(?='*[=+\-@\t\r])/, "'").replaceAll('"', '""')}"`;
  return `\ufeff${lines.map((line) => `${line.map(cell).join(",")}\r\n`).join("")}`;
}
