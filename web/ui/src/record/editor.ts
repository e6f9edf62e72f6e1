// The editors of fields. Each is an element of ours inside the field's element, and is created once.

import { choices, dropDown, multiSelect } from "./editors/choice.ts";
import { entities } from "./editors/entities.ts";
import { files } from "./editors/files.ts";
import { moment } from "./editors/moment.ts";
import { rich } from "./editors/rich.ts";
import { lines, text } from "./editors/text.ts";
import type { FormContext } from "./form_context.ts";
import type { Property } from "./property.ts";

export interface Editor {
  readonly element: HTMLElement;
  /** Returns the value in REST form. */
  read(): unknown;
  /** Shows a value that a script set, without reporting a change. */
  write(value: unknown): void;
  disable(off: boolean): void;
  focus(): void;
}

/** The parameters of an editor. */
export interface Order {
  context: FormContext;
  property: Property;
  /** The accessible name: the ID of the label, or the text itself if the form has no label. */
  name: { "aria-labelledby": string } | { "aria-label": string };
  /** The ID of the line that shows the error. */
  problem: string;
  /** Called when the user changed the value. */
  changed(): void;
}

/** Creates the editor for a field type. Tables have their own function, because their editor is made of these. */
export function makeEditor(order: Order): Editor {
  switch (order.property.type) {
    case "MULTI_LINE_TEXT":
      return lines(order);
    case "RICH_TEXT":
      return rich(order);
    case "CHECK_BOX":
    case "CATEGORY":
      return choices(order, "checkbox");
    case "RADIO_BUTTON":
      return choices(order, "radio");
    case "DROP_DOWN":
      return dropDown(order);
    case "MULTI_SELECT":
      return multiSelect(order);
    case "DATE":
    case "TIME":
    case "DATETIME":
      return moment(order);
    case "USER_SELECT":
    case "GROUP_SELECT":
    case "ORGANIZATION_SELECT":
      return entities(order);
    case "FILE":
      return files(order);
    default:
      return text(order);
  }
}
