// One setting of a field as people change it, by its shape in the server's schema.

import type { ComponentChildren, TargetedEvent } from "preact";
import type { SettingOfField } from "../../../../api/generated/boot.ts";
import { fieldType } from "../../../../lib/schema.ts";
import { named, text } from "../texts.ts";
import { Entities, Options, Related } from "./lists.tsx";
import type { Field } from "./model.ts";

/** What a setting's input needs. */
export interface Edited {
  field: Field;
  setting: SettingOfField;
  value: unknown;
  /** What is wrong with it, from the last attempt to save. */
  wrong: string[];
  /** Codes of the form's fields. */
  codes: string[];
  change: (value: unknown) => void;
}

type Typed = TargetedEvent<HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement>;

/** A label, the input under it, and what is wrong with it. */
export function Labelled(props: { id: string; label: string; wrong?: string[]; children: ComponentChildren }) {
  const { id, label, wrong = [] } = props;
  return (
    <div class="pd-field">
      <label class="pd-label" for={id}>
        {label}
      </label>
      {props.children}
      <Wrong id={id} wrong={wrong} />
    </div>
  );
}

/** What is wrong, read out with the input that names it. */
export function Wrong({ id, wrong }: { id: string; wrong: string[] }) {
  if (wrong.length === 0) return null;
  return (
    <p class="pd-ed-wrong" id={`${id}-wrong`}>
      {wrong.join(" ")}
    </p>
  );
}

/** The attributes that tie an input to what is wrong with it. */
export function tied(id: string, wrong: string[]) {
  return wrong.length > 0 ? ({ id, "aria-invalid": true, "aria-describedby": `${id}-wrong` } as const) : { id };
}

/** An input for any setting. */
export function SettingInput(edited: Edited) {
  const { field, setting, value, wrong, change } = edited;
  const id = `pd-set-${setting.name}`;
  const label = named(`setting.${setting.name}`);
  const typed = (event: Typed) => change(event.currentTarget.value);
  if (setting.shape === "flag") {
    return (
      <div class="pd-field">
        <label class="pd-set-choice">
          <input
            type="checkbox"
            {...tied(id, wrong)}
            checked={value === true}
            onChange={(event) => change(event.currentTarget.checked)}
          />{" "}
          {label}
        </label>
        <Wrong id={id} wrong={wrong} />
      </div>
    );
  }
  if (setting.shape === "options") return <Options {...edited} />;
  if (setting.shape === "entities") return <Entities {...edited} />;
  if (setting.shape === "object") return <Related {...edited} />;
  const options = field.settings.options as string[] | undefined;
  if (setting.shape === "texts") return <Several {...edited} label={label} options={options ?? []} />;
  if (setting.shape === "oneOf") {
    const choices = (setting.choices ?? []).map((choice) => [choice, named(`choice.${setting.name}.${choice}`)]);
    return (
      <Labelled id={id} label={label} wrong={wrong}>
        <select class="pd-input" {...tied(id, wrong)} value={String(value)} onChange={typed}>
          {choices.map(([choice, name]) => (
            <option key={choice} value={choice}>
              {name}
            </option>
          ))}
        </select>
      </Labelled>
    );
  }
  if (setting.name === "defaultValue" && options) {
    return (
      <Labelled id={id} label={label} wrong={wrong}>
        <select class="pd-input" {...tied(id, wrong)} value={String(value)} onChange={typed}>
          {!fieldType(field.type).choosesFirst && <option value="">{text("nothing_chosen")}</option>}
          {options.map((option) => (
            <option key={option} value={option}>
              {option}
            </option>
          ))}
        </select>
      </Labelled>
    );
  }
  const long = setting.name === "defaultValue" && fieldType(field.type).lines;
  return (
    <Labelled id={id} label={label} wrong={wrong}>
      {long ? (
        <textarea class="pd-input" {...tied(id, wrong)} value={String(value)} onInput={typed} />
      ) : (
        <input class="pd-input" {...kind(edited)} {...tied(id, wrong)} value={String(value)} onInput={typed} />
      )}
    </Labelled>
  );
}

/** How the browser helps with a value: a calendar for days, digits on phones. */
function kind({ field, setting }: Edited): object {
  if (setting.shape === "count") return { inputMode: "numeric" };
  if (setting.shape === "number") return { inputMode: "decimal" };
  if (setting.name !== "defaultValue") return {};
  if (field.type === "DATE") return { type: "date" };
  if (field.type === "TIME") return { type: "time" };
  if (field.type === "DATETIME") return { placeholder: "2026-11-25T09:30:00Z" };
  return {};
}

function Several({ value, change, label, options, wrong, setting }: Edited & { label: string; options: string[] }) {
  const chosen = value as string[];
  const id = `pd-set-${setting.name}`;
  return (
    <fieldset class="pd-set-list" {...tied(id, wrong)}>
      <legend class="pd-label">{label}</legend>
      {options.map((option) => (
        <label class="pd-set-choice" key={option}>
          <input
            type="checkbox"
            checked={chosen.includes(option)}
            onChange={(event) => {
              const on = event.currentTarget.checked;
              change(options.filter((it) => (it === option ? on : chosen.includes(it))));
            }}
          />{" "}
          {option}
        </label>
      ))}
      <Wrong id={id} wrong={wrong} />
    </fieldset>
  );
}
