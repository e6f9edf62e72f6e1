// Importing a package: the upload with its progress, the server's check, and the user's confirmation (R36).

import type { CheckedPackage } from "../../../api/generated/rest.ts";
import { make } from "../../../lib/dom.ts";
import { Refusal } from "../../../lib/server.ts";
import { markDrop } from "../files.ts";
import { lines, refuse } from "../notes.ts";
import { server } from "../session.ts";

/** Sets up the import dialog, if the page has one. */
export function importing(): void {
  const dialog = document.querySelector<HTMLDialogElement>("dialog[data-pd-import]");
  if (!dialog) return;
  const wired = new ImportDialog(partsOf(dialog));
  for (const button of document.querySelectorAll<HTMLButtonElement>("[data-pd-import-open]")) {
    button.addEventListener("click", () => wired.open());
  }
}

type Parts = ReturnType<typeof partsOf>;

function partsOf(dialog: HTMLDialogElement) {
  const part = <T extends Element>(name: string) => dialog.querySelector<T>(`[data-pd-part="${name}"]`) as T;
  return {
    dialog,
    input: part<HTMLInputElement>("file"),
    drop: part<HTMLElement>("drop"),
    chosen: part<HTMLElement>("chosen"),
    progress: part<HTMLProgressElement>("progress"),
    says: part<HTMLElement>("says"),
    go: part<HTMLButtonElement>("go"),
    cancel: part<HTMLButtonElement>("cancel"),
  };
}

class ImportDialog {
  readonly #parts: Parts;
  /** The button's text before a package is checked. */
  readonly #first: string;
  /** The uploaded package and the result of its check. */
  #checked: { fileKey: string; check: CheckedPackage } | null = null;
  /** True if the button was pressed before the check was done. */
  #clicked = false;
  /** Counts the selected files, so that the answer for an earlier file is ignored. */
  #turn = 0;

  constructor(parts: Parts) {
    const { dialog, input, drop, go, cancel } = parts;
    this.#parts = parts;
    this.#first = go.textContent ?? "";
    input.addEventListener("change", () => void this.#choose(input.files?.[0]));
    go.addEventListener("click", () => this.#press());
    cancel.addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", () => this.#reset());
    markDrop(drop);
  }

  open(): void {
    this.#parts.input.value = "";
    this.#reset();
    this.#parts.dialog.showModal();
  }

  #reset(): void {
    const { progress, chosen, says, go } = this.#parts;
    this.#turn += 1;
    this.#checked = null;
    this.#clicked = false;
    progress.hidden = true;
    progress.value = 0;
    chosen.textContent = "";
    says.replaceChildren();
    go.textContent = this.#first;
    go.disabled = true;
    go.removeAttribute("aria-busy");
  }

  async #choose(file: File | undefined): Promise<void> {
    this.#reset();
    if (!file) return;
    const { progress, chosen, says, go } = this.#parts;
    const turn = this.#turn;
    chosen.textContent = file.name;
    progress.hidden = false;
    go.disabled = false;
    try {
      const fileKey = await server.upload(file, (part) => {
        progress.value = part;
      });
      const check = await server.call("POST", "/k/api/plugin/import/check.json", { fileKey });
      if (turn !== this.#turn) return;
      progress.hidden = true;
      this.#checked = { fileKey, check };
      says.replaceChildren(...description(check));
      go.textContent = check.button;
      // An early click installs a new plug-in. For an update, the user must see the changes first (R36).
      if (this.#clicked && !check.update) await this.#install();
      else go.removeAttribute("aria-busy");
    } catch (error) {
      if (turn === this.#turn) this.#fail(error);
    }
  }

  #press(): void {
    const { go } = this.#parts;
    if (this.#checked) {
      void this.#install();
    } else if (!go.disabled) {
      this.#clicked = true;
      go.setAttribute("aria-busy", "true");
    }
  }

  async #install(): Promise<void> {
    if (!this.#checked) return;
    const { fileKey, check } = this.#checked;
    this.#parts.go.setAttribute("aria-busy", "true");
    try {
      if (check.update) await server.call("PUT", "/k/v1/plugin.json", { id: check.id, fileKey });
      else await server.call("POST", "/k/v1/plugin.json", { fileKey });
      const told = new URLSearchParams({ message: check.update ? "UPDATED" : "IMPORTED", id: check.id });
      location.assign(`/k/admin/system/plugin/?${told}`);
    } catch (error) {
      this.#fail(error);
    }
  }

  #fail(error: unknown): void {
    if (!(error instanceof Refusal)) throw error;
    const { progress, says, go } = this.#parts;
    progress.hidden = true;
    go.disabled = true;
    go.removeAttribute("aria-busy");
    refuse(says, error);
  }
}

/** Describes a package and the changes that it makes. */
function description({ name, version, summary, changes }: CheckedPackage): HTMLElement[] {
  const groups = changes.map(({ title, lines: texts, warn }) =>
    make("div", { class: `pd-note${warn ? " pd-note-warn" : ""} pd-small` }, make("strong", {}, title), lines(texts)),
  );
  return [
    make("p", { class: "pd-row-name pd-break" }, `${name} ${version}`),
    make("p", { class: "pd-row-text" }, summary),
    ...groups,
  ];
}
