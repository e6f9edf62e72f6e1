// Editing a record in its row, with its events (B7.4). A cell may contain a plug-in's elements. The editors are
// therefore in our own elements beside our value, which is hidden in the meantime. Nothing else in a cell changes.

import { button, make } from "../../../lib/dom.ts";
import { fieldType } from "../../../lib/schema.ts";
import { Refusal } from "../../../lib/server.ts";
import type { Hooks } from "../../../runtime/src/hooks.ts";
import { applied, type Form, openForm } from "../record/form.ts";
import { type FormContext, openContext } from "../record/form_context.ts";
import {
  type FieldJson,
  type Properties,
  type Property,
  propertiesOf,
  type RecordJson,
  revisionOf,
  writable,
} from "../record/property.ts";
import { ownValue, recordOf, redraw } from "./rows.ts";

/** The type names in the classes of edited cells, for types where plug-ins use another name than REST (B11.4). */
const CLASSES: { [type: string]: string } = { NUMBER: "decimal", MULTI_LINE_TEXT: "multiple_line_text" };

/** Sets up the edit buttons of the list. */
export function inline(hooks: Hooks): void {
  let open: RowEditing | null = null;
  document.addEventListener("click", (event) => {
    const pencil = event.target instanceof Element ? event.target.closest<HTMLElement>("a[data-pd-edit]") : null;
    const row = pencil?.closest<HTMLElement>("[data-pd-record]");
    // With a modifier key, the link opens the whole form in another tab or window.
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
  /** The record as the page loaded it. */
  readonly #given: RecordJson;
  readonly #form: Form;
  readonly #saves: HTMLButtonElement;
  /** Our own elements in the row, and the elements that are hidden in the meantime. */
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
    this.#properties = propertiesOf(boot);
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

  /** Creates the box for an editor in the cell of an editable field. Returns null if the field is not editable here. */
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

  /** Hides our own value in a cell and adds `box` in its place. */
  #swap(value: HTMLElement | null, cell: Element, box: HTMLElement): void {
    if (value) {
      value.hidden = true;
      this.#hidden.push(value);
    }
    cell.append(box);
    this.#ours.push(box);
  }

  /** Adds the buttons to the row and returns the save button. */
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

  /**
   * Returns the common members of events. As in Kintone, the IDs are strings here and numbers in other events (B7.4).
   */
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
    // This ignores Enter when it ends the input of a word in an input method, or selects an item of a list.
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

  /** Returns whether the handlers allow saving. */
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

  /** Returns the changed values only, because other users may have changed the others in the meantime. */
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

/** Returns the fields that a lookup fills in. As in Kintone, they cannot be edited in a list. */
function copied(properties: Properties): Set<string> {
  const lookups = Object.values(properties).map((property: Property) => property.lookup);
  return new Set(lookups.flatMap((lookup) => (lookup?.fieldMappings ?? []).map(({ field }) => field)));
}

/**
 * Returns the fields that handlers enabled or disabled. At the start of editing, handlers can change nothing else
 * (B7.4).
 */
function switches(returned: unknown, before: RecordJson): { [code: string]: FieldJson } {
  const record = (returned as { record?: { [code: string]: FieldJson } } | null | undefined)?.record ?? {};
  const said = Object.entries(record).filter(([code, field]) => before[code] && field && "disabled" in field);
  return Object.fromEntries(
    said.map(([code, { disabled = false }]) => [code, { ...(before[code] as FieldJson), disabled }]),
  );
}
