// The toolbar of every editor: save, undo, the last change, and the reasons of a refused save.

import type { Refusal } from "../../../lib/server.ts";
import { text } from "./texts.ts";

export interface ToolbarState {
  unsaved: boolean;
  busy: boolean;
  /** The last change, for screen readers. */
  said: string;
  refusal: Refusal | null;
  canUndo: boolean;
  canRedo: boolean;
  undo: () => void;
  redo: () => void;
  save: () => void;
}

export function Toolbar(state: ToolbarState) {
  return (
    <div class="pd-ed-bar">
      <div class="pd-actions">
        <button type="button" class="pd-button pd-button-main" data-pd-save aria-busy={state.busy} onClick={state.save}>
          {text("save")}
        </button>
        <button type="button" class="pd-button" disabled={!state.canUndo} onClick={state.undo}>
          {text("undo")}
        </button>
        <button type="button" class="pd-button" disabled={!state.canRedo} onClick={state.redo}>
          {text("redo")}
        </button>
        <span class="pd-muted pd-small">{state.unsaved ? text("unsaved") : text("all_saved")}</span>
      </div>
      <div class="pd-hidden-text" aria-live="polite">
        {state.said}
      </div>
      {state.refusal && (
        <div class="pd-note pd-note-danger" role="alert">
          <p>{state.refusal.message}</p>
          <ul class="pd-list pd-break">
            {state.refusal.reasons.map((reason) => (
              <li key={reason}>{reason}</li>
            ))}
          </ul>
        </div>
      )}
    </div>
  );
}
