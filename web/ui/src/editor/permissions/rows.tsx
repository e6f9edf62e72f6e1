// The rows of one list of permissions: persons, and what they may do.

import type { ComponentChildren } from "preact";
import type { PermissionsStart } from "../../../../api/generated/boot.ts";
import type { PersonOfApp } from "../../../../api/generated/rest.ts";
import { moved, OrderTools } from "../order.tsx";
import { named, text } from "../texts.ts";
import {
  EVERYONE,
  fresh,
  type Kind,
  mayHaveSubs,
  type Relation,
  RIGHTS,
  type Row,
  relations,
  switched,
} from "./model.ts";
import { type Choice, Picker } from "./picker.tsx";

/** What all lists of the editor share. */
export interface Scene {
  start: PermissionsStart;
  /** The person whose rights are shown. */
  person: PersonOfApp | null;
  nameOf: (id: string) => string;
  /** Remembers the name of a chosen person. */
  learn: (choice: Choice) => void;
  say: (said: string) => void;
  giveKeyboardTo: (selector: string) => void;
}

interface RowsOf {
  /** The prefix of the elements' IDs. */
  id: string;
  kind: Kind;
  rows: Row[];
  scene: Scene;
  /** The choices that need no search, such as the app's creator. */
  choices: Choice[];
  set: (rows: Row[]) => void;
}

/** Renders a table with a row for each entry. The row of everyone is the last one and stays. */
export function Rows({ id, kind, rows, scene, choices, set }: RowsOf) {
  const { person, nameOf, say } = scene;
  const related = person && relations(rows, person);
  const add = (choice: Choice) => {
    scene.learn(choice);
    const row: Row = { key: fresh(), id: choice.id, subs: false, granted: new Set() };
    set([...rows.slice(0, -1), row, ...rows.slice(-1)]);
    say(text("said_added"));
  };
  const remove = (row: Row) => {
    set(rows.filter((it) => it !== row));
    say(text("said_removed", { name: nameOf(row.id) }));
    scene.giveKeyboardTo(`#${id}-add`);
  };
  return (
    <>
      <div class="pd-scroll">
        <table class="pd-table pd-table-stack pd-ed-rights">
          <Head kind={kind} />
          <tbody>
            {rows.map((row, index) => (
              <Line
                key={row.key}
                kind={kind}
                row={row}
                scene={scene}
                relation={related?.[index] ?? ""}
                change={(part) => set(rows.map((it) => (it === row ? { ...it, ...part } : it)))}
              >
                {row.id !== EVERYONE && (
                  <OrderTools
                    name={nameOf(row.id)}
                    index={index}
                    count={rows.length - 1}
                    move={(by) => set(moved(rows, index, by))}
                    remove={() => remove(row)}
                  />
                )}
              </Line>
            ))}
          </tbody>
        </table>
      </div>
      <Picker
        id={`${id}-add`}
        label={text("rights_add")}
        choices={choices}
        taken={rows.map((row) => row.id)}
        pick={add}
      />
    </>
  );
}

function Head({ kind }: { kind: Kind }) {
  return (
    <thead>
      <tr>
        <th scope="col">{text("rights_who")}</th>
        {RIGHTS[kind].map((right) => (
          <th key={right} scope="col">
            {named(`right.${right}`)}
          </th>
        ))}
        <th scope="col">
          <span class="pd-hidden-text">{text("rights_tools")}</span>
        </th>
      </tr>
    </thead>
  );
}

interface LineOf {
  kind: Kind;
  row: Row;
  scene: Scene;
  relation: Relation;
  change: (part: Partial<Row>) => void;
  children: ComponentChildren;
}

function Line({ kind, row, scene: { start, person, nameOf }, relation, change, children }: LineOf) {
  const name = nameOf(row.id);
  return (
    <tr data-pd-relation={relation}>
      <th scope="row">
        {name}
        {person && relation && (
          <span class="pd-badge">
            {text(relation === "may" ? "rights_may" : "rights_decides", { name: person.name })}
          </span>
        )}
        {mayHaveSubs(row.id, start) && (
          <label class="pd-choice pd-small">
            <input
              type="checkbox"
              checked={row.subs}
              onChange={(event) => change({ subs: event.currentTarget.checked })}
            />
            <span>{text("rights_subs")}</span>
          </label>
        )}
      </th>
      {RIGHTS[kind].map((right) => (
        <td key={right} data-label={named(`right.${right}`)}>
          <input
            type="checkbox"
            aria-label={`${name}: ${named(`right.${right}`)}`}
            checked={row.granted.has(right)}
            onChange={(event) => change({ granted: switched(row.granted, right, event.currentTarget.checked) })}
          />
        </td>
      ))}
      <td>
        <div class="pd-ed-tools">{children}</div>
      </td>
    </tr>
  );
}
