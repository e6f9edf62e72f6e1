// What was before: each step of an editor is a whole state that is never changed again.

/** States in the order in which they were made, and which of them is shown. */
export interface History<State> {
  readonly states: readonly State[];
  readonly at: number;
  /** Steps that belong together (typing into one input) carry the same name. */
  readonly step: string;
}

/** Steps kept; older ones cannot be undone. */
const MAX_STEPS = 100;

export function begin<State>(state: State): History<State> {
  return { states: [state], at: 0, step: "" };
}

export function current<State>(history: History<State>): State {
  return history.states[history.at] as State;
}

/** The next state. A `step` named as the one before takes its place: undo goes back over both. */
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
