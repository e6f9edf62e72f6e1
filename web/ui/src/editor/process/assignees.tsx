// The choice of assignees among the candidates of an app.

import type { Candidate } from "../../../../api/generated/boot.ts";
import { Labelled } from "../form/setting.tsx";
import { Tool } from "../order.tsx";
import { text } from "../texts.ts";

interface AssigneesOf {
  id: string;
  label: string;
  /** The text that is shown if nobody is chosen. */
  empty: string;
  assignees: string[];
  choices: Candidate[];
  set: (assignees: string[]) => void;
}

/** Renders the choice of assignees. */
export function Assignees({ id, label, empty, assignees, choices, set }: AssigneesOf) {
  const nameOf = (person: string) => choices.find((it) => it.id === person)?.name ?? person.replace(/^\w+:/, "");
  return (
    <Labelled id={id} label={label}>
      <ul class="pd-ed-assignees">
        {assignees.map((person) => (
          <li key={person}>
            {nameOf(person)}
            <Tool
              sign="×"
              label={text("option_remove", { name: nameOf(person) })}
              go={() => set(assignees.filter((it) => it !== person))}
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
          if (value) set([...assignees, value]);
        }}
      >
        <option value="">{assignees.length === 0 ? empty : text("people_add")}</option>
        {choices
          .filter((choice) => !assignees.includes(choice.id))
          .map((choice) => (
            <option key={choice.id} value={choice.id}>
              {choice.name}
            </option>
          ))}
      </select>
    </Labelled>
  );
}
