// One editor a field: an element of ours that stands inside the field's element, and is made once.

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
  /** The value as REST writes it. */
  read(): unknown;
  /** Shows a value that a script set; tells nobody of a change. */
  write(value: unknown): void;
  disable(off: boolean): void;
  focus(): void;
}

/** What an editor is made from. */
export interface Order {
  context: FormContext;
  property: Property;
  /** Its name for who cannot see it: the ID of its label, or words where it has none. */
  name: { "aria-labelledby": string } | { "aria-label": string };
  /** The ID of the line that says what is wrong. */
  problem: string;
  /** Called when a person changed the value. */
  changed(): void;
}

/** The editor of a type; a table has one of its own, since it is made of these. */
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
