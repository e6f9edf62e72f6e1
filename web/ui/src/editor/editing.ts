// What every editor does alike: steps that can be undone, saving, and what is said meanwhile.

import { useEffect, useState } from "preact/hooks";
import { Refusal } from "../../../lib/server.ts";
import { begin, current, next, redo, undo } from "./history.ts";
import { useKeyboardPlace } from "./keyboard.ts";
import type { ToolbarState } from "./toolbar.tsx";
import { setUnsaved } from "./unsaved.ts";

/** How a state is saved. */
export interface Saving<State> {
  /** Sends it; throws a `Refusal` where the server does not take it. */
  send: (state: State) => Promise<void>;
  /** Where the reader goes when it is saved. */
  next: string;
  /** Shows what was refused where it belongs, and answers what is left for the toolbar. */
  refused?: (refusal: Refusal, state: State) => Refusal;
}

export interface Editing<State> {
  state: State;
  /** Makes the next state out of the last one. Steps of the same name in a row are undone together. */
  change: (change: (state: State) => State, step?: string) => void;
  /** Says what just happened to those who do not see it. */
  say: (said: string) => void;
  /** Gives the keyboard to what the selector finds after the change. */
  giveKeyboardTo: (selector: string) => void;
  toolbar: ToolbarState;
}

export function useEditor<State>(first: () => State, saving: Saving<State>): Editing<State> {
  const [history, setHistory] = useState(() => begin(first()));
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [said, say] = useState("");
  const [busy, setBusy] = useState(false);
  const giveKeyboardTo = useKeyboardPlace();
  const state = current(history);
  const unsaved = history.at > 0;
  useEffect(() => setUnsaved(unsaved), [unsaved]);

  async function save(): Promise<void> {
    if (busy) return;
    setBusy(true);
    try {
      await saving.send(state);
      setUnsaved(false);
      location.assign(saving.next);
    } catch (error) {
      setBusy(false);
      if (!(error instanceof Refusal)) throw error;
      setRefusal(saving.refused ? saving.refused(error, state) : error);
    }
  }

  return {
    state,
    // Of the last state, not of the one that is shown: an upload ends long after the click that began it.
    change: (change, step) => setHistory((last) => next(last, change(current(last)), step)),
    say,
    giveKeyboardTo,
    toolbar: {
      unsaved,
      busy,
      said,
      refusal,
      canUndo: unsaved,
      canRedo: history.at < history.states.length - 1,
      undo: () => setHistory(undo),
      redo: () => setHistory(redo),
      save: () => void save(),
    },
  };
}
