// An app's process and categories while they are edited.

import type { ProcessEntity, ProcessStart, ProcessState } from "../../../../api/generated/boot.ts";
import type { UpdateProcess } from "../../../../api/generated/rest.ts";

export interface State {
  /** The key of the state in this editor. */
  key: number;
  /** The name by which the server knows the state, or null if it is not saved yet. */
  old: string | null;
  name: string;
  takers: ProcessState["assignee"]["type"];
  assignees: string[];
}

export interface Action {
  key: number;
  name: string;
  /** The keys of the states. */
  from: number;
  to: number;
  filterCond: string;
  /** The users who may take the action instead of the assignees. */
  others: string[];
}

export interface Process {
  enable: boolean;
  states: State[];
  actions: Action[];
  /** True if records have categories. `categories` lists them, one on each line. */
  categorized: boolean;
  categories: string;
}

let last = 0;

/** Returns a new key that is unique in this editor. */
export function fresh(): number {
  last += 1;
  return last;
}

const ids = (entities: ProcessEntity[]) => entities.map(({ entity }) => `${entity.type}:${entity.code}`);

export function read(start: ProcessStart): Process {
  const sorted = Object.values(start.states).sort((a, b) => Number(a.index) - Number(b.index));
  const states = sorted.map(({ name, assignee }) => ({
    key: fresh(),
    old: name,
    name,
    takers: assignee.type,
    assignees: ids(assignee.entities),
  }));
  const keyOf = (name: string) => states.find((state) => state.name === name)?.key ?? 0;
  const actions = start.actions.map(({ name, from, to, filterCond, executableUser }) => ({
    key: fresh(),
    name,
    from: keyOf(from),
    to: keyOf(to),
    filterCond,
    others: ids(executableUser?.entities ?? []),
  }));
  const { enable, categorized } = start;
  return { enable, states, actions, categorized, categories: start.categories.join("\n") };
}

const entities = (ids: string[]) =>
  ids.map((id) => {
    const [type = "", ...code] = id.split(":");
    return { entity: { type, code: code.join(":") } };
  });

/**
 * Builds `states` and `actions` in REST form. `nameOf` returns the name of the state or action at a place of the
 * request.
 */
export function write({ states, actions }: Process): {
  sent: Pick<UpdateProcess, "states" | "actions">;
  nameOf: (place: string) => string | undefined;
} {
  // A new state must not be sent under the name of an old one, because it would get the old state's number.
  const longest = Math.max(0, ...states.map((state) => state.old?.length ?? 0));
  const placeOf = (state: State) => state.old ?? `${"+".repeat(longest)}${state.key}`;
  const given = states.map((state, index) => {
    const assignee = { type: state.takers, entities: entities(state.assignees) };
    return [placeOf(state), { name: state.name, index: String(index), assignee }] as const;
  });
  const nameOf = (key: number) => states.find((state) => state.key === key)?.name ?? "";
  const ways = actions.map(({ name, from, to, filterCond, others }) => ({
    name,
    from: nameOf(from),
    to: nameOf(to),
    filterCond,
    ...(others.length > 0 ? { type: "SECONDARY", executableUser: { entities: entities(others) } } : {}),
  }));
  return {
    sent: { states: Object.fromEntries(given), actions: ways },
    nameOf(place) {
      const state = states.find((state) => place.startsWith(`states[${placeOf(state)}]`));
      const [, index] = /^actions\[(\d+)\]/.exec(place) ?? [];
      return state?.name ?? (index === undefined ? undefined : actions[Number(index)]?.name);
    },
  };
}

/** Returns the lines of a text, without empty lines and duplicates. */
export function linesOf(text: string): string[] {
  return [...new Set(text.split("\n").map((line) => line.trim()))].filter((line) => line !== "");
}
