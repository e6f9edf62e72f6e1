// The panel beside the form: the selected item, its possible moves, and its settings.

import type { CellSize, TypeOfField } from "../../../../api/generated/boot.ts";
import { fieldType } from "../../../../lib/schema.ts";
import { Tool } from "../order.tsx";
import { named, text } from "../texts.ts";
import { codeFor } from "./codes.ts";
import type { Faults } from "./faults.ts";
import { every, type Field, type Form, type Item } from "./model.ts";
import { Labelled, SettingInput, tied, Wrong } from "./setting.tsx";
import { find, type Way } from "./tree.ts";

export interface Panel {
  form: Form;
  types: ReadonlyMap<string, TypeOfField>;
  selected: number | null;
  faults: Faults;
  /** Changes the copy that it receives. Consecutive changes with the same `step` are undone together. */
  edit: (change: (form: Form) => undefined | boolean, step: string) => void;
  move: (way: Way) => void;
  remove: () => void;
  close: () => void;
}

const WAYS: [Way, string][] = [
  ["up", "↑"],
  ["down", "↓"],
  ["left", "←"],
  ["right", "→"],
];

/** Returns the selected item and its field. `item` is null for a table or group, and `field` for other items. */
export function held(form: Form, selected: number | null): { field: Field | null; item: Item | null } | null {
  const spot = selected === null ? null : find(form, selected);
  if (!spot) return null;
  if (spot.item) return { field: spot.item.kind === "FIELD" ? spot.item.field : null, item: spot.item };
  return spot.row.kind === "ROW" ? null : { field: spot.row.field, item: null };
}

/** Returns the name of the selected item for users. */
export function nameOf(form: Form, selected: number | null): string {
  const it = held(form, selected);
  if (!it) return "";
  if (it.field) return it.field.label || it.field.code;
  return named(`type.${it.item?.kind ?? ""}`);
}

export function PanelOf(panel: Panel) {
  const { form, selected } = panel;
  const it = held(form, selected);
  if (!it) {
    return (
      <aside class="pd-ed-panel pd-card" aria-label={text("panel")}>
        <p class="pd-card-body pd-muted">{text("panel_empty")}</p>
      </aside>
    );
  }
  const type = it.field?.type ?? it.item?.kind ?? "";
  return (
    <aside class="pd-ed-panel pd-card" aria-label={text("panel")}>
      <div class="pd-card-head">
        <h2 class="pd-card-title pd-break">{nameOf(form, selected)}</h2>
        <span class="pd-badge">{named(`type.${type}`)}</span>
      </div>
      <div class="pd-card-body" key={selected}>
        {/* biome-ignore lint/a11y/useSemanticElements: the group is part of a toolbar, not of a form */}
        <div class="pd-actions pd-ed-panel-tools" role="group" aria-label={text("move")}>
          {WAYS.map(([way, sign]) => (
            <Tool key={way} sign={sign} label={named(`move_${way}`)} go={() => panel.move(way)} />
          ))}
          <button type="button" class="pd-button pd-button-small pd-button-danger" onClick={panel.remove}>
            {text("remove")}
          </button>
          <button type="button" class="pd-button pd-button-small pd-button-quiet" onClick={panel.close}>
            {text("panel_close")}
          </button>
        </div>
        {it.field && <FieldSettings {...panel} field={it.field} />}
        {it.item && <ItemSettings {...panel} item={it.item} />}
      </div>
    </aside>
  );
}

function FieldSettings(props: Panel & { field: Field }) {
  const { form, field, types, faults, edit } = props;
  const wrong = (name: string) => faults.get(field.key)?.get(name) ?? [];
  const change = (step: string, set: (field: Field, form: Form) => void) =>
    edit((copy) => {
      const same = every(copy).find((it) => it.key === field.key);
      if (!same) return false;
      set(same, copy);
      return true;
    }, `${field.key}.${step}`);
  const label = (label: string) =>
    change("label", (it, form) => {
      it.label = label;
      if (it.follows) it.code = codeFor(label, codes(form, it.key));
    });
  const code = (code: string) =>
    change("code", (it) => {
      it.code = code;
      it.follows = false;
    });
  const all = [...codes(form, field.key)];
  return (
    <>
      <Wrong id="pd-set" wrong={wrong("")} />
      <Labelled id="pd-set-label" label={named("setting.label")} wrong={wrong("label")}>
        <input
          class="pd-input"
          {...tied("pd-set-label", wrong("label"))}
          value={field.label}
          maxLength={128}
          onInput={(event) => label(event.currentTarget.value)}
        />
      </Labelled>
      <Labelled id="pd-set-code" label={named("setting.code")} wrong={wrong("code")}>
        <input
          class="pd-input pd-input-mono"
          {...tied("pd-set-code", wrong("code"))}
          value={field.code}
          maxLength={128}
          onInput={(event) => code(event.currentTarget.value)}
        />
        {field.id !== null && <p class="pd-hint">{text("code_hint")}</p>}
      </Labelled>
      {field.type === "SUBTABLE" && <p class="pd-hint">{text("table_hint")}</p>}
      <Wrong id="pd-set-fields" wrong={wrong("fields")} />
      {types.get(field.type)?.settings.map((setting) => (
        <SettingInput
          key={setting.name}
          field={field}
          setting={setting}
          value={field.settings[setting.name]}
          wrong={wrong(setting.name)}
          codes={all}
          change={(value) =>
            change(setting.name, (it) => {
              if (setting.name === "options") renamed(it, value as string[]);
              it.settings[setting.name] = value;
            })
          }
        />
      ))}
    </>
  );
}

function codes(form: Form, but: number): Set<string> {
  return new Set(
    every(form)
      .filter((it) => it.key !== but)
      .map((it) => it.code),
  );
}

/** Updates the default value of a choice: renamed options are renamed in it, and removed options are removed. */
function renamed(field: Field, options: string[]): void {
  const old = field.settings.options as string[];
  const changed = old.length === options.length ? old.findIndex((it, at) => it !== options[at]) : -1;
  const typed = changed >= 0 && !options.includes(old[changed] ?? "");
  const to = (choice: string) => (typed && choice === old[changed] ? (options[changed] ?? "") : choice);
  const value = field.settings.defaultValue;
  if (Array.isArray(value)) {
    field.settings.defaultValue = value.map(to).filter((it) => options.includes(it));
  } else {
    const next = to(String(value));
    const fallback = fieldType(field.type).choosesFirst ? (options[0] ?? "") : "";
    field.settings.defaultValue = options.includes(next) ? next : fallback;
  }
}

function ItemSettings({ form, item, edit }: Panel & { item: Item }) {
  const set = (step: string, change: (item: Item) => void) =>
    edit((copy) => {
      const same = find(copy, item.key)?.item;
      if (same) change(same);
      return same !== null && same !== undefined;
    }, `${item.key}.${step}`);
  const size = (name: keyof CellSize) => (value: string) =>
    set(name, (it) => {
      if (value === "") delete it.size[name];
      else it.size[name] = value;
    });
  const sizes: (keyof CellSize)[] =
    item.kind === "FIELD" && fieldType(item.field.type).lines ? ["width", "innerHeight"] : ["width"];
  if (item.kind === "SPACER") sizes.push("height");
  const column = find(form, item.key)?.row.kind === "SUBTABLE";
  return (
    <>
      {item.kind === "LABEL" && (
        <Labelled id="pd-item-label" label={text("label_text")}>
          <textarea
            class="pd-input"
            id="pd-item-label"
            value={item.label}
            onInput={(event) => {
              const label = event.currentTarget.value;
              set("label", (it) => Object.assign(it, { label }));
            }}
          />
        </Labelled>
      )}
      {item.kind === "SPACER" && (
        <Labelled id="pd-item-element" label={text("element_id")}>
          <input
            class="pd-input pd-input-mono"
            id="pd-item-element"
            value={item.elementId}
            onInput={(event) => {
              const elementId = event.currentTarget.value;
              set("elementId", (it) => Object.assign(it, { elementId }));
            }}
          />
          <p class="pd-hint">{text("element_id_hint")}</p>
        </Labelled>
      )}
      {sizes.map((name) => (
        <Labelled
          key={name}
          id={`pd-item-${name}`}
          label={named(column && name === "width" ? "size.column" : `size.${name}`)}
        >
          <input
            class="pd-input"
            id={`pd-item-${name}`}
            type="number"
            min="20"
            max="2000"
            value={item.size[name] ?? ""}
            onInput={(event) => size(name)(event.currentTarget.value)}
          />
        </Labelled>
      ))}
    </>
  );
}
