// A slot is a field's place on a form: its editor, and the line that shows its error.

import { make } from "../../../lib/dom.ts";
import { type Editor, makeEditor, type Order } from "./editor.ts";
import type { FormContext } from "./form_context.ts";
import type { FieldJson, Property } from "./property.ts";

export interface Slot {
  readonly property: Property;
  readonly editor: Editor;
  /** Shows an error. Null or an empty text removes it. */
  error(text: string | null): void;
  hasError(): boolean;
  disable(off: boolean): void;
}

let slots = 0;

/**
 * Returns the accessible name of the field in `place`: the ID of its label, or the label's text if the form does not
 * show it.
 */
export function nameOf(place: HTMLElement, property: Property): Order["name"] {
  const label = place.closest<HTMLElement>("[data-pd-field-box]")?.dataset.pdLabel;
  return label ? { "aria-labelledby": label } : { "aria-label": property.label };
}

/** Adds an editor to `place`. The other content stays unchanged, because a plug-in may hold the element. */
export function fill(
  place: HTMLElement,
  context: FormContext,
  property: Property,
  changed: () => void,
  editorOf: (order: Order) => Editor = makeEditor,
): Slot {
  slots += 1;
  const line = make("p", {
    class: "pd-error input-error-cybozu",
    id: `pd-problem-${slots}`,
    role: "alert",
    hidden: true,
  });
  const editor = editorOf({ context, property, name: nameOf(place, property), problem: line.id, changed });
  place.append(editor.element, line);
  return slotOf(property, editor, line);
}

function slotOf(property: Property, editor: Editor, line: HTMLElement): Slot {
  const inputs = () => {
    const found = editor.element.querySelectorAll("input, select, textarea, [role=textbox]");
    return property.type === "SUBTABLE" ? [] : [editor.element, ...found];
  };
  return {
    property,
    editor,
    error(text) {
      line.textContent = text ?? "";
      line.hidden = !text;
      for (const input of inputs()) {
        if (!input.matches("input, select, textarea, [role=textbox], [role=group], [role=radiogroup]")) continue;
        if (text) input.setAttribute("aria-invalid", "true");
        else input.removeAttribute("aria-invalid");
      }
    },
    hasError: () => !line.hidden,
    disable: (off) => editor.disable(off),
  };
}

/**
 * Applies a handler's changes to a field: the value if it differs from `before`, the error, and whether it is disabled.
 */
export function take(slot: Slot, given: FieldJson, before: FieldJson | undefined): void {
  if (JSON.stringify(given.value) !== JSON.stringify(before ? before.value : slot.editor.read())) {
    slot.editor.write(given.value);
  }
  if ("disabled" in given) slot.disable(given.disabled === true);
  if ("error" in given) slot.error(typeof given.error === "string" ? given.error : null);
}
