// The settings of one view. The server checks the filter while the user types.

import { useEffect, useState } from "preact/hooks";
import type { FieldOfView, ViewStart } from "../../../../api/generated/boot.ts";
import { fieldType } from "../../../../lib/schema.ts";
import { Refusal } from "../../../../lib/server.ts";
import { server } from "../../session.ts";
import { Labelled, tied, Wrong } from "../form/setting.tsx";
import { moved, OrderTools, Tool } from "../order.tsx";
import { named, text } from "../texts.ts";
import { type Step, sortOf, steps, type View } from "./model.ts";

export interface Edited {
  view: View;
  start: ViewStart;
  wrong: (setting: string) => string[];
  change: (part: Partial<View>, step: string) => void;
}

/** Returns whether the field holds a date. */
export const isDay = ({ type }: FieldOfView): boolean => type === "DATE" || fieldType(type).instant === true;

const hasCell = ({ type }: FieldOfView): boolean => !fieldType(type).noCell;

export function ViewSettings(edited: Edited) {
  const { view, start, wrong, change } = edited;
  const locked = view.type === "CUSTOM" && !start.custom;
  return (
    <section class="pd-card pd-ed-main" aria-label={text("panel")}>
      <div class="pd-card-head">
        <h2 class="pd-card-title pd-break">{view.name}</h2>
        <span class="pd-badge">{named(`view.type.${view.type}`)}</span>
      </div>
      <fieldset class="pd-card-body pd-ed-bare" disabled={locked}>
        {locked && <p class="pd-hint">{text("view.admin_only")}</p>}
        <Labelled id="pd-view-name" label={text("view.name")} wrong={wrong("name")}>
          <input
            class="pd-input"
            {...tied("pd-view-name", wrong("name"))}
            value={view.name}
            maxLength={64}
            onInput={(event) => change({ name: event.currentTarget.value }, "name")}
          />
        </Labelled>
        {view.type === "LIST" && <Columns {...edited} />}
        {view.type === "CALENDAR" && (
          <>
            <FieldChoice edited={edited} name="date" fields={start.fields.filter(isDay)} />
            <FieldChoice edited={edited} name="title" fields={start.fields.filter(hasCell)} />
          </>
        )}
        {view.type === "CUSTOM" && <Custom {...edited} />}
        <FilterOf {...edited} />
        <Order {...edited} />
      </fieldset>
    </section>
  );
}

function FieldChoice({ edited, name, fields }: { edited: Edited; name: "date" | "title"; fields: FieldOfView[] }) {
  const { view, wrong, change } = edited;
  const id = `pd-view-${name}`;
  return (
    <Labelled id={id} label={named(`view.${name}`)} wrong={wrong(name)}>
      <select
        class="pd-input"
        {...tied(id, wrong(name))}
        value={view[name]}
        onChange={(event) => change({ [name]: event.currentTarget.value }, name)}
      >
        <option value="">{text("nothing_chosen")}</option>
        {fields.map((field) => (
          <option key={field.code} value={field.code}>
            {`${field.label} (${field.code})`}
          </option>
        ))}
      </select>
    </Labelled>
  );
}

/**
 * Renders the columns in their order. A chosen column is not offered again, because a second one would show the same
 * values.
 */
function Columns({ view, start, wrong, change }: Edited) {
  const { fields } = view;
  const label = (code: string) => start.fields.find((it) => it.code === code)?.label ?? code;
  const set = (list: string[]) => change({ fields: list }, "fields");
  const left = start.fields.filter((it) => hasCell(it) && !fields.includes(it.code));
  return (
    <fieldset class="pd-set-list" {...tied("pd-view-fields", wrong("fields"))}>
      <legend class="pd-label">{text("view.fields")}</legend>
      <ol class="pd-ed-options">
        {fields.map((code, index) => (
          <li class="pd-ed-option" key={code}>
            <span class="pd-ed-column pd-break">
              {label(code)} <span class="pd-muted pd-mono">{code}</span>
            </span>
            <OrderTools
              name={label(code)}
              index={index}
              count={fields.length}
              move={(by) => set(moved(fields, index, by))}
              remove={() => set(fields.filter((it) => it !== code))}
            />
          </li>
        ))}
      </ol>
      {fields.length === 0 && <p class="pd-hint">{text("view.fields_empty")}</p>}
      <Wrong id="pd-view-fields" wrong={wrong("fields")} />
      <select
        class="pd-input"
        aria-label={text("view.fields_add")}
        value=""
        onChange={(event) => {
          const code = event.currentTarget.value;
          event.currentTarget.value = "";
          if (code) set([...fields, code]);
        }}
      >
        <option value="">{text("view.fields_add")}</option>
        {left.map((field) => (
          <option key={field.code} value={field.code}>
            {`${field.label} (${field.code})`}
          </option>
        ))}
      </select>
    </fieldset>
  );
}

function Custom({ view, change }: Edited) {
  return (
    <>
      <Labelled id="pd-view-html" label={text("view.html")}>
        <textarea
          class="pd-input pd-input-mono pd-ed-code"
          id="pd-view-html"
          spellcheck={false}
          value={view.html}
          onInput={(event) => change({ html: event.currentTarget.value }, "html")}
        />
        <p class="pd-hint">{text("view.html_hint")}</p>
      </Labelled>
      <div class="pd-field">
        <label class="pd-set-choice">
          <input
            type="checkbox"
            checked={view.pager}
            onChange={(event) => change({ pager: event.currentTarget.checked }, "pager")}
          />{" "}
          {text("view.pager")}
        </label>
      </div>
      <Labelled id="pd-view-device" label={text("view.device")}>
        <select
          class="pd-input"
          id="pd-view-device"
          value={view.device}
          onChange={(event) => change({ device: event.currentTarget.value as View["device"] }, "device")}
        >
          <option value="ANY">{text("view.device_any")}</option>
          <option value="DESKTOP">{text("view.device_desktop")}</option>
        </select>
      </Labelled>
    </>
  );
}

/** The time without input after which the server checks the filter, in milliseconds. */
const PAUSE = 400;

function FilterOf({ view, start, wrong, change }: Edited) {
  const [checked, setChecked] = useState<{ condition: string; wrong: string[] } | null>(null);
  const condition = view.filterCond;
  const { app } = start;
  useEffect(() => {
    if (condition.trim() === "") return;
    const timer = setTimeout(async () => {
      try {
        await server.call("POST", "/k/api/app/view/check.json", { app, filterCond: condition });
        setChecked({ condition, wrong: [] });
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        setChecked({ condition, wrong: Object.values(error.places).flat() });
      }
    }, PAUSE);
    return () => clearTimeout(timer);
  }, [app, condition]);
  // An answer about an earlier filter says nothing about the current one.
  const answer = checked?.condition === condition ? checked : null;
  const faults = answer ? answer.wrong : wrong("filterCond");
  return (
    <Labelled id="pd-view-filter" label={text("view.filter")} wrong={faults}>
      <textarea
        class="pd-input pd-input-mono"
        {...tied("pd-view-filter", faults)}
        spellcheck={false}
        value={condition}
        onInput={(event) => change({ filterCond: event.currentTarget.value }, "filterCond")}
      />
      <div class="pd-hint" aria-live="polite">
        {condition.trim() === "" ? text("view.filter_all") : answer?.wrong.length === 0 ? text("view.filter_good") : ""}
      </div>
      <details class="pd-details">
        <summary>{text("view.help")}</summary>
        <p class="pd-hint">{text("view.help_form")}</p>
        <ul class="pd-list pd-small pd-mono">
          <li>amount &gt;= 100 and state in ("open", "late")</li>
          <li>title like "dock" or note = ""</li>
          <li>due &lt;= TODAY() and owner in (LOGINUSER())</li>
        </ul>
        <p class="pd-hint">{text("view.help_codes")}</p>
        <ul class="pd-list pd-small">
          {start.fields.filter(hasCell).map((field) => (
            <li key={field.code}>
              <span class="pd-mono">{field.code}</span> {field.label} ({named(`type.${field.type}`)})
            </li>
          ))}
        </ul>
      </details>
    </Labelled>
  );
}

function Order({ view, start, wrong, change }: Edited) {
  const list = steps(view.sort);
  const set = (next: Step[]) => change({ sort: sortOf(next) }, "sort");
  const at = (index: number, part: Partial<Step>) => set(list.map((it, i) => (i === index ? { ...it, ...part } : it)));
  const choices = [
    { code: "$id", label: text("view.sort_number") },
    ...start.fields.filter(({ type }) => !fieldType(type).unsorted),
  ];
  const left = choices.find((choice) => !list.some((step) => step.code === choice.code));
  return (
    <fieldset class="pd-set-list" {...tied("pd-view-sort", wrong("sort"))}>
      <legend class="pd-label">{text("view.sort")}</legend>
      <ol class="pd-ed-options">
        {list.map((step, index) => (
          <li class="pd-ed-option" key={`${index} ${step.code}`}>
            <select
              class="pd-input"
              aria-label={text("view.sort_by", { number: index + 1 })}
              value={step.code}
              onChange={(event) => at(index, { code: event.currentTarget.value })}
            >
              {!choices.some((it) => it.code === step.code) && <option value={step.code}>{step.code}</option>}
              {choices.map((choice) => (
                <option key={choice.code} value={choice.code}>
                  {choice.label}
                </option>
              ))}
            </select>
            <select
              class="pd-input"
              aria-label={text("view.sort_way", { number: index + 1 })}
              value={step.way}
              onChange={(event) => at(index, { way: event.currentTarget.value as Step["way"] })}
            >
              <option value="asc">{text("view.sort_asc")}</option>
              <option value="desc">{text("view.sort_desc")}</option>
            </select>
            <Tool
              sign="×"
              label={text("option_remove", { name: step.code })}
              go={() => set(list.filter((_, i) => i !== index))}
            />
          </li>
        ))}
      </ol>
      <Wrong id="pd-view-sort" wrong={wrong("sort")} />
      {left && (
        <button
          type="button"
          class="pd-button pd-button-small"
          onClick={() => set([...list, { code: left.code, way: "asc" }])}
        >
          {text("view.sort_add")}
        </button>
      )}
    </fieldset>
  );
}
