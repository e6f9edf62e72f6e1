// Choosing among the people that an app can name.

import type { Candidate } from "../../../../api/generated/boot.ts";
import { Labelled } from "../form/setting.tsx";
import { Tool } from "../order.tsx";
import { text } from "../texts.ts";

interface PeopleOf {
  id: string;
  label: string;
  /** What it means that nobody is chosen. */
  empty: string;
  people: string[];
  choices: Candidate[];
  set: (people: string[]) => void;
}

/** Some of the people that an app can name. */
export function People({ id, label, empty, people, choices, set }: PeopleOf) {
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
