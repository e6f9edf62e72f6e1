// The views editor: the ordered views, the settings of the selected one, and one request for all.

import { render } from "preact";
import { useState } from "preact/hooks";
import type { ViewStart } from "../../../../api/generated/boot.ts";
import { Refusal } from "../../../../lib/server.ts";
import { server } from "../../session.ts";
import { type Editing, useEditor } from "../editing.ts";
import { moved, OrderTools } from "../order.tsx";
import { named, text } from "../texts.ts";
import { Toolbar } from "../toolbar.tsx";
import { fresh, read, type View, write } from "./model.ts";
import { isDay, ViewSettings } from "./settings.tsx";

/** Renders the editor. */
export function viewEditor(place: Element, start: ViewStart): void {
  render(<Editor start={start} />, place);
}

/** Error messages by the key of the view and then by setting. */
type Faults = ReadonlyMap<number, ReadonlyMap<string, string[]>>;

const TYPES = ["LIST", "CALENDAR", "CUSTOM"] as const;

function Editor({ start }: { start: ViewStart }) {
  const [faults, setFaults] = useState<Faults>(new Map());
  const { app, revision } = start;
  const editing = useEditor(() => read(start.views), {
    async send(views) {
      await server.call("PUT", "/k/v1/preview/app/views.json", { app, revision, views: write(views).sent });
    },
    next: `/k/admin/app/${app}/view?message=APP_SAVED`,
    refused(refusal, views) {
      const told = byView(refusal, views);
      setFaults(told.faults);
      const [first] = told.faults.keys();
      if (first !== undefined) {
        select(first);
        editing.giveKeyboardTo("[aria-invalid]");
      }
      return told.rest;
    },
  });
  const views = editing.state;
  const [selected, select] = useState<number | null>(views[0]?.key ?? null);
  const shown = views.find((view) => view.key === selected);
  return (
    <>
      <Toolbar {...editing.toolbar} />
      <div class="pd-ed-two">
        <Views editing={editing} start={start} faults={faults} selected={selected} select={select} />
        {shown ? (
          <ViewSettings
            key={shown.key}
            view={shown}
            start={start}
            wrong={(name) => faults.get(shown.key)?.get(name) ?? []}
            change={(part, step) => {
              const changed = (view: View) => (view.key === shown.key ? { ...view, ...part } : view);
              editing.change((last) => last.map(changed), `${shown.key}.${step}`);
            }}
          />
        ) : (
          <p class="pd-card pd-card-body pd-muted">{text("views_none_selected")}</p>
        )}
      </div>
    </>
  );
}

interface ViewList {
  editing: Editing<View[]>;
  start: ViewStart;
  faults: Faults;
  selected: number | null;
  select: (key: number | null) => void;
}

/** Renders the views in their order, and the buttons that add a view. */
function Views(list: ViewList) {
  const { editing, start, select } = list;
  const views = editing.state;
  const add = (type: View["type"]) => {
    const view = made(type, views, start);
    editing.change((last) => [...last, view]);
    select(view.key);
    editing.say(text("said_added"));
    editing.giveKeyboardTo("#pd-view-name");
  };
  return (
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
            <Entry key={view.key} {...list} view={view} index={index} />
          ))}
        </ol>
        {views.length === 0 && <p class="pd-muted">{text("views_empty")}</p>}
        <div class="pd-actions">
          {TYPES.filter((type) => type !== "CUSTOM" || start.custom).map((type) => (
            <button key={type} type="button" class="pd-button pd-button-small" onClick={() => add(type)}>
              {named(`view.add.${type}`)}
            </button>
          ))}
        </div>
      </div>
    </section>
  );
}

function Entry({ editing, faults, selected, select, view, index }: ViewList & { view: View; index: number }) {
  const views = editing.state;
  const { key, name } = view;
  const move = (by: number) => {
    editing.change((last) => moved(last, index, by));
    editing.say(text(by < 0 ? "said_up" : "said_down", { name }));
  };
  const remove = () => {
    editing.change((last) => last.filter((it) => it.key !== key));
    const beside = views[index + 1] ?? views[index - 1];
    select(beside?.key ?? null);
    editing.giveKeyboardTo(beside ? `[data-key="${beside.key}"]` : "[data-pd-save]");
    editing.say(text("said_removed", { name }));
  };
  return (
    <li class="pd-ed-option">
      <button
        type="button"
        class={`pd-ed-pick${faults.has(key) ? " pd-ed-bad" : ""}`}
        data-key={key}
        aria-pressed={key === selected}
        onClick={() => select(key)}
      >
        <span class="pd-ed-pick-name pd-break">{name}</span>
        <span class="pd-ed-pick-type">{named(`view.type.${view.type}`)}</span>
      </button>
      <OrderTools name={name} index={index} count={views.length} move={move} remove={remove} />
    </li>
  );
}

/** Creates a view with an unused name. A calendar gets the first suitable fields. */
function made(type: View["type"], views: View[], { fields }: ViewStart): View {
  const taken = new Set(views.map((view) => view.name));
  const first = named(`view.type.${type}`);
  let name = first;
  for (let number = 2; taken.has(name); number += 1) name = `${first} ${number}`;
  const view = fresh(type, name);
  if (type === "CALENDAR") {
    view.date = fields.find(isDay)?.code ?? "";
    view.title = fields.find((field) => field.type === "SINGLE_LINE_TEXT")?.code ?? fields[0]?.code ?? "";
  }
  return view;
}

/** Sorts the reasons of a refusal by view and setting. `rest` has all reasons under the names of the views. */
function byView(refusal: Refusal, views: View[]): { faults: Faults; rest: Refusal } {
  const { of } = write(views);
  const faults = new Map<number, Map<string, string[]>>();
  const rest: string[] = [];
  for (const [place, messages] of Object.entries(refusal.places)) {
    const found = [...of].find(([name]) => place === `views[${name}]` || place.startsWith(`views[${name}].`));
    const view = found?.[1];
    rest.push(...messages.map((message) => (view ? `${view.name}: ${message}` : message)));
    if (!found || !view) continue;
    const setting = place.slice(`views[${found[0]}].`.length).replace(/\[.*/, "");
    const settings = faults.get(view.key) ?? new Map<string, string[]>();
    settings.set(setting, [...(settings.get(setting) ?? []), ...messages]);
    faults.set(view.key, settings);
  }
  return { faults, rest: new Refusal(refusal.message, { "": rest }) };
}
