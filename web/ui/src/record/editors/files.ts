// FILE: attachments, which are uploaded as soon as they are selected.

import type { FieldFile } from "../../../../api/generated/rest.ts";
import { button, make } from "../../../../lib/dom.ts";
import { Refusal } from "../../../../lib/server.ts";
import type { Editor, Order } from "../editor.ts";
import { listOf } from "../property.ts";

export function files({ property, name, problem, changed, context }: Order): Editor {
  const { say } = context;
  let kept: FieldFile[] = [];
  let off = false;
  const list = make("ul", { class: "pd-files" });
  const says = make("p", { class: "pd-hint", role: "status" });
  const input = make("input", {
    ...name,
    "aria-describedby": problem,
    class: "pd-file-input",
    type: "file",
    multiple: true,
  });
  const element = make("div", { class: "pd-files-box" }, list, input, says);

  function draw(): void {
    const rows = kept.map((file) => {
      const remove = button(say("file_remove"), () => {
        kept = kept.filter((other) => other !== file);
        draw();
        input.focus();
        changed();
      });
      remove.setAttribute("aria-label", say("file_remove_named", { name: file.name }));
      remove.disabled = off;
      return make("li", { class: "pd-file" }, make("span", { class: "pd-break" }, file.name), remove);
    });
    list.replaceChildren(...rows);
  }

  /** Uploads the files one after the other, so that they keep the order of the selection. */
  async function add(chosen: File[]): Promise<void> {
    for (const file of chosen) {
      const bar = make("progress", { class: "pd-progress", max: 1, value: 0, "aria-label": file.name });
      const row = make("li", { class: "pd-file" }, make("span", { class: "pd-break" }, file.name), bar);
      list.append(row);
      try {
        const fileKey = await context.server.upload(file, (part) => {
          bar.value = part;
        });
        kept = [...kept, { fileKey, name: file.name, contentType: file.type, size: String(file.size) }];
        says.textContent = say("file_added", { name: file.name });
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        says.textContent = say("file_failed", { name: file.name, why: error.message });
      }
      draw();
    }
    changed();
  }

  input.addEventListener("change", () => {
    const chosen = [...(input.files ?? [])];
    input.value = "";
    element.setAttribute("aria-busy", "true");
    void add(chosen).finally(() => element.removeAttribute("aria-busy"));
  });
  if (property.required) input.setAttribute("aria-required", "true");
  return {
    element,
    read: () => structuredClone(kept),
    write: (value) => {
      kept = listOf(value).filter((file): file is FieldFile => typeof (file as FieldFile | null)?.fileKey === "string");
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
