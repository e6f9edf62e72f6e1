// Creating and changing a record: the form, its events, and saving (B7.4).

import { make } from "../../../lib/dom.ts";
import { fieldType } from "../../../lib/schema.ts";
import { Refusal } from "../../../lib/server.ts";
import { all } from "../../../runtime/src/elements.ts";
import type { Hooks } from "../../../runtime/src/hooks.ts";
import { computing } from "../record/computed.ts";
import { applied, type Change, type Form, openForm } from "../record/form.ts";
import { type FormContext, openContext } from "../record/form_context.ts";
import { lookups } from "../record/lookups.ts";
import { type Properties, propertiesOf, type RecordJson, type RowJson, revisionOf } from "../record/property.ts";

export function edit(hooks: Hooks): void {
  if (document.querySelector("[data-pd-form]")) new Editing(hooks);
}

class Editing {
  readonly #hooks: Hooks;
  readonly #context: FormContext;
  readonly #form: Form;
  readonly #properties: Properties;
  /** The ID of the record, or null for a new record. */
  readonly #id: number | null;
  readonly #kind: "create" | "edit";
  readonly #says = document.querySelector<HTMLElement>("[data-pd-says]");
  readonly #buttons = document.querySelectorAll<HTMLButtonElement>("button[data-pd-save]");
  readonly #compute: () => void;
  readonly #lookUp: (code: string) => Promise<void>;
  #dirty = false;
  #busy = false;

  constructor(hooks: Hooks) {
    const { boot } = hooks;
    this.#hooks = hooks;
    this.#context = openContext(hooks);
    this.#id = boot.record?.id ?? null;
    this.#kind = this.#id === null ? "create" : "edit";
    this.#properties = propertiesOf(boot);
    const record = boot.record?.record ?? {};
    const placeOf = (code: string) => all("field", code)[0] ?? null;
    this.#form = openForm(this.#context, record, this.#properties, placeOf, (change) => this.#changed(change));
    this.#compute = computing(this.#context, this.#form, this.#properties);
    this.#lookUp = lookups(this.#context, this.#form, this.#properties);
    this.#open();
    this.#listen();
    this.#start();
  }

  /** Lets plug-ins read and write the form. */
  #open(): void {
    this.#hooks.page.form = {
      read: () => this.#form.read(),
      write: (record) => {
        this.#form.write(record);
        this.#dirty = true;
        this.#compute();
      },
    };
  }

  #listen(): void {
    for (const one of this.#buttons) one.addEventListener("click", () => void this.#submit());
    addEventListener("beforeunload", (event) => {
      if (this.#dirty) event.preventDefault();
    });
    for (const cancel of document.querySelectorAll("[data-pd-cancel]")) {
      // Cancelling is deliberate, so the browser need not ask about unsaved changes.
      cancel.addEventListener("click", () => {
        this.#dirty = false;
      });
    }
  }

  #start(): void {
    const shown = this.#form.read();
    void this.#hooks.start().then((returned) => {
      this.#tell(applied(this.#form, returned, shown));
      this.#again(returned);
      this.#compute();
    });
  }

  /** Returns the common members of events. */
  #about(record: RecordJson): { record: RecordJson; recordId?: number } {
    return this.#id === null ? { record } : { recordId: this.#id, record };
  }

  #tell(text: string | null): void {
    this.#says?.replaceChildren(...(text ? [make("p", { class: "pd-message pd-message-error" }, text)] : []));
  }

  #changed(change: Change): void {
    this.#dirty = true;
    if (change.table === null) void this.#lookUp(change.code).then(this.#compute);
    this.#compute();
    const table = change.table === null ? null : this.#properties[change.table];
    const property = table ? table.fields?.[change.code] : this.#properties[change.code];
    if (!property || !fieldType(property.type).told) return;
    const record = this.#form.read();
    const before = structuredClone(record);
    const holder = record[change.table ?? change.code];
    const row = change.row === null ? null : ((holder?.value as RowJson[] | undefined)?.[change.row] ?? null);
    const changes = { field: table ? row?.value[change.code] : holder, row };
    const event = { ...this.#about(record), changes };
    const returned = this.#hooks.tellNow(`app.record.${this.#kind}.change.${change.code}`, event);
    // If a handler returns a thenable, its result is not awaited and has no effect.
    this.#tell(applied(this.#form, returned, before));
    this.#again(returned);
  }

  /** Repeats the lookups for which a handler set `lookup: true` in the field (B11.7). */
  #again(returned: unknown): void {
    const { record } = (returned ?? {}) as { record?: Record<string, { lookup?: unknown } | undefined> };
    for (const [code, field] of Object.entries(record ?? {})) {
      if (field?.lookup === true) void this.#lookUp(code).then(this.#compute);
    }
  }

  async #submit(): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    for (const one of this.#buttons) one.setAttribute("aria-busy", "true");
    try {
      if (await this.#allowed()) await this.#save();
    } catch (error) {
      this.#refused(error);
    } finally {
      this.#busy = false;
      for (const one of this.#buttons) one.removeAttribute("aria-busy");
    }
  }

  /** Returns whether the handlers allow saving. */
  async #allowed(): Promise<boolean> {
    const form = this.#form;
    form.clearErrors();
    this.#tell(null);
    const record = form.read();
    const before = structuredClone(record);
    const event = this.#about(record);
    const { returned, stopped } = await this.#hooks.tell(`app.record.${this.#kind}.submit`, event);
    if (stopped || returned === false) return false;
    const error = applied(form, returned, before);
    this.#tell(error);
    if (form.hasErrors()) form.focusError();
    else if (error) this.#says?.scrollIntoView({ block: "center" });
    return !error && !form.hasErrors();
  }

  async #save(): Promise<void> {
    const { app, server } = this.#context;
    const shown = this.#hooks.boot.record;
    const asked = { app, record: this.#form.payload() };
    let id = this.#id;
    if (id === null) {
      id = Number((await server.call("POST", "/k/v1/record.json", asked)).id);
    } else {
      await server.call("PUT", "/k/v1/record.json", { ...asked, id, revision: revisionOf(shown?.record ?? {}) });
    }
    this.#dirty = false;
    await this.#saved(id);
  }

  async #saved(recordId: number): Promise<void> {
    const { boot, page } = this.#hooks;
    const asked = { app: this.#context.app, id: recordId };
    const { record } = await this.#context.server.call("GET", "/k/v1/record.json", asked);
    const event: { record: RecordJson; recordId: number; url?: unknown } = {
      record: structuredClone(record),
      recordId,
    };
    const { returned } = await this.#hooks.tell(`app.record.${this.#kind}.submit.success`, event);
    const url = (returned as typeof event | null | undefined)?.url;
    if (url === null && this.#id !== null) {
      // The plug-in wants the page to stay, so the form continues with the saved record.
      this.#form.settle(record);
      if (boot.record) boot.record.record = record;
      return;
    }
    page.leave(typeof url === "string" ? url : `show?record=${recordId}#record=${recordId}`);
  }

  #refused(error: unknown): void {
    if (!(error instanceof Refusal)) throw error;
    const homeless = this.#form.refuse(error);
    const conflict = error.code === "GAIA_CO02" ? this.#context.say("conflict") : error.message;
    this.#tell([conflict, ...homeless].join("\n"));
    if (this.#form.hasErrors()) this.#form.focusError();
    else this.#says?.scrollIntoView({ block: "center" });
  }
}
