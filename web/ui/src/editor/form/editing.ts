// The operations of users on the form, and the selection.

import { useMemo, useState } from "preact/hooks";
import type { FormStart, TypeOfField } from "../../../../api/generated/boot.ts";
import { question } from "../../dialogs.ts";
import { server, words } from "../../session.ts";
import { useEditor } from "../editing.ts";
import { text } from "../texts.ts";
import type { ToolbarState } from "../toolbar.tsx";
import { byField, type Faults, keyOf } from "./faults.ts";
import { type Field, type Form, read, write } from "./model.ts";
import { destination, thing } from "./new.ts";
import { held, nameOf } from "./panel.tsx";
import { lost, neighbour, remove } from "./removal.ts";
import { find, fits, move, put, type Target, type Way } from "./tree.ts";

export interface FormEditing {
  form: Form;
  types: ReadonlyMap<string, TypeOfField>;
  toolbar: ToolbarState;
  faults: Faults;
  selected: number | null;
  select: (key: number | null) => void;
  say: (said: string) => void;
  giveKeyboardTo: (selector: string) => void;
  /** Returns whether fields of this type can be columns of a table. */
  inTable: (type: string) => boolean;
  /** Applies `change` to a copy of the form. Discards the copy if `change` returns false. */
  edit: (change: (form: Form) => undefined | boolean, step?: string) => boolean;
  /** Adds a field by its type, or a built-in field. Without `at`, it is added where a click in the palette adds. */
  add: (what: string | Field, at?: { target: Target | null }) => void;
  move: (key: number, way: Way) => void;
  remove: (key: number) => Promise<void>;
}

export function useFormEditor(start: FormStart): FormEditing {
  const types = useMemo(() => new Map<string, TypeOfField>(start.types.map((type) => [type.type, type])), [start]);
  const [selected, select] = useState<number | null>(null);
  const [faults, setFaults] = useState<Faults>(new Map());
  const { app } = start;
  const editing = useEditor(() => read(start), {
    async send(form) {
      await server.call("PUT", "/k/api/app/form.json", { app, revision: start.revision, ...write(form).body });
    },
    next: `/k/admin/app/${app}/form?message=APP_SAVED`,
    refused(refusal, form) {
      const told = byField(refusal, write(form));
      setFaults(told.faults);
      const [first] = told.faults.keys();
      if (first !== undefined) {
        select(keyOf(form, first));
        giveKeyboardTo("[aria-invalid]");
      }
      return told.rest;
    },
  });
  const { state: form, say, giveKeyboardTo, toolbar } = editing;
  const inTable = (type: string) => types.get(type)?.inTable === true;

  function edit(change: (form: Form) => undefined | boolean, step = ""): boolean {
    const copy = structuredClone(form);
    if (change(copy) === false) return false;
    editing.change(() => copy, step);
    return true;
  }

  function add(what: string | Field, at?: { target: Target | null }): void {
    let added = 0;
    const done = edit((copy) => {
      const made = thing(copy, types, what);
      const target = at ? at.target : destination(copy, selected, made, types);
      if (target && !fits(copy, made, target, inTable)) return false;
      added = "row" in made ? made.row.key : made.item.key;
      return put(copy, made, target);
    });
    if (!done) return;
    select(added);
    say(text("said_added"));
    giveKeyboardTo("#pd-set-label, #pd-item-label, #pd-item-element, #pd-item-width");
  }

  function moveIt(wanted: number, way: Way): void {
    const name = nameOf(form, wanted);
    const moved = edit((copy) => move(copy, wanted, way));
    say(text(moved ? `said_${way}` : "said_edge", { name }));
    select(wanted);
  }

  async function removeIt(wanted: number): Promise<void> {
    if (!find(form, wanted) || !(await mayRemove(start, form, wanted))) return;
    const name = nameOf(form, wanted);
    edit((copy) => remove(copy, wanted, (type) => types.get(type)?.builtIn === true));
    const beside = neighbour(form, wanted);
    select(beside);
    giveKeyboardTo(beside === null ? "[data-pd-save]" : `[data-key="${beside}"]`);
    say(text("said_removed", { name }));
  }

  const steps = { edit, add, move: moveIt, remove: removeIt };
  return { form, types, toolbar, faults, selected, select, say, giveKeyboardTo, inTable, ...steps };
}

/** Asks the user before removing a field whose values records hold. */
async function mayRemove(start: FormStart, form: Form, wanted: number): Promise<boolean> {
  const gone = lost(form, wanted).filter((id) => start.running.includes(id));
  if (gone.length === 0 || start.records === 0) return true;
  const asks = text("remove_ask", { name: held(form, wanted)?.field?.label ?? "", count: start.records });
  return question(asks, { yes: text("remove"), no: words.cancel, danger: true });
}
