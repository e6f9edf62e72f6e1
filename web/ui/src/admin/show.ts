// Notes, and the question before what cannot be undone. Texts go in as text, never as HTML (T75).

import { type Refusal, words } from "./rest.ts";

/** An element of ours with text or children in it. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  className: string,
  ...children: (string | Node)[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.append(...children);
  return made;
}

/** A list of lines. */
export function lines(texts: string[]): HTMLElement {
  return element("ul", "pd-list pd-break", ...texts.map((text) => element("li", "", text)));
}

/** Puts a refusal where it is read out. */
export function refuse(place: Element | null, refusal: Refusal): void {
  const note = element("div", "pd-note pd-note-danger", element("p", "", refusal.message));
  note.setAttribute("role", "alert");
  if (refusal.reasons.length > 0) note.append(lines(refusal.reasons));
  place?.replaceChildren(note);
}

/** Asks; true when the reader goes on. Escape and the second button mean no. */
export function ask(text: string, yes: string, danger: boolean): Promise<boolean> {
  return new Promise((resolve) => {
    const go = element("button", `pd-button ${danger ? "pd-button-danger" : "pd-button-main"}`, yes);
    const no = element("button", "pd-button pd-button-quiet", words.cancel);
    const body = element("p", "pd-dialog-text", text);
    body.id = "pd-ask";
    const dialog = element(
      "dialog",
      "pd-dialog pd-dialog-small",
      element("div", "pd-card-body", body),
      element("div", "pd-dialog-foot", go, no),
    );
    dialog.setAttribute("aria-labelledby", "pd-ask");
    go.addEventListener("click", () => dialog.close("yes"));
    no.addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    });
    document.body.append(dialog);
    dialog.showModal();
    no.focus();
  });
}
