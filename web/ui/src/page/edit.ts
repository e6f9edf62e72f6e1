// Making and changing a record: the form, its events, and saving (B7.4).

import { make } from "../../../lib/dom.ts";
import { Refusal } from "../../../lib/server.ts";
import { all } from "../../../runtime/src/elements.ts";
import type { Hooks } from "../../../runtime/src/hooks.ts";
import { computing } from "../record/computed.ts";
import { openDesk } from "../record/desk.ts";
import { type Change, openForm } from "../record/form.ts";
import { lookups } from "../record/lookups.ts";
import type { Properties, RecordJson, RowJson } from "../record/property.ts";
import { applied } from "../record/returned.ts";

/** Types whose changes plug-ins are told of, as the vendor does. */
const TOLD = new Set([
  "SINGLE_LINE_TEXT",
  "NUMBER",
  "RADIO_BUTTON",
  "DROP_DOWN",
  "CHECK_BOX",
  "MULTI_SELECT",
  "DATE",
  "TIME",
  "DATETIME",
  "USER_SELECT",
  "GROUP_SELECT",
  "ORGANIZATION_SELECT",
  "SUBTABLE",
]);

export function edit(hooks: Hooks): void {
  const { boot, page } = hooks;
  const desk = openDesk(hooks);
  const { say, server } = desk;
  const app = boot.app?.id;
  const id = boot.record?.id ?? null;
  const kind = id === null ? "create" : "edit";
  const properties = (boot.fields ?? {}) as Properties;
  const places = document.querySelector<HTMLElement>("[data-pd-form]");
  const says = document.querySelector<HTMLElement>("[data-pd-says]");
  const buttons = document.querySelectorAll<HTMLButtonElement>("button[data-pd-save]");
  if (!places) return;

  let dirty = false;
  let busy = false;
  const form = openForm(desk, boot.record?.record ?? {}, properties, (code) => all("field", code)[0] ?? null, changed);
  const compute = computing(desk, form, properties);
  const lookUp = lookups(desk, form, properties);
  page.form = {
    read: form.read,
    write(record) {
      form.write(record);
      dirty = true;
      compute();
    },
  };

  const about = (record: RecordJson) => (id === null ? { record } : { recordId: id, record });

  function tell(text: string | null): void {
    says?.replaceChildren(...(text ? [make("p", { class: "pd-message pd-message-error" }, text)] : []));
  }

  function changed(change: Change): void {
    dirty = true;
    if (change.table === null) void lookUp(change.code).then(compute);
    compute();
    const table = change.table === null ? null : properties[change.table];
    const property = table ? table.fields?.[change.code] : properties[change.code];
    if (!property || !TOLD.has(property.type)) return;
    const record = form.read();
    const before = structuredClone(record);
    const holder = record[change.table ?? change.code];
    const row = change.row === null ? null : ((holder?.value as RowJson[] | undefined)?.[change.row] ?? null);
    const changes = { field: table ? row?.value[change.code] : holder, row };
    const returned = hooks.tellNow(`app.record.${kind}.change.${change.code}`, { ...about(record), changes });
    // A thenable's outcome is not waited for, and so says nothing.
    tell(applied(form, returned, before));
    again(returned);
  }

  /** A handler asks for a lookup to be made again by `lookup: true` in its field (CENSUS 1.7). */
  function again(returned: unknown): void {
    const { record } = (returned ?? {}) as { record?: Record<string, { lookup?: unknown } | undefined> };
    for (const [code, field] of Object.entries(record ?? {})) {
      if (field?.lookup === true) void lookUp(code).then(compute);
    }
  }

  /** What may go on when handlers have said their word. */
  async function allowed(): Promise<boolean> {
    form.clearErrors();
    tell(null);
    const record = form.read();
    const before = structuredClone(record);
    const { returned, stopped } = await hooks.tell(`app.record.${kind}.submit`, about(record));
    if (stopped || returned === false) return false;
    const error = applied(form, returned, before);
    tell(error);
    if (form.hasErrors()) form.focusError();
    else if (error) says?.scrollIntoView({ block: "center" });
    return !error && !form.hasErrors();
  }

  async function save(): Promise<void> {
    if (!(await allowed())) return;
    const record = form.payload();
    const revision = boot.record?.record.$revision?.value;
    const [method, asked] = id === null ? ["POST", { app, record }] : ["PUT", { app, id, record, revision }];
    const answer = await server.call<{ id?: string }>(method, "/k/v1/record.json", asked);
    dirty = false;
    await saved(Number(answer.id ?? id));
  }

  async function saved(recordId: number): Promise<void> {
    const asked = { app, id: recordId };
    const { record } = await server.call<{ record: RecordJson }>("GET", "/k/v1/record.json", asked);
    const shown = `show?record=${recordId}#record=${recordId}`;
    const event: { record: RecordJson; recordId: number; url?: unknown } = {
      record: structuredClone(record),
      recordId,
    };
    const { returned } = await hooks.tell(`app.record.${kind}.submit.success`, event);
    const url = (returned as typeof event | null | undefined)?.url;
    if (url === null && id !== null) {
      // The plug-in wants the page to stay: it goes on from what was saved.
      form.settle(record);
      if (boot.record) boot.record.record = record;
      return;
    }
    page.leave(typeof url === "string" ? url : shown);
  }

  function refused(error: unknown): void {
    if (!(error instanceof Refusal)) throw error;
    const homeless = form.refuse(error);
    const conflict = error.code === "GAIA_CO02" ? say("conflict") : error.message;
    tell([conflict, ...homeless].join("\n"));
    if (form.hasErrors()) form.focusError();
    else says?.scrollIntoView({ block: "center" });
  }

  async function submit(): Promise<void> {
    if (busy) return;
    busy = true;
    for (const one of buttons) one.setAttribute("aria-busy", "true");
    try {
      await save();
    } catch (error) {
      refused(error);
    } finally {
      busy = false;
      for (const one of buttons) one.removeAttribute("aria-busy");
    }
  }

  for (const one of buttons) one.addEventListener("click", () => void submit());
  addEventListener("beforeunload", (event) => {
    if (dirty) event.preventDefault();
  });
  for (const cancel of document.querySelectorAll("[data-pd-cancel]")) {
    // Whoever says "cancel" has said it.
    cancel.addEventListener("click", () => {
      dirty = false;
    });
  }

  const shown = structuredClone(form.read());
  void hooks.start().then((returned) => {
    tell(applied(form, returned, shown));
    again(returned);
    compute();
  });
}
