// The undo history. Each step holds a whole state that never changes.

/** The states in the order of their creation, and the index of the current one. */
export interface History<State> {
  readonly states: readonly State[];
  readonly at: number;
  /** The name of the step. Related steps, such as typing into one input, have the same name. */
  readonly step: string;
}

/** The maximum number of undo steps. */
const MAX_STEPS = 100;

export function begin<State>(state: State): History<State> {
  return { states: [state], at: 0, step: "" };
}

export function current<State>(history: History<State>): State {
  return history.states[history.at] as State;
}

/** Adds a state. If the last step has the same name, the new state replaces it, so that both are undone together. */
export function next<State>(history: History<State>, state: State, step = ""): History<State> {
  const joined = step !== "" && step === history.step && history.at > 0;
  const kept = history.states.slice(0, joined ? history.at : history.at + 1);
  const states = [...kept, state].slice(-MAX_STEPS);
  return { states, at: states.length - 1, step };
}

export function undo<State>(history: History<State>): History<State> {
  return { ...history, at: Math.max(0, history.at - 1), step: "" };
}

export function redo<State>(history: History<State>): History<State> {
  return { ...history, at: Math.min(history.states.length - 1, history.at + 1), step: "" };
}
