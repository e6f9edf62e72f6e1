// USER_SELECT, GROUP_SELECT, ORGANIZATION_SELECT: names are suggested while the user types, and the chosen ones form a
// list.

import { button, make } from "../../../../lib/dom.ts";
import { fieldType } from "../../../../lib/schema.ts";
import type { Editor, Order } from "../editor.ts";
import { listOf } from "../property.ts";
import { type Entity, Suggestions } from "./suggestions.ts";

export function entities(order: Order): Editor {
  return new Entities(order);
}

class Entities implements Editor {
  readonly element: HTMLElement;
  readonly #order: Order;
  readonly #chips = make("ul", { class: "pd-chips" });
  readonly #input: HTMLInputElement;
  readonly #suggestions: Suggestions;
  #kept: Entity[] = [];
  #off = false;
  /** Counts searches, so that an outdated answer is ignored. */
  #turn = 0;

  constructor(order: Order) {
    const { property, name, problem, context } = order;
    this.#order = order;
    this.#input = make("input", {
      ...name,
      "aria-describedby": problem,
      "aria-required": property.required ? "true" : undefined,
      autocomplete: "off",
      class: "pd-input",
      placeholder: context.say("people_search"),
      type: "text",
    });
    this.#suggestions = new Suggestions(this.#input, name, (entity) => this.#take(entity));
    this.element = make("div", { class: "pd-entities" }, this.#chips, this.#input, this.#suggestions.element);
    this.#input.addEventListener("input", () => void this.#search());
    this.#input.addEventListener("blur", () => {
      this.#input.value = "";
      this.#turn += 1;
      this.#suggestions.close();
    });
    this.#input.addEventListener("keydown", (event) => this.#pressed(event));
  }

  read(): Entity[] {
    return structuredClone(this.#kept);
  }

  write(value: unknown): void {
    this.#kept = listOf(value).flatMap((entity) => {
      const { code, name } = (entity ?? {}) as { code?: unknown; name?: unknown };
      return typeof code === "string" ? [{ code, name: typeof name === "string" ? name : code }] : [];
    });
    this.#draw();
  }

  disable(off: boolean): void {
    this.#off = off;
    this.#input.disabled = off;
    this.#draw();
  }

  focus(): void {
    this.#input.focus();
  }

  #draw(): void {
    this.#chips.replaceChildren(...this.#kept.map((entity) => this.#chip(entity)));
  }

  #chip(entity: Entity): HTMLElement {
    const drop = () => {
      this.#kept = this.#kept.filter((other) => other !== entity);
      this.#draw();
      this.#input.focus();
      this.#order.changed();
    };
    const label = this.#order.context.say("people_remove", { name: entity.name });
    const remove = button("×", drop, { class: "pd-chip-remove", "aria-label": label });
    remove.disabled = this.#off;
    return make("li", { class: "pd-chip" }, entity.name, remove);
  }

  #take(entity: Entity): void {
    if (!this.#has(entity)) this.#kept = [...this.#kept, entity];
    this.#input.value = "";
    this.#suggestions.close();
    this.#draw();
    this.#order.changed();
  }

  #has({ code }: Entity): boolean {
    return this.#kept.some((entity) => entity.code === code);
  }

  async #search(): Promise<void> {
    const { context, property } = this.#order;
    this.#turn += 1;
    const turn = this.#turn;
    const q = this.#input.value.trim();
    if (!q) {
      this.#suggestions.close();
      return;
    }
    const asked = { kind: fieldType(property.type).whom, q, limit: 10 };
    try {
      const answer = await context.server.call("GET", "/k/api/entities.json", asked);
      if (turn === this.#turn) this.#suggestions.offer(answer.entities.filter((entity) => !this.#has(entity)));
    } catch (error) {
      if (turn !== this.#turn) return;
      this.#suggestions.close();
      context.hooks.page.alert((error as Error).message);
    }
  }

  #pressed(event: KeyboardEvent): void {
    if (event.isComposing) return; // this Enter ends a conversion of an input method
    if (!this.#suggestions.press(event.key)) return;
    event.preventDefault();
    // The Escape that closes the list must not close a surrounding element.
    if (event.key === "Escape") event.stopPropagation();
  }
}
