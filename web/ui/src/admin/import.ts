// Importing a package: upload with progress, then what the server says of it, then the reader's word (R36).

import { make } from "../../../lib/dom.ts";
import { Refusal } from "../../../lib/server.ts";
import { markDrop } from "../drop.ts";
import { lines, refuse } from "../notes.ts";
import { server } from "../session.ts";

/** What the server says of an uploaded package before anything is installed. */
interface Check {
  id: string;
  name: string;
  version: string;
  update: boolean;
  /** A sentence on what it is and on what changes. */
  summary: string;
  /** Groups of changes: a heading and its lines. */
  changes: { title: string; lines: string[]; warn: boolean }[];
  button: string;
}

/** Wires the import dialog, where the page has one. */
export function importing(): void {
  const found = document.querySelector<HTMLDialogElement>("dialog[data-pd-import]");
  const open = document.querySelectorAll<HTMLButtonElement>("[data-pd-import-open]");
  if (!found) return;
  const dialog = found;
  const part = <T extends Element>(name: string) => dialog.querySelector<T>(`[data-pd-part="${name}"]`) as T;
  const input = part<HTMLInputElement>("file");
  const drop = part<HTMLElement>("drop");
  const chosen = part<HTMLElement>("chosen");
  const progress = part<HTMLProgressElement>("progress");
  const says = part<HTMLElement>("says");
  const go = part<HTMLButtonElement>("go");
  const cancel = part<HTMLButtonElement>("cancel");
  const first = go.textContent ?? "";

  let fileKey = "";
  let check: Check | null = null;
  let clicked = false;
  // Counts choices, so that an upload that was replaced by another is not heard any more.
  let turn = 0;

  function reset(): void {
    turn += 1;
    fileKey = "";
    check = null;
    clicked = false;
    progress.hidden = true;
    progress.value = 0;
    chosen.textContent = "";
    says.replaceChildren();
    go.textContent = first;
    go.disabled = true;
    go.removeAttribute("aria-busy");
  }

  async function choose(file: File | undefined): Promise<void> {
    reset();
    if (!file) return;
    const mine = turn;
    chosen.textContent = file.name;
    progress.hidden = false;
    go.disabled = false;
    try {
      const key = await server.upload(file, (part) => {
        progress.value = part;
      });
      const told = await server.call<Check>("POST", "/k/api/plugin/import/check.json", { fileKey: key });
      if (mine !== turn) return;
      progress.hidden = true;
      fileKey = key;
      check = told;
      tell(told);
      // A click that came before the answer counts for a new plug-in; a change is shown first (R36).
      if (clicked && !told.update) await install();
      else go.removeAttribute("aria-busy");
    } catch (error) {
      if (mine === turn) fail(error);
    }
  }

  function tell(told: Check): void {
    const changes = told.changes.map((change) =>
      make(
        "div",
        { class: `pd-note${change.warn ? " pd-note-warn" : ""} pd-small` },
        make("strong", {}, change.title),
        lines(change.lines),
      ),
    );
    says.replaceChildren(
      make("p", { class: "pd-row-name pd-break" }, `${told.name} ${told.version}`),
      make("p", { class: "pd-row-text" }, told.summary),
      ...changes,
    );
    go.textContent = told.button;
  }

  async function install(): Promise<void> {
    if (!check) return;
    go.setAttribute("aria-busy", "true");
    try {
      if (check.update) await server.call("PUT", "/k/v1/plugin.json", { id: check.id, fileKey });
      else await server.call("POST", "/k/v1/plugin.json", { fileKey });
      const told = new URLSearchParams({ message: check.update ? "UPDATED" : "IMPORTED", id: check.id });
      location.assign(`/k/admin/system/plugin/?${told}`);
    } catch (error) {
      fail(error);
    }
  }

  function fail(error: unknown): void {
    if (!(error instanceof Refusal)) throw error;
    progress.hidden = true;
    go.disabled = true;
    go.removeAttribute("aria-busy");
    refuse(says, error);
  }

  for (const button of open) {
    button.addEventListener("click", () => {
      input.value = "";
      reset();
      dialog.showModal();
    });
  }
  input.addEventListener("change", () => void choose(input.files?.[0]));
  go.addEventListener("click", () => {
    if (check) {
      void install();
    } else if (!go.disabled) {
      clicked = true;
      go.setAttribute("aria-busy", "true");
    }
  });
  cancel.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", reset);
  markDrop(drop);
}
