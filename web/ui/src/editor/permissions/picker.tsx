// The search for a user, a group or a department to add to a list.

import { useEffect, useState } from "preact/hooks";
import { server } from "../../session.ts";
import { Labelled } from "../form/setting.tsx";
import { text } from "../texts.ts";

/** A person or several who can be chosen. */
export interface Choice {
  /** The type of the entity, a colon and its code. */
  id: string;
  name: string;
}

interface PickerOf {
  id: string;
  /** The choices that need no search. */
  choices: Choice[];
  label: string;
  /** The kinds of persons to search. */
  kinds?: readonly Kind[];
  /** The IDs that cannot be chosen any more. */
  taken: string[];
  pick: (choice: Choice) => void;
}

const KINDS = ["user", "group", "organization"] as const;
type Kind = (typeof KINDS)[number];
/** The number of results of each kind, and the pause after typing in milliseconds. */
const MAX_FOUND = 6;
const PAUSE = 200;

async function search(kinds: readonly Kind[], typed: string): Promise<Choice[]> {
  const ask = (kind: Kind) => server.call("GET", "/k/api/entities.json", { kind, q: typed, limit: MAX_FOUND });
  const answers = await Promise.all(kinds.map(ask));
  const found = answers.flatMap(({ entities }) => entities);
  return found.map(({ type, code, name }) => ({
    id: `${type}:${code}`,
    name: name === code ? name : `${name} (${code})`,
  }));
}

/** Renders a search field, and buttons for what it finds. */
export function Picker({ id, choices, label, kinds = KINDS, taken, pick }: PickerOf) {
  const [typed, type] = useState("");
  const [found, show] = useState<Choice[]>([]);
  const [failed, fail] = useState("");
  const wanted = typed.trim();
  useEffect(() => {
    if (wanted === "") {
      show([]);
      return;
    }
    let stale = false;
    const wait = setTimeout(() => {
      search(kinds, wanted).then(
        (results) => {
          if (stale) return;
          show(results);
          fail(results.length === 0 ? text("people_none") : "");
        },
        (error: unknown) => {
          if (!stale) fail(error instanceof Error ? error.message : String(error));
        },
      );
    }, PAUSE);
    return () => {
      stale = true;
      clearTimeout(wait);
    };
  }, [wanted, kinds]);
  const offered = [...(wanted === "" ? choices : []), ...found].filter((choice) => !taken.includes(choice.id));
  const choose = (choice: Choice) => {
    pick(choice);
    type("");
    fail("");
    document.getElementById(id)?.focus();
  };
  return (
    <Labelled id={id} label={label}>
      <input
        class="pd-input"
        id={id}
        type="search"
        autocomplete="off"
        value={typed}
        onInput={(event) => type(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== "Enter") return;
          event.preventDefault();
          const [first] = offered;
          if (first) choose(first);
        }}
      />
      <ul class="pd-ed-assignees" aria-live="polite">
        {offered.map((choice) => (
          <li key={choice.id}>
            <button type="button" class="pd-button pd-button-small" onClick={() => choose(choice)}>
              + {choice.name}
            </button>
          </li>
        ))}
      </ul>
      {failed && <p class="pd-hint">{failed}</p>}
    </Labelled>
  );
}
