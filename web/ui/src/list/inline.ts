// Editing one record in its row, with the events of it (B7.4). A cell may be a plug-in's: the editors stand in elements of
// ours beside our value, which is hidden for as long, and nothing else in a cell is touched.

import { make } from "../../../lib/dom.ts";
import { fieldType } from "../../../lib/schema.ts";
import { Refusal } from "../../../lib/server.ts";
import type { Hooks } from "../../../runtime/src/hooks.ts";
import { button } from "../button.ts";
import { type Form, openForm } from "../record/form.ts";
import { type FormContext, openContext } from "../record/form_context.ts";
import {
  type FieldJson,
  type Properties,
  type Property,
  type RecordJson,
  revisionOf,
  writable,
} from "../record/property.ts";
import { applied } from "../record/returned.ts";
import { ownValue, recordOf, redraw } from "./rows.ts";

/** Classes of cells that are edited, where plug-ins know another name than REST's (B11.4). */
const CLASSES: { [type: string]: string } = { NUMBER: "decimal", MULTI_LINE_TEXT: "multiple_line_text" };

/** Wires the pencils of the list. */
export function inline(hooks: Hooks): void {
  let open: RowEditing | null = null;
  document.addEventListener("click", (event) => {
    const pencil = event.target instanceof Element ? event.target.closest<HTMLElement>("a[data-pd-edit]") : null;
    const row = pencil?.closest<HTMLElement>("[data-pd-record]");
    // With a key held down, the link opens the whole form elsewhere.
    if (!pencil || !row || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    if (open) return open.focus();
    open = new RowEditing(hooks, row, () => {
      open = null;
      pencil.focus();
    });
    open.start();
  });
}

class RowEditing {
  readonly #hooks: Hooks;
  readonly #row: HTMLElement;
  readonly #closed: () => void;
  readonly #context: FormContext;
  readonly #properties: Properties;
  /** The record as the page knows it. */
  readonly #given: RecordJson;
  readonly #form: Form;
  readonly #saves: HTMLButtonElement;
  /** Elements of ours in the row, and what is hidden while they are there. */
  readonly #ours: HTMLElement[] = [];
  readonly #hidden: HTMLElement[] = [];
  readonly #listening = new AbortController();
  #busy = false;
  #dirty = false;

  constructor(hooks: Hooks, row: HTMLElement, closed: () => void) {
    const { boot } = hooks;
    this.#hooks = hooks;
    this.#row = row;
    this.#closed = closed;
    this.#context = openContext(hooks);
    this.#properties = boot.fields ?? {};
    this.#given = recordOf(boot, this.#id);
    const filled = copied(this.#properties);
    const placeOf = (code: string) => this.#place(code, filled);
    this.#form = openForm(this.#context, this.#given, this.#properties, placeOf, ({ code }) => this.#changed(code));
    this.#saves = this.#buttons();
  }

  get #id(): string {
    return this.#row.dataset.pdRecord ?? "";
  }

  start(): void {
    const { signal } = this.#listening;
    this.#row.classList.add("pd-row-editing");
    this.#row.addEventListener("keydown", (event) => this.#pressed(event), { signal });
    const leaving = (event: BeforeUnloadEvent) => {
      if (this.#dirty) event.preventDefault();
    };
    addEventListener("beforeunload", leaving, { signal });
    this.focus();
    const record = this.#form.read();
    const before = structuredClone(record);
    const event = { recordId: this.#id, record };
    void this.#hooks.tell("app.record.index.edit.show", event).then(({ returned }) => {
      this.#form.take(switches(returned, before), before);
    });
  }

  focus(): void {
    (this.#row.querySelector<HTMLElement>(FOCUSABLE) ?? this.#saves).focus();
  }

  /** Makes room in the cell of a field that can be edited here. */
  #place(code: string, filled: Set<string>): HTMLElement | null {
    const property = this.#properties[code];
    const cells = [...this.#row.querySelectorAll<HTMLElement>("[data-pd-cell]")];
    const cell = cells.find((one) => one.dataset.pdCell === code);
    if (!cell || !property || !writable(property)) return null;
    if (!fieldType(property.type).inList || property.lookup || filled.has(code)) return null;
    const kind = CLASSES[property.type] ?? property.type.toLowerCase();
    const box = make("div", { class: `pd-cell-edit recordlist-edit-${kind}-gaia` });
    this.#swap(ownValue(cell), cell, box);
    return box;
  }

  /** Puts `box` into a cell in place of what is ours there. */
  #swap(value: HTMLElement | null, cell: Element, box: HTMLElement): void {
    if (value) {
      value.hidden = true;
      this.#hidden.push(value);
    }
    cell.append(box);
    this.#ours.push(box);
  }

  /** Puts the buttons into the row, and answers the one that saves. */
  #buttons(): HTMLButtonElement {
    const { say } = this.#context;
    const saves = make("button", { class: "pd-button pd-button-main pd-button-small", type: "button" }, say("save"));
    saves.addEventListener("click", () => void this.#submit());
    const cancels = button(say("cancel"), () => {
      if (!this.#busy) void this.#finish(this.#given);
    });
    const actions = this.#row.querySelector('[data-pd-action-cell="RECORD_ACTIONS"]');
    const shown = this.#row.querySelector<HTMLElement>(".pd-row-buttons");
    if (actions) this.#swap(shown, actions, make("div", { class: "pd-row-buttons" }, saves, cancels));
    return saves;
  }

  /** The vendor's oddity: strings, where other events have numbers (B7.4). */
  #about(record: RecordJson): { appId: string; recordId: string; record: RecordJson } {
    return { appId: String(this.#hooks.boot.app?.id), recordId: this.#id, record };
  }

  #changed(code: string): void {
    this.#dirty = true;
    const property = this.#properties[code];
    if (!property || !fieldType(property.type).told) return;
    const record = this.#form.read();
    const before = structuredClone(record);
    const event = { ...this.#about(record), changes: { field: record[code], row: null } };
    const returned = this.#hooks.tellNow(`app.record.index.edit.change.${code}`, event);
    this.#tell(applied(this.#form, returned, before));
  }

  #tell(text: string | null): void {
    const says = document.querySelector<HTMLElement>("[data-pd-list-says]");
    says?.replaceChildren(...(text ? [make("p", { class: "pd-message pd-message-error" }, text)] : []));
    if (text) says?.scrollIntoView({ block: "nearest" });
  }

  #pressed(event: KeyboardEvent): void {
    // Enter that ends a word of an input method, or picks from a list, is not ours.
    if (event.defaultPrevented || event.isComposing) return;
    if (event.key === "Escape" && !this.#busy) {
      event.preventDefault();
      void this.#finish(this.#given);
    } else if (event.key === "Enter" && event.target instanceof HTMLInputElement && event.target.type !== "checkbox") {
      event.preventDefault();
      void this.#submit();
    }
  }

  async #submit(): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    this.#saves.setAttribute("aria-busy", "true");
    try {
      if (await this.#allowed()) await this.#save();
    } catch (error) {
      this.#refused(error);
    } finally {
      this.#busy = false;
      this.#saves.removeAttribute("aria-busy");
    }
  }

  /** Whether handlers let it go on. */
  async #allowed(): Promise<boolean> {
    const form = this.#form;
    form.clearErrors();
    this.#tell(null);
    const record = form.read();
    const before = structuredClone(record);
    const { returned, stopped } = await this.#hooks.tell("app.record.index.edit.submit", this.#about(record));
    if (stopped || returned === false) return false;
    const error = applied(form, returned, before);
    this.#tell(error);
    if (form.hasErrors()) form.focusError();
    return !error && !form.hasErrors();
  }

  async #save(): Promise<void> {
    const { app, server } = this.#context;
    const one = { app, id: this.#id };
    const change = { record: this.#changes(), revision: revisionOf(this.#given) };
    await server.call("PUT", "/k/v1/record.json", { ...one, ...change });
    const { record } = await server.call("GET", "/k/v1/record.json", one);
    Object.assign(this.#given, record);
    await redraw(this.#row);
    const event = this.#about(structuredClone(record)) as { url?: unknown };
    const { returned } = await this.#hooks.tell("app.record.index.edit.submit.success", event);
    const url = (returned as typeof event | null | undefined)?.url;
    this.#dirty = false;
    await this.#finish(record);
    if (typeof url === "string") this.#hooks.page.leave(url);
  }

  /** What differs from what the page knew; the rest may have been changed by others meanwhile. */
  #changes(): { [code: string]: { value: unknown } } {
    const now = this.#form.read();
    const differs = ([code]: [string, unknown]) =>
      JSON.stringify(now[code]?.value) !== JSON.stringify(this.#given[code]?.value);
    return Object.fromEntries(Object.entries(this.#form.payload()).filter(differs));
  }

  #refused(error: unknown): void {
    if (!(error instanceof Refusal)) throw error;
    const homeless = this.#form.refuse(error);
    const conflict = error.code === "GAIA_CO02" ? this.#context.say("conflict") : error.message;
    this.#tell([conflict, ...homeless].join("\n"));
    if (this.#form.hasErrors()) this.#form.focusError();
  }

  async #finish(record: RecordJson): Promise<void> {
    for (const box of this.#ours) box.remove();
    for (const value of this.#hidden) value.hidden = false;
    this.#listening.abort();
    this.#row.classList.remove("pd-row-editing");
    this.#tell(null);
    this.#closed();
    const event = { recordId: this.#id, record: structuredClone(record) };
    await this.#hooks.tell("app.record.index.edit.finish", event);
  }
}

const FOCUSABLE = ".pd-cell-edit :is(input, select, textarea, [tabindex]):not(:disabled)";

/** Fields that a lookup fills in: the vendor lets nobody change them in a list. */
function copied(properties: Properties): Set<string> {
  const lookups = Object.values(properties).map((property: Property) => property.lookup);
  return new Set(lookups.flatMap((lookup) => (lookup?.fieldMappings ?? []).map(({ field }) => field)));
}

/** When editing begins, handlers may say which fields can be changed, and nothing else (B7.4). */
function switches(returned: unknown, before: RecordJson): { [code: string]: FieldJson } {
  const record = (returned as { record?: { [code: string]: FieldJson } } | null | undefined)?.record ?? {};
  const said = Object.entries(record).filter(([code, field]) => before[code] && field && "disabled" in field);
  return Object.fromEntries(
    said.map(([code, { disabled = false }]) => [code, { ...(before[code] as FieldJson), disabled }]),
  );
}
