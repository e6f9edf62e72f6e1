// The app's own JavaScript and CSS: four lists of files and addresses, saved in one request.

import { render } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Refusal } from "../../../../lib/server.ts";
import { server } from "../../session.ts";
import { begin, current, next, redo, undo } from "../history.ts";
import { moved, OrderTools } from "../order.tsx";
import { named, text } from "../texts.ts";
import { Toolbar } from "../toolbar.tsx";
import { setUnsaved } from "../unsaved.ts";

type Source = { url: string } | { fileKey: string; name: string; size: string };

type Lists = Record<string, Source[]>;

/** What the page brings. */
export interface Start {
  app: string | number;
  revision: string | number;
  scope: string;
  lists: Lists;
  /** Entries of a list. */
  most: number;
  /** Bytes of a file. */
  largest: number;
}

/** Puts the editor into its place. */
export function scriptsEditor(place: Element, start: Start): void {
  render(<Editor start={start} />, place);
}

const LISTS = ["desktop.js", "desktop.css", "mobile.js", "mobile.css"] as const;
const SCOPES = ["ALL", "ADMIN", "NONE"] as const;

function Editor({ start }: { start: Start }) {
  const [history, setHistory] = useState(() => begin({ scope: start.scope, lists: start.lists }));
  const state = current(history);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [said, setSaid] = useState("");
  const [busy, setBusy] = useState(false);
  const unsaved = history.at > 0;
  useEffect(() => setUnsaved(unsaved), [unsaved]);

  // Of what is there then: an upload ends long after the click that began it.
  const set = (change: (lists: Lists) => Lists) =>
    setHistory((now) => next(now, { ...current(now), lists: change(current(now).lists) }));

  async function save(): Promise<void> {
    if (busy) return;
    setBusy(true);
    const { app, revision } = start;
    const entries = (name: string) =>
      (state.lists[name] ?? []).map((source) =>
        "url" in source ? { type: "URL", url: source.url } : { type: "FILE", file: { fileKey: source.fileKey } },
      );
    const device = (name: string) => ({ js: entries(`${name}.js`), css: entries(`${name}.css`) });
    const body = { app, revision, scope: state.scope, desktop: device("desktop"), mobile: device("mobile") };
    try {
      await server.call("PUT", "/k/v1/preview/app/customize.json", body);
      setUnsaved(false);
      location.assign(`/k/admin/app/${app}/customize?message=APP_SAVED`);
    } catch (error) {
      setBusy(false);
      if (!(error instanceof Refusal)) throw error;
      setRefusal(error);
    }
  }

  return (
    <>
      <Toolbar
        unsaved={unsaved}
        busy={busy}
        said={said}
        refusal={refusal}
        canUndo={history.at > 0}
        canRedo={history.at < history.states.length - 1}
        undo={() => setHistory(undo(history))}
        redo={() => setHistory(redo(history))}
        save={() => void save()}
      />
      <div class="pd-card pd-card-body">
        <label class="pd-label" for="pd-scope">
          {text("scripts_scope")}
        </label>
        <select
          class="pd-input"
          id="pd-scope"
          value={state.scope}
          onChange={(event) => setHistory(next(history, { ...state, scope: event.currentTarget.value }))}
        >
          {SCOPES.map((scope) => (
            <option key={scope} value={scope}>
              {named(`scope.${scope}`)}
            </option>
          ))}
        </select>
      </div>
      {LISTS.map((name) => (
        <List
          key={name}
          name={name}
          start={start}
          sources={state.lists[name] ?? []}
          set={(change) => set((lists) => ({ ...lists, [name]: change(lists[name] ?? []) }))}
          say={setSaid}
        />
      ))}
    </>
  );
}

interface ListState {
  name: string;
  start: Start;
  sources: Source[];
  set: (change: (sources: Source[]) => Source[]) => void;
  say: (said: string) => void;
}

function List({ name, start, sources, set, say }: ListState) {
  const [url, setUrl] = useState("");
  const [wrong, setWrong] = useState<string[]>([]);
  const [coming, setComing] = useState<{ name: string; part: number } | null>(null);
  const id = `pd-${name.replace(".", "-")}`;
  const css = name.endsWith(".css");

  async function uploadAll(files: File[]): Promise<void> {
    const faults: string[] = [];
    for (const [index, file] of files.entries()) {
      if (sources.length + index >= start.most) {
        faults.push(text("scripts_full", { count: start.most }));
        break;
      }
      if (file.size > start.largest) {
        faults.push(text("scripts_large", { name: file.name, size: start.largest >> 20 }));
        continue;
      }
      setComing({ name: file.name, part: 0 });
      try {
        const fileKey = await server.upload(file, (part) => setComing({ name: file.name, part }));
        set((now) => [...now, { fileKey, name: file.name, size: `${Math.ceil(file.size / 1024)} KB` }]);
        say(text("said_added"));
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        faults.push(error.message, ...error.reasons);
      }
    }
    setComing(null);
    setWrong(faults);
  }

  function addUrl(): void {
    const faults: string[] = [];
    if (!url.startsWith("https://")) faults.push(text("scripts_wrong_url"));
    if (sources.length >= start.most) faults.push(text("scripts_full", { count: start.most }));
    setWrong(faults);
    if (faults.length > 0) return;
    set((now) => [...now, { url }]);
    setUrl("");
    say(text("said_added"));
  }

  const nameOf = (source: Source) => ("url" in source ? source.url : source.name);
  return (
    <section class="pd-card" aria-labelledby={id}>
      <div class="pd-card-head">
        <h2 class="pd-card-title" id={id}>
          {named(`list.${name}`)}
        </h2>
      </div>
      <div class="pd-card-body">
        {sources.length === 0 && <p class="pd-muted">{text("scripts_empty")}</p>}
        <ol class="pd-ed-options">
          {sources.map((source, index) => (
            <li class="pd-ed-option" key={"url" in source ? source.url : source.fileKey}>
              <span class="pd-ed-column pd-break">
                {nameOf(source)} {"size" in source && <span class="pd-muted pd-small">{source.size}</span>}
              </span>
              <OrderTools
                name={nameOf(source)}
                index={index}
                count={sources.length}
                move={(by) => set((now) => moved(now, index, by))}
                remove={() => set((now) => now.filter((it) => it !== source))}
              />
            </li>
          ))}
        </ol>
        {coming && (
          <p>
            <progress value={coming.part} aria-label={text("scripts_uploading", { name: coming.name })} />{" "}
            {text("scripts_uploading", { name: coming.name })}
          </p>
        )}
        {wrong.length > 0 && (
          <p class="pd-ed-wrong" role="alert">
            {wrong.join(" ")}
          </p>
        )}
        <div class="pd-ed-adding">
          <label class="pd-button pd-ed-file">
            {text("scripts_upload")}
            <input
              class="pd-hidden-text"
              type="file"
              multiple
              accept={css ? ".css,text/css" : ".js,.mjs,text/javascript"}
              onChange={(event) => {
                const files = [...(event.currentTarget.files ?? [])];
                event.currentTarget.value = "";
                void uploadAll(files);
              }}
            />
            <span class="pd-hidden-text">{named(`list.${name}`)}</span>
          </label>
          <input
            class="pd-input"
            type="url"
            aria-label={`${named(`list.${name}`)}: ${text("scripts_url")}`}
            placeholder={text("scripts_url")}
            value={url}
            onInput={(event) => setUrl(event.currentTarget.value)}
          />
          <button type="button" class="pd-button" onClick={addUrl}>
            {text("scripts_add_url")}
          </button>
        </div>
      </div>
    </section>
  );
}
