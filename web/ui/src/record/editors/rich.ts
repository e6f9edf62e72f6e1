// RICH_TEXT. The server sanitizes the text when it is saved, and has sanitized the text that it sends (T75).

import { button, make } from "../../../../lib/dom.ts";
import type { TextKey } from "../../texts.ts";
import type { Editor, Order } from "../editor.ts";
import { textOf } from "../property.ts";

const TOOLS: [command: string, sign: string, name: TextKey][] = [
  ["bold", "B", "rich_bold"],
  ["italic", "I", "rich_italic"],
  ["underline", "U", "rich_underline"],
  ["strikeThrough", "S", "rich_strike"],
  ["insertUnorderedList", "•", "rich_list"],
  ["insertOrderedList", "①", "rich_numbers"],
  ["removeFormat", "×", "rich_plain"],
];

export function rich({ name, problem, changed, context }: Order): Editor {
  const area = make("div", {
    ...name,
    "aria-describedby": problem,
    "aria-multiline": "true",
    class: "pd-input pd-rich-area editor-cybozu",
    contenteditable: "true",
    role: "textbox",
    tabindex: 0,
  });
  const tools = make("div", { class: "pd-tools", role: "toolbar", "aria-label": context.say("rich_tools") });
  const buttons = TOOLS.map(([command, sign, text]) => {
    const tool = button(sign, () => {
      area.focus();
      // This function is deprecated, but it is the only one that every browser supports.
      document.execCommand(command);
    });
    tool.title = context.say(text);
    tool.setAttribute("aria-label", context.say(text));
    // The button must not take the selection away from the text.
    tool.addEventListener("mousedown", (event) => event.preventDefault());
    return tool;
  });
  tools.append(...buttons);
  let before = "";
  area.addEventListener("focus", () => {
    before = area.innerHTML;
  });
  area.addEventListener("blur", () => {
    if (area.innerHTML !== before) changed();
  });
  return {
    element: make("div", { class: "pd-rich-box" }, tools, area),
    read: () => (area.textContent?.trim() || area.querySelector("img, hr, table") ? area.innerHTML : ""),
    write: (value) => {
      area.innerHTML = textOf(value);
    },
    disable: (off) => {
      area.contentEditable = off ? "false" : "true";
      area.setAttribute("aria-disabled", String(off));
      for (const tool of buttons) tool.disabled = off;
    },
    focus: () => area.focus(),
  };
}
