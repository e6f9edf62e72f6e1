// Editing one record in its row, with the events of it (B7.4). A cell may be a plug-in's: the editors stand in elements of
// ours beside our value, which is hidden for as long, and nothing else in a cell is touched.

import { make } from "../../../lib/dom.ts";
import { Refusal } from "../../../lib/server.ts";
import type { Hooks } from "../../../runtime/src/hooks.ts";
import { openDesk } from "../record/desk.ts";
import { openForm } from "../record/form.ts";
import type { FieldJson, Properties, Property, RecordJson } from "../record/property.ts";
import { applied } from "../record/returned.ts";
import { ownValue, recordOf, redraw } from "./rows.ts";

/** What the vendor lets people change in a list, and plug-ins are told of unless it says otherwise. */
const INLINE = new Set([
  "SINGLE_LINE_TEXT",
  "MULTI_LINE_TEXT",
  "NUMBER",
  "LINK",
  "RADIO_BUTTON",
  "CHECK_BOX",
  "MULTI_SELECT",
  "DROP_DOWN",
  "DATE",
  "TIME",
  "DATETIME",
  "USER_SELECT",
  "ORGANIZATION_SELECT",
  "GROUP_SELECT",
]);
const UNTOLD = new Set(["MULTI_LINE_TEXT", "LINK"]);

/** Classes of cells that are edited, where plug-ins know another name than REST's (CENSUS 1.4). */
const CLASSES: { [type: string]: string } = { NUMBER: "decimal", MULTI_LINE_TEXT: "multiple_line_text" };

/** Wires the pencils of the list. */
export function inline(hooks: Hooks): void {
  let open: { focus(): void } | null = null;
  document.addEventListener("click", (event) => {
    const pencil = event.target instanceof Element ? event.target.closest<HTMLElement>("a[data-pd-edit]") : null;
    const row = pencil?.closest<HTMLElement>("[data-pd-record]");
    // With a key held down, the link opens the whole form elsewhere.
    if (!pencil || !row || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    if (open) return open.focus();
    open = editRow(hooks, row, () => {
      open = null;
      pencil.focus();
    });
  });
}

function editRow(hooks: Hooks, row: HTMLElement, closed: () => void): { focus(): void } {
  const { boot, page } = hooks;
  const desk = openDesk(hooks);
  const { say, server } = desk;
  const app = boot.app?.id;
  const recordId = row.dataset.pdRecord ?? "";
  const given = recordOf(boot, recordId);
  const properties = (boot.fields ?? {}) as Properties;
  const filled = copied(properties);
  const ours: HTMLElement[] = [];
  const hidden: HTMLElement[] = [];
  let busy = false;
  let dirty = false;

  // The vendor's oddity: strings, where other events have numbers (B7.4).
  const about = (record: RecordJson) => ({ appId: String(app), recordId, record });

  function place(code: string): HTMLElement | null {
    const property = properties[code];
    const cell = [...row.querySelectorAll<HTMLElement>("[data-pd-cell]")].find((one) => one.dataset.pdCell === code);
    if (!cell || !property || !INLINE.has(property.type) || property.lookup || filled.has(code)) return null;
    const kind = CLASSES[property.type] ?? property.type.toLowerCase();
    const box = make("div", { class: `pd-cell-edit recordlist-edit-${kind}-gaia` });
    swap(ownValue(cell), cell, box);
    return box;
  }
  /** Puts `box` into a cell in place of what is ours there. */
  function swap(value: HTMLElement | null, cell: Element, box: HTMLElement): void {
    if (value) {
      value.hidden = true;
      hidden.push(value);
    }
    cell.append(box);
    ours.push(box);
  }

  const form = openForm(desk, given, properties, place, ({ code }) => {
    dirty = true;
    if (UNTOLD.has(properties[code]?.type ?? "")) return;
    const record = form.read();
    const before = structuredClone(record);
    const changes = { field: record[code], row: null };
    tell(applied(form, hooks.tellNow(`app.record.index.edit.change.${code}`, { ...about(record), changes }), before));
  });

  function tell(text: string | null): void {
    const says = document.querySelector<HTMLElement>("[data-pd-list-says]");
    says?.replaceChildren(...(text ? [make("p", { class: "pd-message pd-message-error" }, text)] : []));
    if (text) says?.scrollIntoView({ block: "nearest" });
  }

  async function finish(record: RecordJson): Promise<void> {
    for (const box of ours) box.remove();
    for (const value of hidden) value.hidden = false;
    row.removeEventListener("keydown", pressed);
    removeEventListener("beforeunload", leaving);
    row.classList.remove("pd-row-editing");
    tell(null);
    closed();
    await hooks.tell("app.record.index.edit.finish", { recordId, record: structuredClone(record) });
  }

  /** What differs from what the page knew; the rest may have been changed by others meanwhile. */
  function changes(): { [code: string]: { value: unknown } } {
    const now = form.read();
    const differs = ([code]: [string, unknown]) =>
      JSON.stringify(now[code]?.value) !== JSON.stringify(given[code]?.value);
    return Object.fromEntries(Object.entries(form.payload()).filter(differs));
  }

  async function save(): Promise<void> {
    form.clearErrors();
    tell(null);
    const record = form.read();
    const before = structuredClone(record);
    const { returned, stopped } = await hooks.tell("app.record.index.edit.submit", about(record));
    if (stopped || returned === false) return;
    const error = applied(form, returned, before);
    tell(error);
    if (form.hasErrors()) form.focusError();
    if (error || form.hasErrors()) return;
    const revision = given.$revision?.value;
    await server.call("PUT", "/k/v1/record.json", { app, id: recordId, record: changes(), revision });
    const asked = { app, id: recordId };
    const answer = await server.call<{ record: RecordJson }>("GET", "/k/v1/record.json", asked);
    Object.assign(given, answer.record);
    await redraw(row);
    const event = about(structuredClone(answer.record)) as { url?: unknown };
    const told = await hooks.tell("app.record.index.edit.submit.success", event);
    const url = (told.returned as typeof event | null | undefined)?.url;
    dirty = false;
    await finish(answer.record);
    if (typeof url === "string") page.leave(url);
  }

  async function submit(): Promise<void> {
    if (busy) return;
    busy = true;
    saves.setAttribute("aria-busy", "true");
    try {
      await save();
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const homeless = form.refuse(error);
      tell([error.code === "GAIA_CO02" ? say("conflict") : error.message, ...homeless].join("\n"));
      if (form.hasErrors()) form.focusError();
    } finally {
      busy = false;
      saves.removeAttribute("aria-busy");
    }
  }

  function pressed(event: KeyboardEvent): void {
    // Enter that ends a word of an input method, or picks from a list, is not ours.
    if (event.defaultPrevented || event.isComposing) return;
    if (event.key === "Escape" && !busy) {
      event.preventDefault();
      void finish(given);
    } else if (event.key === "Enter" && event.target instanceof HTMLInputElement && event.target.type !== "checkbox") {
      event.preventDefault();
      void submit();
    }
  }
  function leaving(event: BeforeUnloadEvent): void {
    if (dirty) event.preventDefault();
  }

  const saves = make("button", { class: "pd-button pd-button-main pd-button-small", type: "button" }, say("save"));
  const cancels = make("button", { class: "pd-button pd-button-small", type: "button" }, say("cancel"));
  saves.addEventListener("click", () => void submit());
  cancels.addEventListener("click", () => {
    if (!busy) void finish(given);
  });
  const actions = row.querySelector('[data-pd-action-cell="RECORD_ACTIONS"]');
  const buttons = row.querySelector<HTMLElement>(".pd-row-buttons");
  if (actions) swap(buttons, actions, make("div", { class: "pd-row-buttons" }, saves, cancels));
  row.classList.add("pd-row-editing");
  row.addEventListener("keydown", pressed);
  addEventListener("beforeunload", leaving);
  const focus = () => (row.querySelector<HTMLElement>(FOCUSABLE) ?? saves).focus();
  focus();

  const record = form.read();
  const before = structuredClone(record);
  void hooks.tell("app.record.index.edit.show", { recordId, record }).then(({ returned }) => {
    form.take(switches(returned, before), before);
  });
  return { focus };
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
