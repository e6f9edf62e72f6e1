// The states of a process in their order.

import type { Candidate } from "../../../../api/generated/boot.ts";
import type { Editing } from "../editing.ts";
import { Labelled } from "../form/setting.tsx";
import { Add, moved, OrderTools } from "../order.tsx";
import { named, text } from "../texts.ts";
import { Assignees } from "./assignees.tsx";
import { type Action, fresh, type Process, type State } from "./model.ts";

const TAKERS = ["ONE", "ALL", "ANY"] as const;

export interface Steps {
  editing: Editing<Process>;
  /** The candidates for assignees. */
  choices: Candidate[];
}

export function States({ editing, choices }: Steps) {
  const { change, say, giveKeyboardTo } = editing;
  const { states } = editing.state;
  const add = () => {
    const state: State = { key: fresh(), old: null, name: "", takers: "ONE", assignees: [] };
    change((last) => ({ ...last, states: [...last.states, state] }));
    say(text("said_added"));
    giveKeyboardTo(`#pd-state-${state.key}`);
  };
  return (
    <>
      <ol class="pd-ed-steps">
        {states.map((state) => (
          <StateStep key={state.key} state={state} editing={editing} choices={choices} />
        ))}
      </ol>
      {states.length === 0 && <p class="pd-muted">{text("states_empty")}</p>}
      <Add label={text("add", { name: text("state") })} add={add} />
    </>
  );
}

function StateStep({ state, editing, choices }: Steps & { state: State }) {
  const { key } = state;
  const { states } = editing.state;
  const index = states.indexOf(state);
  const set = (part: Partial<State>, step = "") =>
    editing.change(
      (last) => ({ ...last, states: last.states.map((it) => (it.key === key ? { ...it, ...part } : it)) }),
      step && `${key}.${step}`,
    );
  /** Removes a state and the actions that lead to or from it. */
  const remove = () => {
    const stays = (it: Action) => it.from !== key && it.to !== key;
    editing.change((last) => ({
      ...last,
      states: last.states.filter((it) => it.key !== key),
      actions: last.actions.filter(stays),
    }));
    editing.say(text("said_removed", { name: state.name }));
    editing.giveKeyboardTo("[data-pd-save]");
  };
  return (
    <li class="pd-ed-step">
      <Labelled id={`pd-state-${key}`} label={text("state_name")}>
        <input
          class="pd-input"
          id={`pd-state-${key}`}
          value={state.name}
          maxLength={64}
          onInput={(event) => set({ name: event.currentTarget.value }, "name")}
        />
      </Labelled>
      <Labelled id={`pd-takers-${key}`} label={text("takers")}>
        <select
          class="pd-input"
          id={`pd-takers-${key}`}
          value={state.takers}
          onChange={(event) => set({ takers: event.currentTarget.value as State["takers"] })}
        >
          {TAKERS.map((takers) => (
            <option key={takers} value={takers}>
              {named(`takers.${takers}`)}
            </option>
          ))}
        </select>
      </Labelled>
      <Assignees
        id={`pd-assignees-${key}`}
        label={text("assignees")}
        empty={text("assignees_none")}
        assignees={state.assignees}
        choices={choices}
        set={(assignees) => set({ assignees })}
      />
      <div class="pd-actions">
        <OrderTools
          name={state.name}
          index={index}
          count={states.length}
          move={(by) => editing.change((last) => ({ ...last, states: moved(last.states, index, by) }))}
          remove={remove}
        />
      </div>
    </li>
  );
}
