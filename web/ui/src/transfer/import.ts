// Importing: a file is uploaded, checked whole with the columns as they are chosen, and only then imported.

import { make } from "../../../lib/dom.ts";
import { Refusal } from "../../../lib/server.ts";
import { app, say } from "../data/page.ts";
import { markDrop } from "../drop.ts";
import { note } from "../notes.ts";
import { server } from "../session.ts";
import { type Fault, faultTable } from "./faults.ts";
import { refuse } from "./show.ts";

/** What the server says of a file. */
interface Checked {
  charset: string;
  separator: string;
  columns: { name: string; samples: string[]; field: string }[];
  missing: string | null;
  records: number;
  wrong: number;
  faults: Fault[];
}

/** A line of the answer of a run. */
type Step =
  | { done: number }
  | { added: number; changed: number }
  | { message: string; reasons: string[]; faults: Fault[] };

export function importing(): void {
  const found = document.querySelector<HTMLInputElement>('[data-pd-import="file"]');
  if (!found) return;
  const input = found;
  const part = <T extends HTMLElement>(name: string) => document.querySelector<T>(`[data-pd-import="${name}"]`) as T;
  const drop = part("drop");
  const status = part("status");
  const wrong = part("wrong");
  const faults = part("faults");
  const progress = part<HTMLProgressElement>("progress");
  const plan = part<HTMLFormElement>("plan");
  const columns = part("columns");
  const go = part<HTMLButtonElement>("run");

  let fileKey = "";
  let records = 0;
  // Counts choices and checks, so that an answer that was overtaken is not heard.
  let turn = 0;

  function reset(): void {
    turn += 1;
    status.textContent = "";
    wrong.replaceChildren();
    faults.replaceChildren();
    progress.hidden = true;
    go.hidden = true;
  }

  function fail(error: unknown): void {
    if (!(error instanceof Refusal)) throw error;
    reset();
    refuse(wrong, error);
  }

  async function choose(file: File | undefined): Promise<void> {
    if (!file) return;
    reset();
    plan.hidden = true;
    const mine = turn;
    part("name").textContent = file.name;
    progress.hidden = false;
    progress.value = 0;
    status.textContent = say("import.uploading");
    try {
      fileKey = await server.upload(file, (part) => {
        progress.value = part;
      });
      if (mine === turn) await check({ app, fileKey });
    } catch (error) {
      if (mine === turn) fail(error);
    }
  }

  /** What is asked of the server, as it is chosen now. */
  function asked(): object {
    const value = (name: string) => (plan.elements.namedItem(name) as HTMLSelectElement | null)?.value;
    const chosen = [...columns.querySelectorAll("select")].map((select) => select.value);
    const [charset, separator, mode, key] = ["charset", "separator", "mode", "key"].map(value);
    return { app, fileKey, charset, separator, mode, key, columns: chosen };
  }

  async function check(ask: object): Promise<void> {
    reset();
    const mine = turn;
    progress.hidden = false;
    // Nobody knows how long it takes.
    progress.removeAttribute("value");
    status.textContent = say("import.checking");
    try {
      const told = await server.call<Checked>("POST", "/k/api/import/check.json", ask);
      if (mine === turn) tell(told, "columns" in ask);
    } catch (error) {
      if (mine === turn) fail(error);
    }
  }

  function tell(told: Checked, known: boolean): void {
    records = told.records;
    progress.hidden = true;
    plan.hidden = false;
    (plan.elements.namedItem("charset") as HTMLSelectElement).value = told.charset;
    (plan.elements.namedItem("separator") as HTMLSelectElement).value = told.separator;
    // The choices of a reader stay as they are, and the focus with them.
    if (!known) columns.replaceChildren(...told.columns.map(row));
    if (told.missing) {
      status.textContent = "";
      refuse(wrong, new Refusal(told.missing));
    } else if (told.wrong > 0) {
      status.textContent = "";
      refuse(wrong, new Refusal(say("import.wrong", { wrong: told.wrong, records })));
      faults.replaceChildren(faultTable(told.faults, told.wrong));
    } else {
      status.textContent = say("import.ready", { records });
      go.hidden = records === 0;
    }
  }

  function row(column: Checked["columns"][number]): HTMLElement {
    const template = part<HTMLTemplateElement>("choice").content.cloneNode(true) as DocumentFragment;
    const select = template.firstElementChild as HTMLSelectElement;
    select.value = column.field;
    select.setAttribute("aria-label", `${select.getAttribute("aria-label")}: ${column.name}`);
    const name = make("th", { class: "pd-break", scope: "row" }, column.name);
    const samples = column.samples.filter((sample) => sample !== "").join(" · ");
    return make("tr", {}, name, make("td", { class: "pd-muted pd-break" }, samples), make("td", {}, select));
  }

  async function run(): Promise<void> {
    if (go.getAttribute("aria-busy") === "true") return;
    const ask = asked();
    reset();
    const mine = turn;
    go.hidden = false;
    go.setAttribute("aria-busy", "true");
    for (const field of [input, ...plan.querySelectorAll("select")]) field.disabled = true;
    progress.hidden = false;
    progress.value = 0;
    status.textContent = say("import.running", { done: 0, records });
    try {
      for await (const step of steps(ask)) {
        if (mine !== turn) return;
        if ("done" in step) {
          progress.value = step.done / Math.max(1, records);
          status.textContent = say("import.running", { done: step.done, records });
        } else if ("added" in step) {
          finish(say("import.done", { added: step.added, changed: step.changed }));
          return;
        } else {
          open();
          fail(new Refusal(step.message, { "": step.reasons }));
          if (step.faults.length > 0) faults.replaceChildren(faultTable(step.faults, step.faults.length));
          return;
        }
      }
      throw new Refusal(say("import.cut"));
    } catch (error) {
      open();
      fail(error instanceof Refusal ? error : new Refusal(say("import.cut")));
    }
  }

  function open(): void {
    go.removeAttribute("aria-busy");
    for (const field of [input, ...plan.querySelectorAll("select")]) field.disabled = false;
  }

  function finish(text: string): void {
    reset();
    go.removeAttribute("aria-busy");
    plan.hidden = true;
    drop.hidden = true;
    wrong.replaceChildren(note("good", make("p", {}, text)));
    part("list").hidden = false;
    part("again").hidden = false;
  }

  input.addEventListener("change", () => void choose(input.files?.[0]));
  plan.addEventListener("submit", (event) => event.preventDefault());
  plan.addEventListener("change", (event) => {
    const { name } = event.target as HTMLSelectElement;
    part("key").hidden = (plan.elements.namedItem("mode") as HTMLSelectElement).value === "add";
    const { columns: chosen, ...rest } = asked() as { columns: string[] };
    // Read another way, the file has other columns.
    void check(name === "separator" || name === "charset" ? rest : { ...rest, columns: chosen });
  });
  go.addEventListener("click", () => void run());
  markDrop(drop);
}

/** The lines of a run's answer as they come. */
async function* steps(ask: object): AsyncGenerator<Step> {
  const response = await server.stream("/k/api/import/run.json", ask);
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  while (reader) {
    const { done, value } = await reader.read();
    if (done) return;
    const lines = (rest + value).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) yield JSON.parse(line) as Step;
  }
}
