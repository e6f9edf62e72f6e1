// The rules for records and for fields: lists of rows, each for some records or for one field.

import { Labelled } from "../form/setting.tsx";
import { Add, moved, OrderTools } from "../order.tsx";
import { text } from "../texts.ts";
import { everyone, fieldName, fresh, type Kind, type Row, type Rule } from "./model.ts";
import { Rows, type Scene } from "./rows.tsx";

interface RulesOf {
  rules: Rule[];
  scene: Scene;
  /** Sets the rules. Changes with the same `step` are one step of undo. */
  set: (rules: Rule[], step?: string) => void;
}

/** Renders the rules for records. Their order decides, so they can be moved. */
export function RecordRules({ rules, scene, set }: RulesOf) {
  const nameOf = (index: number) => text("rights_rule", { number: String(index + 1) });
  return (
    <>
      {rules.map((rule, index) => (
        <section key={rule.key} class="pd-ed-rule" aria-label={nameOf(index)}>
          <Labelled id={`pd-condition-${rule.key}`} label={text("rights_condition")}>
            <input
              class="pd-input pd-mono"
              id={`pd-condition-${rule.key}`}
              value={rule.of}
              placeholder={text("rights_all_records")}
              onInput={({ currentTarget: { value } }) => set(changed(rules, rule, { of: value }), `${rule.key}.of`)}
            />
          </Labelled>
          <RuleTools name={nameOf(index)} index={index} rules={rules} scene={scene} set={set} />
          <RuleRows kind="record" rule={rule} scene={scene} set={(rows) => set(changed(rules, rule, { rows }))} />
        </section>
      ))}
      <Add label={text("rights_rule_add")} add={() => add(rules, "", scene, set)} />
    </>
  );
}

/** Renders the rules for fields. */
export function FieldRules({ rules, scene, set }: RulesOf) {
  const { start } = scene;
  const free = start.form.filter((field) => !rules.some((rule) => rule.of === field.code));
  return (
    <>
      {rules.map((rule, index) => (
        <section key={rule.key} class="pd-ed-rule" aria-label={fieldName(rule.of, start)}>
          <h3 class="pd-label">{fieldName(rule.of, start)}</h3>
          <RuleTools name={fieldName(rule.of, start)} index={index} rules={rules} scene={scene} set={set} />
          <RuleRows kind="field" rule={rule} scene={scene} set={(rows) => set(changed(rules, rule, { rows }))} />
        </section>
      ))}
      <Labelled id="pd-field-add" label={text("rights_field_add")}>
        <select
          class="pd-input"
          id="pd-field-add"
          value=""
          onChange={({ currentTarget }) => {
            const { value } = currentTarget;
            currentTarget.value = "";
            if (value) add(rules, value, scene, set);
          }}
        >
          <option value="">{text("rights_field_choose")}</option>
          {free.map((field) => (
            <option key={field.code} value={field.code}>
              {field.label}
            </option>
          ))}
        </select>
      </Labelled>
    </>
  );
}

const changed = (rules: Rule[], rule: Rule, part: Partial<Rule>): Rule[] =>
  rules.map((one) => (one === rule ? { ...one, ...part } : one));

function add(rules: Rule[], of: string, scene: Scene, set: RulesOf["set"]): void {
  set([...rules, { key: fresh(), of, rows: [everyone()] }]);
  scene.say(text("said_added"));
}

function RuleTools({ name, index, rules, scene, set }: RulesOf & { name: string; index: number }) {
  return (
    <div class="pd-actions">
      <OrderTools
        name={name}
        index={index}
        count={rules.length}
        move={(by) => set(moved(rules, index, by))}
        remove={() => {
          set(rules.filter((_, at) => at !== index));
          scene.say(text("said_removed", { name }));
          scene.giveKeyboardTo("[data-pd-save]");
        }}
      />
    </div>
  );
}

function RuleRows(props: { kind: Kind; rule: Rule; scene: Scene; set: (rows: Row[]) => void }) {
  const { kind, rule, scene, set } = props;
  const persons = scene.start.form.filter((field) => field.persons);
  const choices = persons.map(({ code }) => {
    const id = `FIELD_ENTITY:${code}`;
    return { id, name: scene.nameOf(id) };
  });
  return <Rows id={`pd-${kind}-${rule.key}`} kind={kind} rows={rule.rows} scene={scene} choices={choices} set={set} />;
}
