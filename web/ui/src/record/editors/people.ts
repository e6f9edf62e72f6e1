// USER_SELECT, GROUP_SELECT, ORGANIZATION_SELECT: names are found while one types, and stand as a list.

import { make } from "../../../../lib/dom.ts";
import { button } from "../../button.ts";
import type { Editor, Order } from "../editor.ts";
import { listOf } from "../property.ts";

interface Entity {
  code: string;
  name: string;
}

const KINDS: Record<string, string> = {
  USER_SELECT: "user",
  GROUP_SELECT: "group",
  ORGANIZATION_SELECT: "organization",
};

let lists = 0;

export function people({ property, name, problem, changed, desk }: Order): Editor {
  const { say, server } = desk;
  lists += 1;
  const listId = `pd-people-${lists}`;
  let kept: Entity[] = [];
  let off = false;
  let found: Entity[] = [];
  let at = -1;
  let turn = 0;
  const chips = make("ul", { class: "pd-chips" });
  const options = make("ul", { class: "pd-suggestions", id: listId, role: "listbox", hidden: true, ...name });
  const input = make("input", {
    ...name,
    "aria-describedby": problem,
    "aria-autocomplete": "list",
    "aria-controls": listId,
    "aria-expanded": "false",
    "aria-required": property.required ? "true" : undefined,
    autocomplete: "off",
    class: "pd-input",
    placeholder: say("people_search"),
    role: "combobox",
    type: "text",
  });
  const element = make("div", { class: "pd-people" }, chips, input, options);

  function draw(): void {
    const made = kept.map((entity) => {
      const remove = button(
        "×",
        () => {
          kept = kept.filter((other) => other !== entity);
          draw();
          input.focus();
          changed();
        },
        { class: "pd-chip-remove" },
      );
      remove.setAttribute("aria-label", say("people_remove", { name: entity.name }));
      remove.disabled = off;
      return make("li", { class: "pd-chip" }, entity.name, remove);
    });
    chips.replaceChildren(...made);
  }

  function close(): void {
    found = [];
    at = -1;
    options.hidden = true;
    options.replaceChildren();
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function show(): void {
    const rows = found.map((entity, index) => {
      const row = make(
        "li",
        { id: `${listId}-${index}`, role: "option", "aria-selected": String(index === at) },
        entity.name,
      );
      if (entity.code !== entity.name) row.append(make("span", { class: "pd-muted" }, ` ${entity.code}`));
      // Before the input loses the focus, which closes the list.
      row.addEventListener("mousedown", (event) => {
        event.preventDefault();
        take(entity);
      });
      return row;
    });
    options.replaceChildren(...rows);
    options.hidden = rows.length === 0;
    input.setAttribute("aria-expanded", String(rows.length > 0));
    if (at >= 0) input.setAttribute("aria-activedescendant", `${listId}-${at}`);
    else input.removeAttribute("aria-activedescendant");
  }

  function take(entity: Entity): void {
    if (!kept.some(({ code }) => code === entity.code)) kept = [...kept, entity];
    input.value = "";
    close();
    draw();
    changed();
  }

  async function search(): Promise<void> {
    turn += 1;
    const mine = turn;
    const q = input.value.trim();
    if (!q) {
      close();
      return;
    }
    const kind = KINDS[property.type] ?? "user";
    try {
      const asked = { kind, q, limit: 10 };
      const answer = await server.call<{ people: Entity[] }>("GET", "/k/api/people.json", asked);
      if (mine !== turn) return;
      found = answer.people.filter(({ code }) => !kept.some((entity) => entity.code === code));
      at = found.length > 0 ? 0 : -1;
      show();
    } catch (error) {
      if (mine !== turn) return;
      close();
      desk.hooks.page.alert((error as Error).message);
    }
  }

  input.addEventListener("input", () => void search());
  input.addEventListener("blur", () => {
    input.value = "";
    turn += 1;
    close();
  });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return; // Enter ends a conversion, not a choice
    const chosen = found[at];
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (found.length === 0) return;
      const step = event.key === "ArrowDown" ? 1 : -1;
      at = (at + step + found.length) % found.length;
      show();
    } else if (event.key === "Enter") {
      if (chosen) take(chosen);
    } else if (event.key === "Escape" && found.length > 0) {
      close();
      event.stopPropagation();
    } else return;
    event.preventDefault();
  });
  return {
    element,
    read: () => structuredClone(kept),
    write: (value) => {
      kept = listOf(value).flatMap((entity) => {
        const { code, name } = (entity ?? {}) as { code?: unknown; name?: unknown };
        return typeof code === "string" ? [{ code, name: typeof name === "string" ? name : code }] : [];
      });
      draw();
    },
    disable: (now) => {
      off = now;
      input.disabled = now;
      draw();
    },
    focus: () => input.focus(),
  };
}
