// The views editor: the views in their order, the selected one's settings, and one request for all.

import { render } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Refusal } from "../../../../lib/server.ts";
import { server } from "../../session.ts";
import { begin, current, next, redo, undo } from "../history.ts";
import { useKeyboardPlace } from "../keyboard.ts";
import { moved, OrderTools } from "../order.tsx";
import { named, text } from "../texts.ts";
import { Toolbar } from "../toolbar.tsx";
import { setUnsaved } from "../unsaved.ts";
import { fresh, read, type Start, type View, write } from "./model.ts";
import { DAYS, ViewSettings } from "./settings.tsx";

/** Puts the editor into its place. */
export function viewEditor(place: Element, start: Start): void {
  render(<Editor start={start} />, place);
}

/** What is wrong with views, by their keys and then by setting. */
type Faults = ReadonlyMap<number, ReadonlyMap<string, string[]>>;

const TYPES = ["LIST", "CALENDAR", "CUSTOM"] as const;

function Editor({ start }: { start: Start }) {
  const [history, setHistory] = useState(() => begin(read(start.views)));
  const views = current(history);
  const [selected, setSelected] = useState<number | null>(views[0]?.key ?? null);
  const [faults, setFaults] = useState<Faults>(new Map());
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [said, setSaid] = useState("");
  const [busy, setBusy] = useState(false);
  const giveKeyboardTo = useKeyboardPlace();
  const unsaved = history.at > 0;
  useEffect(() => setUnsaved(unsaved), [unsaved]);

  const set = (list: View[], step = "") => setHistory(next(history, list, step));

  function add(type: View["type"]): void {
    const taken = new Set(views.map((view) => view.name));
    const first = named(`view.type.${type}`);
    let name = first;
    for (let number = 2; taken.has(name); number += 1) name = `${first} ${number}`;
    const view = fresh(type, name);
    if (type === "CALENDAR") {
      view.date = start.fields.find((field) => DAYS.has(field.type))?.code ?? "";
      view.title = start.fields.find((field) => field.type === "SINGLE_LINE_TEXT")?.code ?? start.fields[0]?.code ?? "";
    }
    set([...views, view]);
    setSelected(view.key);
    setSaid(text("said_added"));
    giveKeyboardTo("#pd-view-name");
  }

  function move(view: View, index: number, by: number): void {
    set(moved(views, index, by));
    setSaid(text(by < 0 ? "said_up" : "said_down", { name: view.name }));
  }

  function remove(view: View): void {
    const index = views.indexOf(view);
    const left = views.filter((it) => it !== view);
    set(left);
    const beside = left[index] ?? left[index - 1];
    setSelected(beside?.key ?? null);
    giveKeyboardTo(beside ? `[data-key="${beside.key}"]` : "[data-pd-save]");
    setSaid(text("said_removed", { name: view.name }));
  }

  async function save(): Promise<void> {
    if (busy) return;
    setBusy(true);
    const { sent, of } = write(views);
    const { app, revision } = start;
    try {
      await server.call("PUT", "/k/v1/preview/app/views.json", { app, revision, views: sent });
      setUnsaved(false);
      location.assign(`/k/admin/app/${app}/view?message=APP_SAVED`);
    } catch (error) {
      setBusy(false);
      if (!(error instanceof Refusal)) throw error;
      refused(error, of);
    }
  }

  function refused(error: Refusal, of: Map<string, View>): void {
    const told = new Map<number, Map<string, string[]>>();
    const rest: string[] = [];
    for (const [place, messages] of Object.entries(error.places)) {
      const found = [...of].find(([name]) => place === `views[${name}]` || place.startsWith(`views[${name}].`));
      const view = found?.[1];
      rest.push(...messages.map((message) => (view ? `${view.name}: ${message}` : message)));
      if (!found || !view) continue;
      const setting = place.slice(`views[${found[0]}].`.length).replace(/\[.*/, "");
      const settings = told.get(view.key) ?? new Map<string, string[]>();
      settings.set(setting, [...(settings.get(setting) ?? []), ...messages]);
      told.set(view.key, settings);
    }
    setFaults(told);
    setRefusal(new Refusal(error.message, { "": rest }));
    const [first] = told.keys();
    if (first === undefined) return;
    setSelected(first);
    giveKeyboardTo("[aria-invalid]");
  }

  const shown = views.find((view) => view.key === selected);
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
      <div class="pd-ed-two">
        <section class="pd-card pd-ed-side" aria-labelledby="pd-views">
          <div class="pd-card-head">
            <h2 class="pd-card-title" id="pd-views">
              {text("part_views")}
            </h2>
          </div>
          <div class="pd-card-body">
            <p class="pd-hint pd-ed-destination">{text("views_first")}</p>
            <ol class="pd-ed-options">
              {views.map((view, index) => (
                <li class="pd-ed-option" key={view.key}>
                  <button
                    type="button"
                    class={`pd-ed-pick${faults.has(view.key) ? " pd-ed-bad" : ""}`}
                    data-key={view.key}
                    aria-pressed={view.key === selected}
                    onClick={() => setSelected(view.key)}
                  >
                    <span class="pd-ed-pick-name pd-break">{view.name}</span>
                    <span class="pd-ed-pick-type">{named(`view.type.${view.type}`)}</span>
                  </button>
                  <OrderTools
                    name={view.name}
                    index={index}
                    count={views.length}
                    move={(by) => move(view, index, by)}
                    remove={() => remove(view)}
                  />
                </li>
              ))}
            </ol>
            {views.length === 0 && <p class="pd-muted">{text("views_empty")}</p>}
            <div class="pd-actions">
              {TYPES.filter((type) => type !== "CUSTOM" || start.custom).map((type) => (
                <button key={type} type="button" class="pd-button pd-button-small" onClick={() => add(type)}>
                  {text("add", { name: named(`view.type.${type}`) })}
                </button>
              ))}
            </div>
          </div>
        </section>
        {shown ? (
          <ViewSettings
            key={shown.key}
            view={shown}
            start={start}
            wrong={(name) => faults.get(shown.key)?.get(name) ?? []}
            change={(part, step) => {
              const list = views.map((view) => (view.key === shown.key ? { ...view, ...part } : view));
              set(list, `${shown.key}.${step}`);
            }}
          />
        ) : (
          <p class="pd-card pd-card-body pd-muted">{text("views_none_selected")}</p>
        )}
      </div>
    </>
  );
}
