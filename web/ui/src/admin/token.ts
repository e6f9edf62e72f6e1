// Creating an API token. Only the answer to this request contains the token, so the page shows it until the
// user has copied it.

import type { Token } from "../../../api/generated/rest.ts";
import { make } from "../../../lib/dom.ts";
import { Refusal } from "../../../lib/server.ts";
import { refuse } from "../notes.ts";
import { server } from "../session.ts";

async function create(form: HTMLFormElement): Promise<void> {
  const place = document.getElementById("pd-token");
  const button = form.querySelector("button");
  if (button?.getAttribute("aria-busy") === "true") return;
  button?.setAttribute("aria-busy", "true");
  try {
    const asked = Object.fromEntries(new FormData(form));
    const { token } = (await server.send("POST", form.dataset.pdToken ?? "", asked)) as Token;
    place?.replaceChildren(shown(token ?? "", form.dataset));
    place?.querySelector("input")?.select();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    refuse(place, error);
  }
  button?.removeAttribute("aria-busy");
  place?.scrollIntoView({ block: "nearest" });
}

function shown(token: string, texts: DOMStringMap): HTMLElement {
  const { pdOnce: once = "" } = texts;
  const value = make("input", { class: "pd-input pd-input-mono", value: token, readonly: true, "aria-label": once });
  const copy = make("button", { class: "pd-button" }, texts.pdCopy ?? "");
  copy.addEventListener("click", async () => {
    value.select();
    await navigator.clipboard.writeText(token);
    copy.textContent = texts.pdCopied ?? "";
  });
  const kept = make("button", { class: "pd-button pd-button-main" }, texts.pdKept ?? "");
  kept.addEventListener("click", () => location.reload());
  const actions = make("div", { class: "pd-actions pd-bar-actions" });
  // The clipboard is available only in a secure context. Elsewhere the user copies the selected text.
  if (navigator.clipboard) actions.append(copy);
  actions.append(kept);
  return make("div", { class: "pd-note pd-note-good" }, make("p", {}, once), value, actions);
}

/** Handles the page's form for a new token. */
export function tokens(): void {
  const form = document.querySelector<HTMLFormElement>("form[data-pd-token]");
  form?.addEventListener("submit", (event) => {
    event.preventDefault();
    void create(form);
  });
}
