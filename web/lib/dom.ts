// Creates elements for our own use. Texts are inserted as text, never as HTML (T75).

/** Creates an element with attributes and children. Attributes that are false or undefined are omitted. */
export function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Record<string, string | number | boolean | undefined> = {},
  ...children: (string | Node)[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false) made.setAttribute(name, value === true ? "" : String(value));
  }
  made.append(...children);
  return made;
}

/** Creates a button that does not submit a form. */
export function button(text: string, press: () => void, attributes: Record<string, string> = {}): HTMLButtonElement {
  const made = make("button", { class: "pd-button pd-button-small", ...attributes, type: "button" }, text);
  made.addEventListener("click", press);
  return made;
}
