// Importing: a file is uploaded, checked completely with the chosen columns, and only then imported.

import type { RequestOf } from "../../../api/calls.ts";
import type { Checked, ImportStep } from "../../../api/generated/rest.ts";
import { make } from "../../../lib/dom.ts";
import { Refusal } from "../../../lib/server.ts";
import { app, say } from "../data/page.ts";
import { markDrop } from "../files.ts";
import { note } from "../notes.ts";
import { server } from "../session.ts";
import { faultTable, refuse } from "./faults.ts";

/** The way to read a file. All of it except the file key is chosen in the page's form. */
type Plan = RequestOf<"POST", "/k/api/import/check.json">;

export function importing(): void {
  const input = document.querySelector<HTMLInputElement>('[data-pd-import="file"]');
  if (input) new FileImport(partsOf(input));
}

type Parts = ReturnType<typeof partsOf>;

function partsOf(input: HTMLInputElement) {
  const part = <T extends HTMLElement>(name: string) => document.querySelector<T>(`[data-pd-import="${name}"]`) as T;
  return {
    input,
    name: part("name"),
    drop: part("drop"),
    status: part("status"),
    wrong: part("wrong"),
    faults: part("faults"),
    progress: part<HTMLProgressElement>("progress"),
    plan: part<HTMLFormElement>("plan"),
    key: part("key"),
    columns: part("columns"),
    choice: part<HTMLTemplateElement>("choice"),
    go: part<HTMLButtonElement>("run"),
    list: part("list"),
    again: part("again"),
  };
}

class FileImport {
  readonly #parts: Parts;
  #fileKey = "";
  #records = 0;
  /** Counts the selected files and the checks, so that an outdated answer is ignored. */
  #turn = 0;

  constructor(parts: Parts) {
    const { input, plan, go, drop } = parts;
    this.#parts = parts;
    input.addEventListener("change", () => void this.#choose(input.files?.[0]));
    plan.addEventListener("submit", (event) => event.preventDefault());
    plan.addEventListener("change", (event) => this.#changed((event.target as HTMLSelectElement).name));
    go.addEventListener("click", () => void this.#run());
    markDrop(drop);
  }

  #reset(): void {
    const { status, wrong, faults, progress, go } = this.#parts;
    this.#turn += 1;
    status.textContent = "";
    wrong.replaceChildren();
    faults.replaceChildren();
    progress.hidden = true;
    go.hidden = true;
  }

  #fail(error: unknown): void {
    if (!(error instanceof Refusal)) throw error;
    this.#reset();
    refuse(this.#parts.wrong, error);
  }

  async #choose(file: File | undefined): Promise<void> {
    if (!file) return;
    const { name, status, progress, plan } = this.#parts;
    this.#reset();
    plan.hidden = true;
    const turn = this.#turn;
    name.textContent = file.name;
    progress.hidden = false;
    progress.value = 0;
    status.textContent = say("import.uploading");
    try {
      this.#fileKey = await server.upload(file, (part) => {
        progress.value = part;
      });
      if (turn === this.#turn) await this.#check({ app, fileKey: this.#fileKey });
    } catch (error) {
      if (turn === this.#turn) this.#fail(error);
    }
  }

  /** Returns the plan that is currently chosen in the form. */
  #plan(): Plan & { columns: string[] } {
    const { plan, columns } = this.#parts;
    const chosen = ["charset", "separator", "mode", "key"].map((name) => [name, selectOf(plan, name)?.value]);
    const fields = [...columns.querySelectorAll("select")].map((select) => select.value);
    return { app, fileKey: this.#fileKey, ...Object.fromEntries(chosen), columns: fields };
  }

  #changed(name: string): void {
    const { plan, key } = this.#parts;
    key.hidden = selectOf(plan, "mode")?.value === "add";
    const { columns, ...rest } = this.#plan();
    // With another separator or charset, the file has other columns.
    void this.#check(name === "separator" || name === "charset" ? rest : { ...rest, columns });
  }

  async #check(plan: Plan): Promise<void> {
    const { progress, status } = this.#parts;
    this.#reset();
    const turn = this.#turn;
    progress.hidden = false;
    // The duration of the check is unknown.
    progress.removeAttribute("value");
    status.textContent = say("import.checking");
    try {
      const checked = await server.call("POST", "/k/api/import/check.json", plan);
      if (turn === this.#turn) this.#tell(checked, "columns" in plan);
    } catch (error) {
      if (turn === this.#turn) this.#fail(error);
    }
  }

  #tell(checked: Checked, known: boolean): void {
    const { status, wrong, faults, progress, plan, columns, choice, go } = this.#parts;
    const { records } = checked;
    this.#records = records;
    progress.hidden = true;
    plan.hidden = false;
    for (const name of ["charset", "separator"] as const) {
      const select = selectOf(plan, name);
      if (select) select.value = checked[name];
    }
    // If the columns were known before, the rows stay as they are, with the user's choices and the focus.
    if (!known) columns.replaceChildren(...checked.columns.map((column) => rowOf(choice, column)));
    if (checked.missing) {
      refuse(wrong, new Refusal(checked.missing));
    } else if (checked.wrong > 0) {
      refuse(wrong, new Refusal(say("import.wrong", { wrong: checked.wrong, records })));
      faults.replaceChildren(faultTable(checked.faults, checked.wrong));
    }
    const ready = !checked.missing && checked.wrong === 0;
    status.textContent = ready ? say("import.ready", { records }) : "";
    go.hidden = !ready || records === 0;
  }

  async #run(): Promise<void> {
    const { status, progress, go } = this.#parts;
    if (go.getAttribute("aria-busy") === "true") return;
    const plan = this.#plan();
    this.#reset();
    const turn = this.#turn;
    const records = this.#records;
    go.hidden = false;
    go.setAttribute("aria-busy", "true");
    this.#lock(true);
    progress.hidden = false;
    progress.value = 0;
    status.textContent = say("import.running", { done: 0, records });
    try {
      for await (const step of steps(plan)) {
        if (turn !== this.#turn) return;
        if (!("done" in step)) return this.#end(step);
        progress.value = step.done / Math.max(1, records);
        status.textContent = say("import.running", { done: step.done, records });
      }
      throw new Refusal(say("import.cut"));
    } catch (error) {
      this.#open();
      this.#fail(error instanceof Refusal ? error : new Refusal(say("import.cut")));
    }
  }

  /** Handles the last line of a run. */
  #end(step: Exclude<ImportStep, { done: number }>): void {
    if ("added" in step) {
      this.#finish(say("import.done", { added: step.added, changed: step.changed }));
      return;
    }
    this.#open();
    this.#fail(new Refusal(step.message, { "": step.reasons }));
    if (step.faults.length > 0) this.#parts.faults.replaceChildren(faultTable(step.faults, step.faults.length));
  }

  /** Lets the user try again. */
  #open(): void {
    this.#parts.go.removeAttribute("aria-busy");
    this.#lock(false);
  }

  #lock(locked: boolean): void {
    const { input, plan } = this.#parts;
    for (const field of [input, ...plan.querySelectorAll("select")]) field.disabled = locked;
  }

  #finish(text: string): void {
    const { wrong, go, plan, drop, list, again } = this.#parts;
    this.#reset();
    go.removeAttribute("aria-busy");
    plan.hidden = true;
    drop.hidden = true;
    wrong.replaceChildren(note("good", make("p", {}, text)));
    list.hidden = false;
    again.hidden = false;
  }
}

function selectOf(plan: HTMLFormElement, name: string): HTMLSelectElement | null {
  return plan.elements.namedItem(name) as HTMLSelectElement | null;
}

/** Builds the row of a column: its name, sample values, and the choice of its field. */
function rowOf(choice: HTMLTemplateElement, column: Checked["columns"][number]): HTMLElement {
  const copy = choice.content.cloneNode(true) as DocumentFragment;
  const select = copy.firstElementChild as HTMLSelectElement;
  select.value = column.field;
  select.setAttribute("aria-label", `${select.getAttribute("aria-label")}: ${column.name}`);
  const name = make("th", { class: "pd-break", scope: "row" }, column.name);
  const samples = column.samples.filter((sample) => sample !== "").join(" · ");
  return make("tr", {}, name, make("td", { class: "pd-muted pd-break" }, samples), make("td", {}, select));
}

/** Reads the lines of a run's answer as they arrive. */
async function* steps(plan: Plan): AsyncGenerator<ImportStep> {
  const response = await server.stream("/k/api/import/run.json", plan);
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  while (reader) {
    const { done, value } = await reader.read();
    if (done) return;
    const lines = (rest + value).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) yield JSON.parse(line) as ImportStep;
  }
}
