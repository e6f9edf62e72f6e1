// Suggestions while the user types: a combobox and its list.

import type { FoundEntity } from "../../../../api/generated/rest.ts";
import { make } from "../../../../lib/dom.ts";

/** A user, group or department. */
export type Entity = Pick<FoundEntity, "code" | "name">;

let lists = 0;

/** The list of a combobox. The focus stays in the input, which refers to the selected item of the list. */
export class Suggestions {
  readonly element: HTMLElement;
  readonly #input: HTMLInputElement;
  readonly #take: (entity: Entity) => void;
  #found: Entity[] = [];
  #at = -1;

  /** `take` receives the chosen entity. */
  constructor(input: HTMLInputElement, name: Record<string, string>, take: (entity: Entity) => void) {
    lists += 1;
    this.element = make("ul", {
      class: "pd-suggestions",
      id: `pd-entities-${lists}`,
      role: "listbox",
      hidden: true,
      ...name,
    });
    this.#input = input;
    this.#take = take;
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-controls", this.element.id);
    input.setAttribute("aria-expanded", "false");
  }

  /** Shows suggestions and selects the first one. */
  offer(found: Entity[]): void {
    this.#found = found;
    this.#at = found.length > 0 ? 0 : -1;
    this.#show();
  }

  close(): void {
    this.offer([]);
  }

  /** Handles a key. Returns whether the list used it. */
  press(key: string): boolean {
    const chosen = this.#found[this.#at];
    if (key === "ArrowDown" || key === "ArrowUp") {
      if (!chosen) return false;
      const step = key === "ArrowDown" ? 1 : -1;
      this.#at = (this.#at + step + this.#found.length) % this.#found.length;
      this.#show();
      return true;
    }
    if (key === "Enter") {
      if (chosen) this.#take(chosen);
      return true;
    }
    if (key !== "Escape" || !chosen) return false;
    this.close();
    return true;
  }

  #show(): void {
    const rows = this.#found.map((entity, index) => this.#row(entity, index));
    this.element.replaceChildren(...rows);
    this.element.hidden = rows.length === 0;
    this.#input.setAttribute("aria-expanded", String(rows.length > 0));
    if (this.#at >= 0) this.#input.setAttribute("aria-activedescendant", `${this.element.id}-${this.#at}`);
    else this.#input.removeAttribute("aria-activedescendant");
  }

  #row(entity: Entity, index: number): HTMLElement {
    const selected = String(index === this.#at);
    const id = `${this.element.id}-${index}`;
    const row = make("li", { id, role: "option", "aria-selected": selected }, entity.name);
    if (entity.code !== entity.name) row.append(make("span", { class: "pd-muted" }, ` ${entity.code}`));
    // This uses mousedown because the list closes when the input loses the focus, which happens before a click.
    row.addEventListener("mousedown", (event) => {
      event.preventDefault();
      this.#take(entity);
    });
    return row;
  }
}
