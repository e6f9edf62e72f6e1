// The actions of a process. Each leads from one state to another.

import { Labelled } from "../form/setting.tsx";
import { Add, moved, OrderTools } from "../order.tsx";
import { text } from "../texts.ts";
import { Assignees } from "./assignees.tsx";
import { type Action, fresh } from "./model.ts";
import type { Steps } from "./states.tsx";

export function Actions({ editing, choices }: Steps) {
  const { change, say, giveKeyboardTo } = editing;
  const { states, actions } = editing.state;
  const add = () => {
    const [first, second] = states;
    if (!first) return;
    const ends = { from: first.key, to: (second ?? first).key };
    const action: Action = { key: fresh(), name: "", ...ends, filterCond: "", others: [] };
    change((last) => ({ ...last, actions: [...last.actions, action] }));
    say(text("said_added"));
    giveKeyboardTo(`#pd-action-${action.key}`);
  };
  return (
    <>
      <ol class="pd-ed-steps">
        {actions.map((action) => (
          <ActionStep key={action.key} action={action} editing={editing} choices={choices} />
        ))}
      </ol>
      {states.length > 0 && <Add label={text("add", { name: text("action") })} add={add} />}
    </>
  );
}

type Step = Steps & { action: Action };

function ActionStep({ action, editing, choices }: Step) {
  const { key } = action;
  const { actions } = editing.state;
  const index = actions.indexOf(action);
  const set = (part: Partial<Action>, step = "") =>
    editing.change(
      (last) => ({ ...last, actions: last.actions.map((it) => (it.key === key ? { ...it, ...part } : it)) }),
      step && `${key}.${step}`,
    );
  const remove = () => {
    editing.change((last) => ({ ...last, actions: last.actions.filter((it) => it.key !== key) }));
    editing.say(text("said_removed", { name: action.name }));
    editing.giveKeyboardTo("[data-pd-save]");
  };
  return (
    <li class="pd-ed-step">
      <Labelled id={`pd-action-${key}`} label={text("action_name")}>
        <input
          class="pd-input"
          id={`pd-action-${key}`}
          value={action.name}
          maxLength={64}
          onInput={(event) => set({ name: event.currentTarget.value }, "name")}
        />
      </Labelled>
      <End end="from" action={action} editing={editing} set={(from) => set({ from })} />
      <End end="to" action={action} editing={editing} set={(to) => set({ to })} />
      <Labelled id={`pd-filter-${key}`} label={text("action_filter")}>
        <input
          class="pd-input pd-mono"
          id={`pd-filter-${key}`}
          value={action.filterCond}
          placeholder='amount > "0"'
          onInput={(event) => set({ filterCond: event.currentTarget.value }, "filter")}
        />
      </Labelled>
      <Assignees
        id={`pd-others-${key}`}
        label={text("action_others")}
        empty={text("action_others_none")}
        assignees={action.others}
        choices={choices}
        set={(others) => set({ others })}
      />
      <div class="pd-actions">
        <OrderTools
          name={action.name}
          index={index}
          count={actions.length}
          move={(by) => editing.change((last) => ({ ...last, actions: moved(last.actions, index, by) }))}
          remove={remove}
        />
      </div>
    </li>
  );
}

/** Renders the choice of the state that an action leads from or to. */
function End(props: Omit<Step, "choices"> & { end: "from" | "to"; set: (key: number) => void }) {
  const { end, action, editing, set } = props;
  const id = `pd-${end}-${action.key}`;
  return (
    <Labelled id={id} label={text(`action_${end}`)}>
      <select class="pd-input" id={id} value={action[end]} onChange={(event) => set(Number(event.currentTarget.value))}>
        {editing.state.states.map((state) => (
          <option key={state.key} value={state.key}>
            {state.name}
          </option>
        ))}
      </select>
    </Labelled>
  );
}
