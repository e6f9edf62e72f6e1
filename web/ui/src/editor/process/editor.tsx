// The process editor: states in their order, the actions between them, and the categories of records.

import { type ComponentChildren, render } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Refusal } from "../../../../lib/server.ts";
import { server } from "../../session.ts";
import { begin, current, next, redo, undo } from "../history.ts";
import { useKeyboardPlace } from "../keyboard.ts";
import { moved, OrderTools, Tool } from "../order.tsx";
import { named, text } from "../texts.ts";
import { Toolbar } from "../toolbar.tsx";
import { setUnsaved } from "../unsaved.ts";
import { type Action, fresh, linesOf, type Named, type Process, read, type Start, type State, write } from "./model.ts";

/** Puts the editor into its place. */
export function processEditor(place: Element, start: Start): void {
  render(<Editor start={start} />, place);
}

const TAKERS = ["ONE", "ALL", "ANY"] as const;

function Editor({ start }: { start: Start }) {
  const [history, setHistory] = useState(() => begin(read(start)));
  const process = current(history);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [said, setSaid] = useState("");
  const [busy, setBusy] = useState(false);
  const giveKeyboardTo = useKeyboardPlace();
  const unsaved = history.at > 0;
  useEffect(() => setUnsaved(unsaved), [unsaved]);

  const set = (part: Partial<Process>, step = "") => setHistory(next(history, { ...process, ...part }, step));
  const { states, actions } = process;
  const setState = (key: number, part: Partial<State>, step = "") =>
    set({ states: states.map((it) => (it.key === key ? { ...it, ...part } : it)) }, step && `${key}.${step}`);
  const setAction = (key: number, part: Partial<Action>, step = "") =>
    set({ actions: actions.map((it) => (it.key === key ? { ...it, ...part } : it)) }, step && `${key}.${step}`);

  function addState(): void {
    const state = { key: fresh(), old: null, name: "", takers: "ONE", people: [] };
    set({ states: [...states, state] });
    setSaid(text("said_added"));
    giveKeyboardTo(`#pd-state-${state.key}`);
  }

  function addAction(): void {
    const [first, second] = states;
    if (!first) return;
    const ends = { from: first.key, to: (second ?? first).key };
    const action = { key: fresh(), name: "", ...ends, filterCond: "", others: [] };
    set({ actions: [...actions, action] });
    setSaid(text("said_added"));
    giveKeyboardTo(`#pd-action-${action.key}`);
  }

  function removed(name: string): void {
    setSaid(text("said_removed", { name }));
    giveKeyboardTo("[data-pd-save]");
  }

  async function save(): Promise<void> {
    if (busy) return;
    setBusy(true);
    const { sent, nameOf } = write(process);
    const { app } = start;
    try {
      let { revision } = start;
      const names = linesOf(process.categories);
      if (process.categorized !== start.categorized || names.join("\n") !== start.categories.join("\n")) {
        const options = Object.fromEntries(names.map((label, index) => [label, { label, index: String(index) }]));
        const properties = { [start.field]: { enabled: process.categorized, options } };
        const body = { app, revision, properties };
        const path = "/k/v1/preview/app/form/fields.json";
        revision = Number((await server.call<{ revision: string }>("PUT", path, body)).revision);
        // What comes next begins from here, whether it is refused or not.
        Object.assign(start, { revision, categories: names, categorized: process.categorized });
      }
      const given = states.length > 0 ? sent : {};
      await server.call("PUT", "/k/v1/preview/app/status.json", { app, revision, enable: process.enable, ...given });
      setUnsaved(false);
      location.assign(`/k/admin/app/${app}/process?message=APP_SAVED`);
    } catch (error) {
      setBusy(false);
      if (!(error instanceof Refusal)) throw error;
      const reasons = Object.entries(error.places).flatMap(([place, messages]) => {
        const name = nameOf(place);
        return messages.map((message) => (name === undefined ? message : `${name || text("unnamed")}: ${message}`));
      });
      setRefusal(new Refusal(error.message, { "": reasons }));
    }
  }

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
      <Card id="pd-process" title={text("process")}>
        <Switch label={text("process_on")} on={process.enable} turn={(enable) => set({ enable })} />
        <p class="pd-hint">{text("process_hint")}</p>
        <h3 class="pd-label">{text("states")}</h3>
        <ol class="pd-ed-steps">
          {states.map((state, index) => (
            <li class="pd-ed-step" key={state.key}>
              <Labelled id={`pd-state-${state.key}`} label={text("state_name")}>
                <input
                  class="pd-input"
                  id={`pd-state-${state.key}`}
                  value={state.name}
                  maxLength={64}
                  onInput={(event) => setState(state.key, { name: event.currentTarget.value }, "name")}
                />
              </Labelled>
              <Labelled id={`pd-takers-${state.key}`} label={text("takers")}>
                <select
                  class="pd-input"
                  id={`pd-takers-${state.key}`}
                  value={state.takers}
                  onChange={(event) => setState(state.key, { takers: event.currentTarget.value })}
                >
                  {TAKERS.map((takers) => (
                    <option key={takers} value={takers}>
                      {named(`takers.${takers}`)}
                    </option>
                  ))}
                </select>
              </Labelled>
              <People
                id={`pd-people-${state.key}`}
                label={text("assignees")}
                empty={text("assignees_none")}
                people={state.people}
                choices={start.choices}
                set={(people) => setState(state.key, { people })}
              />
              <div class="pd-actions">
                <OrderTools
                  name={state.name}
                  index={index}
                  count={states.length}
                  move={(by) => set({ states: moved(states, index, by) })}
                  remove={() => {
                    const stays = (it: Action) => it.from !== state.key && it.to !== state.key;
                    set({ states: states.filter((it) => it !== state), actions: actions.filter(stays) });
                    removed(state.name);
                  }}
                />
              </div>
            </li>
          ))}
        </ol>
        {states.length === 0 && <p class="pd-muted">{text("states_empty")}</p>}
        <Add label={text("add", { name: text("state") })} add={addState} />
        <h3 class="pd-label">{text("process_actions")}</h3>
        <ol class="pd-ed-steps">
          {actions.map((action, index) => (
            <li class="pd-ed-step" key={action.key}>
              <Labelled id={`pd-action-${action.key}`} label={text("action_name")}>
                <input
                  class="pd-input"
                  id={`pd-action-${action.key}`}
                  value={action.name}
                  maxLength={64}
                  onInput={(event) => setAction(action.key, { name: event.currentTarget.value }, "name")}
                />
              </Labelled>
              {(["from", "to"] as const).map((end) => (
                <Labelled key={end} id={`pd-${end}-${action.key}`} label={text(`action_${end}`)}>
                  <select
                    class="pd-input"
                    id={`pd-${end}-${action.key}`}
                    value={action[end]}
                    onChange={(event) => setAction(action.key, { [end]: Number(event.currentTarget.value) })}
                  >
                    {states.map((state) => (
                      <option key={state.key} value={state.key}>
                        {state.name}
                      </option>
                    ))}
                  </select>
                </Labelled>
              ))}
              <Labelled id={`pd-filter-${action.key}`} label={text("action_filter")}>
                <input
                  class="pd-input pd-mono"
                  id={`pd-filter-${action.key}`}
                  value={action.filterCond}
                  placeholder='amount > "0"'
                  onInput={(event) => setAction(action.key, { filterCond: event.currentTarget.value }, "filter")}
                />
              </Labelled>
              <People
                id={`pd-others-${action.key}`}
                label={text("action_others")}
                empty={text("action_others_none")}
                people={action.others}
                choices={start.choices}
                set={(others) => setAction(action.key, { others })}
              />
              <div class="pd-actions">
                <OrderTools
                  name={action.name}
                  index={index}
                  count={actions.length}
                  move={(by) => set({ actions: moved(actions, index, by) })}
                  remove={() => {
                    set({ actions: actions.filter((it) => it !== action) });
                    removed(action.name);
                  }}
                />
              </div>
            </li>
          ))}
        </ol>
        {states.length > 0 && <Add label={text("add", { name: text("action") })} add={addAction} />}
      </Card>
      <Card id="pd-categories" title={text("categories")}>
        <Switch label={text("categories_on")} on={process.categorized} turn={(categorized) => set({ categorized })} />
        <Labelled id="pd-category-names" label={text("categories_names")}>
          <textarea
            class="pd-input"
            id="pd-category-names"
            rows={5}
            value={process.categories}
            onInput={(event) => set({ categories: event.currentTarget.value }, "categories")}
          />
        </Labelled>
      </Card>
    </>
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

function Labelled({ id, label, children }: { id: string; label: string; children: ComponentChildren }) {
  return (
    <div class="pd-field">
      <label class="pd-label" for={id}>
        {label}
      </label>
      {children}
    </div>
  );
}

function Add({ label, add }: { label: string; add: () => void }) {
  return (
    <button type="button" class="pd-button pd-button-small" onClick={add}>
      {label}
    </button>
  );
}

interface PeopleOf {
  id: string;
  label: string;
  /** What it means that nobody is chosen. */
  empty: string;
  people: string[];
  choices: Named[];
  set: (people: string[]) => void;
}

/** Some of the people that an app can name. */
function People({ id, label, empty, people, choices, set }: PeopleOf) {
  const nameOf = (person: string) => choices.find((it) => it.id === person)?.name ?? person.replace(/^\w+:/, "");
  return (
    <Labelled id={id} label={label}>
      <ul class="pd-ed-people">
        {people.map((person) => (
          <li key={person}>
            {nameOf(person)}
            <Tool
              sign="×"
              label={text("option_remove", { name: nameOf(person) })}
              go={() => set(people.filter((it) => it !== person))}
            />
          </li>
        ))}
      </ul>
      <select
        class="pd-input"
        id={id}
        value=""
        onChange={(event) => {
          const { value } = event.currentTarget;
          event.currentTarget.value = "";
          if (value) set([...people, value]);
        }}
      >
        <option value="">{people.length === 0 ? empty : text("people_add")}</option>
        {choices
          .filter((choice) => !people.includes(choice.id))
          .map((choice) => (
            <option key={choice.id} value={choice.id}>
              {choice.name}
            </option>
          ))}
      </select>
    </Labelled>
  );
}
