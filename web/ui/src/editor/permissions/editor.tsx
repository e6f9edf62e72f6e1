// The permissions editor: for the app, for records and for fields.

import { type ComponentChildren, render } from "preact";
import { useState } from "preact/hooks";
import type { PermissionsStart } from "../../../../api/generated/boot.ts";
import type { PersonOfApp } from "../../../../api/generated/rest.ts";
import { Refusal } from "../../../../lib/server.ts";
import { server } from "../../session.ts";
import { useEditor } from "../editing.ts";
import { text } from "../texts.ts";
import { Toolbar } from "../toolbar.tsx";
import { CREATOR, fieldName, type Kind, type Permissions, read, write } from "./model.ts";
import { Rows, type Scene } from "./rows.tsx";
import { FieldRules, RecordRules } from "./rules.tsx";
import { SeeAs } from "./see_as.tsx";

/** Renders the editor. */
export function permissionsEditor(place: Element, start: PermissionsStart): void {
  render(<Editor start={start} />, place);
}

function Editor({ start }: { start: PermissionsStart }) {
  const { state, change, say, toolbar, giveKeyboardTo } = useEditor(() => read(start), {
    send: (permissions) => send(start, permissions),
    next: `/k/admin/app/${start.app}/permissions?message=APP_SAVED`,
  });
  const [names, learn] = useState<Record<string, string>>(start.names);
  const [person, see] = useState<PersonOfApp | null>(null);
  const scene: Scene = {
    start,
    person,
    say,
    giveKeyboardTo,
    nameOf: (id) => nameOf(id, names, start),
    learn: ({ id, name }) => learn((known) => ({ ...known, [id]: name })),
  };
  const creator = [{ id: CREATOR, name: scene.nameOf(CREATOR) }];
  return (
    <>
      <Toolbar {...toolbar} />
      <Card id="pd-see-as" title={text("see_as")} hint={text("see_as_hint")}>
        <SeeAs app={start.app} rows={state.app} person={person} see={see} />
      </Card>
      <Card id="pd-app-rights" title={text("rights_app")} hint={text("rights_app_hint")}>
        <Rows
          id="pd-app"
          kind="app"
          rows={state.app}
          scene={scene}
          choices={creator}
          set={(app) => change((last) => ({ ...last, app }))}
        />
      </Card>
      <Card id="pd-record-rights" title={text("rights_records")} hint={text("rights_records_hint")}>
        <RecordRules
          rules={state.records}
          scene={scene}
          set={(records, step) => change((last) => ({ ...last, records }), step)}
        />
      </Card>
      <Card id="pd-field-rights" title={text("rights_fields")} hint={text("rights_fields_hint")}>
        <FieldRules rules={state.fields} scene={scene} set={(fields) => change((last) => ({ ...last, fields }))} />
      </Card>
    </>
  );
}

/** Returns the name of the persons of a row. */
function nameOf(id: string, names: Record<string, string>, start: PermissionsStart): string {
  if (id === CREATOR) return text("rights_creator");
  const code = id.slice(id.indexOf(":") + 1);
  if (id.startsWith("FIELD_ENTITY:")) return text("rights_in_field", { name: fieldName(code, start) });
  return names[id] ?? code;
}

/** Saves the lists that changed, one after the other. */
async function send(start: PermissionsStart, permissions: Permissions): Promise<void> {
  const [before, after] = [write(read(start)), write(permissions)];
  for (const kind of ["app", "record", "field"] as const) {
    if (JSON.stringify(before[kind]) === JSON.stringify(after[kind])) continue;
    const body = { app: start.app, revision: start.revision, rights: after[kind] };
    try {
      const saved = await server.call("PUT", `/k/v1/preview/${kind}/acl.json`, body);
      // The next request starts from this revision, whether or not it is refused.
      start.revision = Number(saved.revision);
    } catch (error) {
      throw error instanceof Refusal ? within(error, kind) : error;
    }
  }
}

/** Says in each reason which of the three lists it is about. */
function within(refusal: Refusal, kind: Kind): Refusal {
  const title = text(({ app: "rights_app", record: "rights_records", field: "rights_fields" } as const)[kind]);
  const reasons = Object.entries(refusal.places).flatMap(([place, messages]) => {
    const [, index] = /^rights\[(\d+)\]/.exec(place) ?? [];
    const number = index === undefined ? "" : ` ${Number(index) + 1}`;
    return messages.map((message) => `${title}${number}: ${message}`);
  });
  return new Refusal(refusal.message, { "": reasons });
}

function Card(props: { id: string; title: string; hint: string; children: ComponentChildren }) {
  return (
    <section class="pd-card" aria-labelledby={props.id}>
      <div class="pd-card-head">
        <h2 class="pd-card-title" id={props.id}>
          {props.title}
        </h2>
      </div>
      <div class="pd-card-body">
        <p class="pd-hint">{props.hint}</p>
        {props.children}
      </div>
    </section>
  );
}
