// Forms that call the REST API. The server writes the method, the path and the fixed parameters as attributes, and
// the inputs add the other parameters.

import { Refusal } from "../../../lib/server.ts";
import { question } from "../dialogs.ts";
import { refuse } from "../notes.ts";
import { server, words } from "../session.ts";

/** Returns a form's JSON: `data-pd-body` and the value of each input. Names that end in `[]` become lists. */
function body(form: HTMLFormElement): Record<string, unknown> {
  const made = JSON.parse(form.dataset.pdBody ?? "{}") as Record<string, unknown>;
  for (const [name, value] of new FormData(form)) {
    if (typeof value !== "string") continue;
    if (name.endsWith("[]")) {
      const key = name.slice(0, -2);
      const list = (made[key] ?? []) as string[];
      made[key] = [...list, value];
    } else {
      made[name] = value;
    }
  }
  return made;
}

async function submit(form: HTMLFormElement): Promise<void> {
  const asks = form.dataset.pdAsk;
  const button = form.querySelector<HTMLButtonElement>("button[type=submit]");
  if (asks) {
    const yes = form.dataset.pdYes ?? button?.textContent ?? "";
    if (!(await question(asks, { yes, no: words.cancel, danger: "pdDanger" in form.dataset }))) return;
  }
  const place = document.getElementById(form.dataset.pdSays ?? "pd-says");
  // Unsaved changes of an editor on the page would be left out without notice.
  const unsaved = document.documentElement.dataset.pdUnsaved;
  if ("pdWhole" in form.dataset && unsaved) {
    refuse(place, new Refusal(unsaved));
    return;
  }
  // With aria-busy instead of disabled, the button keeps the focus.
  if (button?.getAttribute("aria-busy") === "true") return;
  button?.setAttribute("aria-busy", "true");
  try {
    const { pdMethod = "POST", pdForm = "" } = form.dataset;
    const answer = (await server.send(pdMethod, pdForm, body(form))) as Record<string, unknown>;
    // `{app}` in the address is replaced by the value in the answer.
    const next = form.dataset.pdNext?.replace(/\{(\w+)\}/g, (_, key: string) =>
      encodeURIComponent(String(answer[key])),
    );
    if (next) location.assign(next);
    else location.reload();
  } catch (error) {
    button?.removeAttribute("aria-busy");
    if (!(error instanceof Refusal)) throw error;
    refuse(place, error);
    place?.scrollIntoView({ block: "nearest" });
  }
}

/** Handles the submission of every such form on the page. */
export function forms(): void {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || !("pdForm" in form.dataset)) return;
    event.preventDefault();
    void submit(form);
  });
}
