// REFERENCE_TABLE: records of another app that are related to the page's record. They are shown in an element of our
// own.

import type { RelatedRecords } from "../../../api/generated/rest.ts";
import { button, make } from "../../../lib/dom.ts";
import { fieldType } from "../../../lib/schema.ts";
import { Refusal } from "../../../lib/server.ts";
import { all } from "../../../runtime/src/elements.ts";
import type { Hooks } from "../../../runtime/src/hooks.ts";
import { toLocal } from "../record/editors/moment.ts";
import { type FormContext, openContext } from "../record/form_context.ts";
import { type FieldJson, listOf, textOf } from "../record/property.ts";

/** Fills all tables of related records on the page. */
export function related(hooks: Hooks): void {
  const id = hooks.boot.record?.id;
  if (!id) return;
  const context = openContext(hooks);
  for (const { code, type } of Object.values(hooks.boot.fields ?? {})) {
    const place = all("field", code)[0];
    if (type === "REFERENCE_TABLE" && place) void show(context, place, code, id);
  }
}

async function show(context: FormContext, place: HTMLElement, field: string, id: number): Promise<void> {
  const { say } = context;
  const { boot } = context.hooks;
  const box = make("div", { class: "pd-scroll pd-related", "aria-busy": "true" }, say("related_loading"));
  place.append(box);
  const body = make("tbody");
  let shown = 0;

  async function more(): Promise<void> {
    const asked = {
      app: context.app,
      field,
      id,
      offset: shown,
      preview: boot.preview,
    };
    const found = await context.server.call("GET", "/k/api/record/related.json", asked);
    const first = shown === 0;
    shown += found.records.length;
    for (const record of found.records) body.append(row(context, found, record));
    const rest = Number(found.totalCount) - shown;
    const heads = found.fields.map(({ label }) => make("th", { scope: "col" }, label));
    const open = make("th", { scope: "col" }, make("span", { class: "pd-hidden-text" }, say("related_open")));
    if (first) {
      const table = make("table", { class: "pd-table" }, make("thead", {}, make("tr", {}, open, ...heads)), body);
      box.replaceChildren(shown === 0 ? make("p", { class: "pd-muted" }, say("related_none")) : table);
    } else {
      box.querySelector(":scope > button")?.remove();
    }
    if (rest > 0 && found.records.length > 0) {
      box.append(button(say("related_more", { count: String(rest) }), () => void tried(more)));
    }
  }

  async function tried(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      box.replaceChildren(make("p", { class: "pd-error" }, error.message));
    }
  }

  await tried(more);
  box.removeAttribute("aria-busy");
}

function row(
  context: FormContext,
  { app, fields }: RelatedRecords,
  record: RelatedRecords["records"][number],
): HTMLElement {
  const id = textOf(record.$id?.value);
  const base = context.hooks.boot.mobile ? "/k/m/" : "/k/";
  const href = `${base}${encodeURIComponent(app)}/show?record=${id}#record=${id}`;
  const open = make("a", { class: "pd-link", href, "aria-label": context.say("related_open_one", { id }) }, id);
  const cells = fields.map(({ code }) => make("td", {}, words(context, record[code])));
  return make("tr", {}, make("td", {}, open), ...cells);
}

/** Returns a value as one line of text. */
function words(context: FormContext, field: FieldJson | undefined): string {
  const one = (value: unknown): string => {
    const { name, code } = (value ?? {}) as { name?: unknown; code?: unknown };
    return textOf(name ?? code ?? value);
  };
  const value = field?.value;
  if (Array.isArray(value)) return listOf(value).map(one).join(", ");
  if (fieldType(field?.type ?? "").instant) {
    return toLocal(textOf(value), context.hooks.boot.user.timezone || "UTC").replace("T", " ");
  }
  return one(value);
}
