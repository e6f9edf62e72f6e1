// The input for one setting of a field, chosen by the setting's shape in the server's schema.

import type { ComponentChildren, TargetedEvent } from "preact";
import type { SettingOfField } from "../../../../api/generated/boot.ts";
import { fieldType } from "../../../../lib/schema.ts";
import { named, text } from "../texts.ts";
import { Entities, Options, Related } from "./lists.tsx";
import type { Field } from "./model.ts";

/** The properties of a setting's input. */
export interface Edited {
  field: Field;
  setting: SettingOfField;
  value: unknown;
  /** The errors of the setting from the last attempt to save. */
  wrong: string[];
  /** The codes of the form's fields. */
  codes: string[];
  change: (value: unknown) => void;
}

type Typed = TargetedEvent<HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement>;

/** Renders a label, the input under it, and its errors. */
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

/** Renders the errors. Screen readers read them with the input that refers to them. */
export function Wrong({ id, wrong }: { id: string; wrong: string[] }) {
  if (wrong.length === 0) return null;
  return (
    <p class="pd-ed-wrong" id={`${id}-wrong`}>
      {wrong.join(" ")}
    </p>
  );
}

/** Returns the attributes that connect an input with its errors. */
export function tied(id: string, wrong: string[]) {
  return wrong.length > 0 ? ({ id, "aria-invalid": true, "aria-describedby": `${id}-wrong` } as const) : { id };
}

/** Renders the input for any setting. */
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

/** Returns attributes that help with input: a calendar for dates, and a numeric keyboard on phones. */
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
