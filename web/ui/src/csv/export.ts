// Exporting: the file is read as a stream, so that the page can show the progress.

import { Refusal } from "../../../lib/server.ts";
import { app, say } from "../data/page.ts";
import { download } from "../files.ts";
import { server } from "../session.ts";
import { refuse } from "./faults.ts";

export function exporting(): void {
  const found = document.querySelector<HTMLFormElement>('[data-pd-export="form"]');
  if (!found) return;
  const form = found;
  const part = <T extends HTMLElement>(name: string) => form.querySelector<T>(`[data-pd-export="${name}"]`) as T;
  const status = part("status");
  const wrong = part("wrong");
  const progress = part<HTMLProgressElement>("progress");
  const cancel = part<HTMLButtonElement>("cancel");
  const go = form.querySelector<HTMLButtonElement>("button[type=submit]") as HTMLButtonElement;
  let stop: AbortController | null = null;

  ordering(part("fields"));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!stop) void run();
  });
  cancel.addEventListener("click", () => stop?.abort());

  async function run(): Promise<void> {
    wrong.replaceChildren();
    const chosen = [...form.querySelectorAll<HTMLInputElement>("input[name=fields]:checked")];
    if (chosen.length === 0) {
      status.textContent = "";
      refuse(wrong, new Refusal(say("export.no_fields")));
      return;
    }
    const marks = chosen.some((input) => "pdTable" in input.dataset);
    stop = new AbortController();
    busy(true);
    try {
      const parts: Uint8Array<ArrayBuffer>[] = [];
      const response = await ask(form, chosen, stop.signal);
      const records = Number(response.headers.get("X-Plugdock-Records"));
      const count = counter(marks);
      let done = 0;
      for await (const piece of pieces(response)) {
        parts.push(piece);
        done = count(piece);
        progress.value = records > 0 ? done / records : 1;
        status.textContent = say("export.busy", { done, records });
      }
      download(new Blob(parts, { type: "text/csv" }), nameOf(response));
      status.textContent = say("export.done", { records: done });
    } catch (error) {
      status.textContent = "";
      if (stop.signal.aborted) status.textContent = say("export.cancelled");
      else if (error instanceof Refusal) refuse(wrong, error);
      else refuse(wrong, new Refusal(say("export.cut")));
    } finally {
      stop = null;
      busy(false);
    }
  }

  function busy(on: boolean): void {
    progress.hidden = !on;
    progress.value = 0;
    cancel.hidden = !on;
    if (on) go.setAttribute("aria-busy", "true");
    else go.removeAttribute("aria-busy");
  }
}

/** Lets buttons move a field up or down in the list. */
function ordering(fields: HTMLElement): void {
  fields.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-pd-move]") : null;
    const item = button?.closest("li");
    if (!button || !item) return;
    if (button.dataset.pdMove === "up") item.previousElementSibling?.before(item);
    else item.nextElementSibling?.after(item);
    // A moved element loses the focus.
    button.focus();
  });
}

function ask(form: HTMLFormElement, chosen: HTMLInputElement[], signal: AbortSignal): Promise<Response> {
  const { header, charset, separator, query, guard } = form.elements as never as Record<string, HTMLInputElement>;
  const asked = {
    app,
    fields: chosen.map((input) => input.value),
    header: header?.value,
    charset: charset?.value,
    separator: separator?.value,
    query: query?.value,
    guard: guard?.checked,
  };
  // Hundreds of fields do not fit into a URL.
  return server.stream("/k/api/export.csv", asked, { headers: { "X-HTTP-Method-Override": "GET" }, signal });
}

async function* pieces(response: Response): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const reader = response.body?.getReader();
  if (!reader) return;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    yield value as Uint8Array<ArrayBuffer>;
  }
}

const QUOTE = 0x22;
const LINE = 0x0a;

/**
 * Counts the records of a file byte by byte. Each line except the heading is a record. In files with record marks, a
 * line that starts with an empty cell continues a record. In both charsets, the bytes of quotes and line ends are never
 * part of another character.
 */
export function counter(marks: boolean): (piece: Uint8Array) => number {
  let lines = 0;
  let column = 0;
  let quoted = false;
  let empty = true;
  return (piece) => {
    for (const byte of piece) {
      column += 1;
      if (byte === QUOTE) quoted = !quoted;
      // The second byte of a line follows the opening quote. If it is a quote again, the cell is empty.
      if (column === 2) empty = byte === QUOTE;
      if (byte !== LINE || quoted) continue;
      if (!marks || !empty) lines += 1;
      column = 0;
    }
    return Math.max(0, lines - 1);
  };
}

function nameOf(response: Response): string {
  const name = /filename\*=UTF-8''(.+)$/.exec(response.headers.get("Content-Disposition") ?? "")?.[1];
  return name ? decodeURIComponent(name) : "export.csv";
}
