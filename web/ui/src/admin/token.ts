// Making an API token: the answer has the only copy of it, so it stands on the page until its reader has it.

import { call, Refusal } from "./rest.ts";
import { element, refuse } from "./show.ts";

async function make(form: HTMLFormElement): Promise<void> {
  const place = document.getElementById("pd-token");
  const button = form.querySelector("button");
  if (button?.getAttribute("aria-busy") === "true") return;
  button?.setAttribute("aria-busy", "true");
  try {
    const path = form.dataset.pdToken ?? "";
    const made = (await call("POST", path, Object.fromEntries(new FormData(form)))) as { token: string };
    place?.replaceChildren(shown(made.token, form.dataset));
    place?.querySelector("input")?.select();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    refuse(place, error);
  }
  button?.removeAttribute("aria-busy");
  place?.scrollIntoView({ block: "nearest" });
}

function shown(token: string, texts: DOMStringMap): HTMLElement {
  const value = element("input", "pd-input pd-input-mono");
  value.value = token;
  value.readOnly = true;
  value.setAttribute("aria-label", texts.pdOnce ?? "");
  const copy = element("button", "pd-button", texts.pdCopy ?? "");
  copy.addEventListener("click", async () => {
    value.select();
    await navigator.clipboard.writeText(token);
    copy.textContent = texts.pdCopied ?? "";
  });
  const kept = element("button", "pd-button pd-button-main", texts.pdKept ?? "");
  kept.addEventListener("click", () => location.reload());
  const actions = element("div", "pd-actions pd-bar-actions");
  // Only a secure context has a clipboard; elsewhere the selected text is copied by hand.
  if (navigator.clipboard) actions.append(copy);
  actions.append(kept);
  return element("div", "pd-note pd-note-good", element("p", "", texts.pdOnce ?? ""), value, actions);
}

/** Takes over the page's form for a new token. */
export function tokens(): void {
  const form = document.querySelector<HTMLFormElement>("form[data-pd-token]");
  form?.addEventListener("submit", (event) => {
    event.preventDefault();
    void make(form);
  });
}
