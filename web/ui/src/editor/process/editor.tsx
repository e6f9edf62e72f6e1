// The process editor: the ordered states, the actions between them, and the categories of records.

import { type ComponentChildren, render } from "preact";
import type { ProcessStart } from "../../../../api/generated/boot.ts";
import { Refusal } from "../../../../lib/server.ts";
import { server } from "../../session.ts";
import { type Editing, useEditor } from "../editing.ts";
import { Labelled } from "../form/setting.tsx";
import { text } from "../texts.ts";
import { Toolbar } from "../toolbar.tsx";
import { Actions } from "./actions.tsx";
import { linesOf, type Process, read, write } from "./model.ts";
import { States } from "./states.tsx";

/** Renders the editor. */
export function processEditor(place: Element, start: ProcessStart): void {
  render(<Editor start={start} />, place);
}

function Editor({ start }: { start: ProcessStart }) {
  const editing = useEditor(() => read(start), {
    send: (process) => send(start, process),
    next: `/k/admin/app/${start.app}/process?message=APP_SAVED`,
    refused: byName,
  });
  const { state: process, change, toolbar } = editing;
  return (
    <>
      <Toolbar {...toolbar} />
      <Card id="pd-process" title={text("process")}>
        <Switch
          label={text("process_on")}
          on={process.enable}
          turn={(enable) => change((last) => ({ ...last, enable }))}
        />
        <p class="pd-hint">{text("process_hint")}</p>
        <h3 class="pd-label">{text("states")}</h3>
        <States editing={editing} choices={start.choices} />
        <h3 class="pd-label">{text("process_actions")}</h3>
        <Actions editing={editing} choices={start.choices} />
      </Card>
      <Categories {...editing} />
    </>
  );
}

/** Saves the categories if they changed, because they are a field of the form. Then saves the process. */
async function send(start: ProcessStart, process: Process): Promise<void> {
  const { app } = start;
  const names = linesOf(process.categories);
  if (process.categorized !== start.categorized || names.join("\n") !== start.categories.join("\n")) {
    const options = Object.fromEntries(names.map((label, index) => [label, { label, index: String(index) }]));
    const properties = { [start.field]: { enabled: process.categorized, options } };
    const body = { app, revision: start.revision, properties };
    const saved = await server.call("PUT", "/k/v1/preview/app/form/fields.json", body);
    // The next attempt to save starts from this revision, whether or not the process is refused.
    Object.assign(start, { revision: Number(saved.revision), categories: names, categorized: process.categorized });
  }
  const given = process.states.length > 0 ? write(process).sent : {};
  const body = { app, revision: start.revision, enable: process.enable, ...given };
  await server.call("PUT", "/k/v1/preview/app/status.json", body);
}

/** Replaces the places in a refusal by the names of the states and actions. */
function byName(refusal: Refusal, process: Process): Refusal {
  const { nameOf } = write(process);
  const reasons = Object.entries(refusal.places).flatMap(([place, messages]) => {
    const name = nameOf(place);
    return messages.map((message) => (name === undefined ? message : `${name || text("unnamed")}: ${message}`));
  });
  return new Refusal(refusal.message, { "": reasons });
}

function Categories({ state: process, change }: Editing<Process>) {
  return (
    <Card id="pd-categories" title={text("categories")}>
      <Switch
        label={text("categories_on")}
        on={process.categorized}
        turn={(categorized) => change((last) => ({ ...last, categorized }))}
      />
      <Labelled id="pd-category-names" label={text("categories_names")}>
        <textarea
          class="pd-input"
          id="pd-category-names"
          rows={5}
          value={process.categories}
          onInput={(event) => {
            const categories = event.currentTarget.value;
            change((last) => ({ ...last, categories }), "categories");
          }}
        />
      </Labelled>
    </Card>
  );
}

function Card({ id, title, children }: { id: string; title: string; children: ComponentChildren }) {
  return (
    <section class="pd-card" aria-labelledby={id}>
      <div class="pd-card-head">
        <h2 class="pd-card-title" id={id}>
          {title}
        </h2>
      </div>
      <div class="pd-card-body">{children}</div>
    </section>
  );
}

function Switch({ label, on, turn }: { label: string; on: boolean; turn: (on: boolean) => void }) {
  return (
    <label class="pd-choice">
      <input type="checkbox" checked={on} onChange={(event) => turn(event.currentTarget.checked)} />
      <span>{label}</span>
    </label>
  );
}
