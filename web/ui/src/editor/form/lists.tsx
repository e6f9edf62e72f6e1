// Settings that are lists or structures: options, selectable people, related records.

import type { FieldEntity, FieldReference } from "../../../../api/generated/rest.ts";
import { ENTITIES, fieldType } from "../../../../lib/schema.ts";
import { moved, OrderTools, Tool } from "../order.tsx";
import { named, text } from "../texts.ts";
import { type Edited, Labelled, tied, Wrong } from "./setting.tsx";

/**
 * Edits the options of a choice in their order. Renaming an option also renames it in the default value: see
 * `panel.tsx`.
 */
export function Options({ value, change, wrong }: Edited) {
  const options = value as string[];
  const set = (index: number, label: string) => change(options.map((it, at) => (at === index ? label : it)));
  const add = () => {
    let number = options.length + 1;
    while (options.includes(text("option_new", { number }))) number += 1;
    change([...options, text("option_new", { number })]);
  };
  const id = "pd-set-options";
  return (
    <fieldset class="pd-set-list" {...tied(id, wrong)}>
      <legend class="pd-label">{named("setting.options")}</legend>
      <ol class="pd-ed-options">
        {options.map((option, index) => (
          // The key is the index, because the label changes while the user types.
          <li class="pd-ed-option" key={index}>
            <input
              class="pd-input"
              aria-label={text("option_label", { number: index + 1 })}
              value={option}
              onInput={(event) => set(index, event.currentTarget.value)}
            />
            <OrderTools
              name={option}
              index={index}
              count={options.length}
              move={(by) => change(moved(options, index, by))}
              remove={() => change(options.filter((_, at) => at !== index))}
            />
          </li>
        ))}
      </ol>
      <Wrong id={id} wrong={wrong} />
      <button type="button" class="pd-button pd-button-small" onClick={add}>
        {text("option_add")}
      </button>
    </fieldset>
  );
}

/** Edits a list of users, groups and departments by their codes. */
export function Entities({ field, setting, value, change, wrong }: Edited) {
  const entities = value as FieldEntity[];
  const { whom } = fieldType(field.type);
  const { entities: kinds, own } = whom ? ENTITIES[whom] : { entities: [] };
  const set = (index: number, part: Partial<FieldEntity>) =>
    change(entities.map((it, at) => (at === index ? { ...it, ...part } : it)));
  const id = `pd-set-${setting.name}`;
  return (
    <fieldset class="pd-set-list" {...tied(id, wrong)}>
      <legend class="pd-label">{named(`setting.${setting.name}`)}</legend>
      <ol class="pd-ed-options">
        {entities.map((entity, index) => (
          <li class="pd-ed-option" key={index}>
            <select
              class="pd-input"
              aria-label={text("entity_kind", { number: index + 1 })}
              value={entity.type}
              onChange={(event) => set(index, { type: event.currentTarget.value })}
            >
              {kinds.map((kind) => (
                <option key={kind} value={kind}>
                  {named(`entity.${kind}`)}
                </option>
              ))}
            </select>
            <input
              class="pd-input"
              aria-label={text("entity_code", { number: index + 1 })}
              placeholder={entity.type === "FUNCTION" ? own : text("entity_code_hint")}
              value={entity.code}
              onInput={(event) => set(index, { code: event.currentTarget.value })}
            />
            <Tool
              sign="×"
              label={text("option_remove", { name: entity.code })}
              go={() => change(entities.filter((_, at) => at !== index))}
            />
          </li>
        ))}
      </ol>
      <Wrong id={id} wrong={wrong} />
      <button
        type="button"
        class="pd-button pd-button-small"
        onClick={() => change([...entities, { type: kinds[0] ?? "USER", code: "" }])}
      >
        {text("entity_add")}
      </button>
    </fieldset>
  );
}

/** The setting while it is edited. Every part may be missing. */
type Reference = {
  [Part in keyof FieldReference]: FieldReference[Part] extends unknown[] | string | undefined
    ? FieldReference[Part]
    : Partial<FieldReference[Part]>;
};

/** Edits the setting of related records, in Kintone's shape: the app, the condition and the fields. */
export function Related({ value, change, wrong, codes }: Edited) {
  const reference = value as Reference;
  const set = (part: Reference) => change({ ...reference, ...part });
  const inputs: [name: string, value: string, change: (text: string) => void][] = [
    ["app", reference.relatedApp?.app ?? "", (app) => set({ relatedApp: { ...reference.relatedApp, app } })],
    [
      "relatedField",
      reference.condition?.relatedField ?? "",
      (relatedField) => set({ condition: { ...reference.condition, relatedField } }),
    ],
    [
      "displayFields",
      (reference.displayFields ?? []).join(", "),
      (list) => set({ displayFields: list.split(",").map((code) => code.trim()) }),
    ],
    ["filterCond", reference.filterCond ?? "", (filterCond) => set({ filterCond })],
    ["sort", reference.sort ?? "", (sort) => set({ sort })],
  ];
  const id = "pd-set-referenceTable";
  return (
    <fieldset class="pd-set-list" {...tied(id, wrong)}>
      <legend class="pd-label">{named("setting.referenceTable")}</legend>
      <Labelled id="pd-ref-field" label={text("related.field")}>
        <select
          class="pd-input"
          id="pd-ref-field"
          value={reference.condition?.field ?? ""}
          onChange={(event) => set({ condition: { ...reference.condition, field: event.currentTarget.value } })}
        >
          <option value="">{text("nothing_chosen")}</option>
          {codes.map((code) => (
            <option key={code} value={code}>
              {code}
            </option>
          ))}
        </select>
      </Labelled>
      {inputs.map(([name, value, typed]) => (
        <Labelled key={name} id={`pd-ref-${name}`} label={named(`related.${name}`)}>
          <input
            class="pd-input"
            id={`pd-ref-${name}`}
            value={value}
            onInput={(event) => typed(event.currentTarget.value)}
          />
        </Labelled>
      ))}
      <Wrong id={id} wrong={wrong} />
    </fieldset>
  );
}
