// The state that all editors share: undo steps, saving, and announcements.

import { useEffect, useState } from "preact/hooks";
import { Refusal } from "../../../lib/server.ts";
import { begin, current, next, redo, undo } from "./history.ts";
import { useKeyboardPlace } from "./keyboard.ts";
import { text } from "./texts.ts";
import type { ToolbarState } from "./toolbar.tsx";

/** The way to save a state. */
export interface Saving<State> {
  /** Sends the state. Throws a `Refusal` if the server does not accept it. */
  send: (state: State) => Promise<void>;
  /** The address to open after saving. */
  next: string;
  /** Shows the reasons of a refusal at the fields. Returns a refusal with the reasons for the toolbar. */
  refused?: (refusal: Refusal, state: State) => Refusal;
}

export interface Editing<State> {
  state: State;
  /** Computes the next state from the last one. Consecutive steps with the same name are undone together. */
  change: (change: (state: State) => State, step?: string) => void;
  /** Announces a change to screen reader users. */
  say: (said: string) => void;
  /** Moves the focus to the element of a selector after the change is rendered. */
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
    // The change applies to the newest state, not to the rendered one, because an upload ends long after the click that
    // started it.
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

/** True if leaving the page would lose changes. */
let hasUnsaved = false;

/** Sets whether there are unsaved changes. Forms on the page read this too (admin/forms.ts). */
function setUnsaved(is: boolean): void {
  hasUnsaved = is;
  if (is) document.documentElement.dataset.pdUnsaved = text("unsaved_first");
  else delete document.documentElement.dataset.pdUnsaved;
}

window.addEventListener("beforeunload", (event) => {
  if (hasUnsaved) event.preventDefault();
});
