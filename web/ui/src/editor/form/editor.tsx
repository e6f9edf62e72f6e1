// The form editor: palette, form, panel, and one request that saves it all.

import { render } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { Refusal } from "../../../../lib/server.ts";
import { question } from "../../question.ts";
import { server, words } from "../../session.ts";
import { begin, current, next, redo, undo } from "../history.ts";
import { useKeyboardPlace } from "../keyboard.ts";
import { text } from "../texts.ts";
import { Toolbar } from "../toolbar.tsx";
import { setUnsaved } from "../unsaved.ts";
import { CanvasOf } from "./canvas.tsx";
import { type Field, type Form, read, type Sent, type Start, write } from "./model.ts";
import { destination, thing } from "./new.ts";
import { PaletteOf } from "./palette.tsx";
import { type Faults, held, nameOf, PanelOf } from "./panel.tsx";
import { drop, find, fits, move, put, type Target, take, type Way } from "./tree.ts";

/** Puts the editor into its place. */
export function formEditor(place: Element, start: Start): void {
  render(<Editor start={start} />, place);
}

/** What the pointer drags: a thing on the form by its key, or one of the palette. */
type Dragged = { key: number } | { what: string | Field };

function Editor({ start }: { start: Start }) {
  const types = useMemo(() => new Map(start.types.map((type) => [type.type, type])), [start]);
  const [history, setHistory] = useState(() => begin(read(start)));
  const [selected, setSelected] = useState<number | null>(null);
  const [faults, setFaults] = useState<Faults>(new Map());
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [said, setSaid] = useState("");
  const [busy, setBusy] = useState(false);
  const [over, setOver] = useState<Target | null>(null);
  const dragged = useRef<Dragged | null>(null);
  const dropAt = useRef<{ target: Target | null } | null>(null);
  const giveKeyboardTo = useKeyboardPlace();

  const form = current(history);
  const inTable = (type: string) => types.get(type)?.inTable === true;
  const unsaved = history.at > 0;
  useEffect(() => setUnsaved(unsaved), [unsaved]);

  function edit(change: (form: Form) => undefined | boolean, step = ""): boolean {
    const copy = structuredClone(form);
    if (change(copy) === false) return false;
    setHistory(next(history, copy, step));
    return true;
  }

  function moveIt(wanted: number, way: Way, fromForm: boolean): void {
    const name = nameOf(form, wanted);
    const moved = edit((copy) => move(copy, wanted, way));
    setSaid(text(moved ? `said_${way}` : "said_edge", { name }));
    if (fromForm) giveKeyboardTo(`[data-key="${wanted}"]`);
    setSelected(wanted);
  }

  async function remove(wanted: number): Promise<void> {
    const spot = find(form, wanted);
    if (!spot) return;
    const field = held(form, wanted)?.field;
    const gone = lost(form, wanted).filter((id) => start.running.includes(id));
    if (gone.length > 0 && start.records > 0) {
      const asks = text("remove_ask", { name: field?.label ?? "", count: start.records });
      if (!(await question(asks, { yes: text("remove"), no: words.cancel, danger: true }))) return;
    }
    const name = nameOf(form, wanted);
    edit((copy) => {
      const taken = take(copy, wanted);
      if (!taken) return false;
      // A group goes, its fields stay where it stood.
      if ("row" in taken && taken.row.kind === "GROUP") {
        copy.rows.splice(spot.at, 0, ...taken.row.rows);
      }
      if ("item" in taken && taken.item.kind === "FIELD" && types.get(taken.item.field.type)?.builtIn) {
        copy.spare.push(taken.item.field);
      }
      return true;
    });
    const beside = neighbour(form, wanted);
    setSelected(beside);
    giveKeyboardTo(beside === null ? "[data-pd-save]" : `[data-key="${beside}"]`);
    setSaid(text("said_removed", { name }));
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
    setSelected(added);
    setSaid(text("said_added"));
    giveKeyboardTo("#pd-set-label, #pd-item-label, #pd-item-element, #pd-item-width");
  }

  function dragOver(target: Target | null): boolean {
    const it = dragged.current;
    if (!it) return false;
    if (target) {
      // What it would be is made on a copy, to be thrown away.
      const copy = structuredClone(form);
      const ok =
        "key" in it ? drop(copy, it.key, target, inTable) : fits(copy, thing(copy, types, it.what), target, inTable);
      if (!ok) return false;
    }
    dropAt.current = { target };
    setOver(target);
    return true;
  }

  function dropIt(): void {
    const [it, at] = [dragged.current, dropAt.current];
    dragEnd();
    if (!it || !at) return;
    if ("what" in it) {
      add(it.what, at);
      return;
    }
    const { target } = at;
    const name = nameOf(form, it.key);
    const moved = edit((copy) => {
      if (target) return drop(copy, it.key, target, inTable);
      const taken = take(copy, it.key);
      return taken !== null && put(copy, taken, null);
    });
    if (moved) setSaid(text("said_moved", { name }));
    setSelected(it.key);
  }

  function dragEnd(): void {
    dragged.current = null;
    dropAt.current = null;
    setOver(null);
  }

  async function save(): Promise<void> {
    if (busy) return;
    setBusy(true);
    const sent = write(form);
    try {
      const { app, revision } = start;
      await server.call("PUT", "/k/api/app/form.json", { app, revision, ...sent.body });
      setUnsaved(false);
      location.assign(`/k/admin/app/${app}/form?message=APP_SAVED`);
    } catch (error) {
      setBusy(false);
      if (!(error instanceof Refusal)) throw error;
      refused(error, sent);
    }
  }

  function refused(error: Refusal, sent: Sent): void {
    const told = byField(error, sent);
    setFaults(told.faults);
    setRefusal(told.rest);
    const first = [...told.faults.keys()][0];
    if (first === undefined) return;
    const key = keyOf(form, first);
    setSelected(key);
    giveKeyboardTo("[aria-invalid]");
  }

  const spot = selected === null ? null : find(form, selected);
  return (
    <>
      <Toolbar
        unsaved={unsaved}
        busy={busy}
        said={said}
        refusal={refusal}
        canUndo={history.at > 0}
        canRedo={history.at < history.states.length - 1}
        undo={() => setHistory(undo(history))}
        redo={() => setHistory(redo(history))}
        save={() => void save()}
      />
      <div class="pd-ed-editor">
        <PaletteOf
          types={start.types}
          spare={form.spare}
          destination={whereTo(form, spot, selected)}
          add={add}
          dragFrom={(what) => {
            dragged.current = { what };
          }}
          dragEnd={dragEnd}
        />
        <CanvasOf
          form={form}
          selected={selected}
          faults={faults}
          over={over}
          select={setSelected}
          move={(key, way) => moveIt(key, way, true)}
          remove={(key) => void remove(key)}
          dragFrom={(key) => {
            dragged.current = { key };
          }}
          dragOver={dragOver}
          drop={dropIt}
          dragEnd={dragEnd}
        />
        <PanelOf
          form={form}
          types={types}
          selected={selected}
          faults={faults}
          edit={edit}
          move={(way) => selected !== null && moveIt(selected, way, false)}
          remove={() => selected !== null && void remove(selected)}
          close={() => {
            setSelected(null);
            giveKeyboardTo(`[data-key="${selected}"]`);
          }}
        />
      </div>
    </>
  );
}

/** The numbers of the saved fields that go with what is removed: a table's columns go with it. */
function lost(form: Form, wanted: number): number[] {
  const spot = find(form, wanted);
  if (!spot) return [];
  const fields: Field[] = [];
  if (spot.item?.kind === "FIELD") fields.push(spot.item.field);
  if (!spot.item && spot.row.kind === "SUBTABLE") {
    fields.push(spot.row.field, ...spot.row.items.flatMap((it) => (it.kind === "FIELD" ? [it.field] : [])));
  }
  return fields.flatMap((field) => (field.id === null ? [] : [field.id]));
}

/** What the keyboard goes to when something is gone: the next thing, else the one before. */
function neighbour(form: Form, wanted: number): number | null {
  const spot = find(form, wanted);
  if (!spot) return null;
  if (spot.item && spot.row.kind !== "GROUP") {
    const beside = spot.row.items[spot.index + 1] ?? spot.row.items[spot.index - 1];
    if (beside) return beside.key;
  }
  const row = spot.rows[spot.at + 1] ?? spot.rows[spot.at - 1];
  if (!row) return spot.group?.key ?? null;
  return row.kind === "ROW" ? (row.items[0]?.key ?? null) : row.key;
}

/** Where a click in the palette adds, in words. */
function whereTo(form: Form, spot: ReturnType<typeof find>, selected: number | null): string {
  if (!spot) return text("dest_end");
  if (spot.row.kind === "GROUP") return text("dest_group", { name: spot.row.field.label });
  if (spot.row.kind === "SUBTABLE") return text("dest_table", { name: spot.row.field.label });
  return text("dest_after", { name: nameOf(form, selected) });
}

/** The key under which a field is selected. */
function keyOf(form: Form, field: number): number | null {
  const of = (rows: Form["rows"]): number | null => {
    for (const row of rows) {
      if (row.kind !== "ROW" && row.field.key === field) return row.key;
      const item =
        row.kind === "GROUP" ? undefined : row.items.find((it) => it.kind === "FIELD" && it.field.key === field);
      const inside = row.kind === "GROUP" ? of(row.rows) : (item?.key ?? null);
      if (inside !== null) return inside;
    }
    return null;
  };
  return of(form.rows);
}

/** A refusal's reasons by field and setting; those of no field stay a refusal of the whole. */
function byField(error: Refusal, sent: Sent): { faults: Faults; rest: Refusal } {
  const faults = new Map<number, Map<string, string[]>>();
  const rest: string[] = [];
  for (const [place, messages] of Object.entries(error.places)) {
    const [, at = "", setting = ""] = /^(fields\[\d+\](?:\.fields\[\d+\])?)(?:\.([^.[]+).*)?$/.exec(place) ?? [];
    const field = sent.at.get(at);
    if (!field) {
      rest.push(...messages);
      continue;
    }
    const settings = faults.get(field.key) ?? new Map<string, string[]>();
    settings.set(setting, [...(settings.get(setting) ?? []), ...messages]);
    faults.set(field.key, settings);
    rest.push(`${field.label || field.code}: ${messages.join(" ")}`);
  }
  return { faults, rest: new Refusal(error.message, { "": rest }) };
}
