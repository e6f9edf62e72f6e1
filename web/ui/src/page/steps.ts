// The actions of a record's process. The user confirms, then the handlers of plug-ins run, then the server applies the
// action (B7.4).

import type { RequestOf } from "../../../api/calls.ts";
import type { NextAssignee } from "../../../api/generated/boot.ts";
import { make } from "../../../lib/dom.ts";
import { Refusal } from "../../../lib/server.ts";
import type { Hooks } from "../../../runtime/src/hooks.ts";
import { sent } from "../record/form.ts";
import { type FormContext, openContext } from "../record/form_context.ts";
import {
  type FieldJson,
  type Properties,
  propertiesOf,
  type RecordJson,
  revisionOf,
  writable,
} from "../record/property.ts";

/** The user's answer: the next assignee, if one must be chosen. */
type Answer = Pick<RequestOf<"PUT", "/k/v1/record/status.json">, "assignee">;

export function steps(hooks: Hooks): void {
  const { boot, page } = hooks;
  const { id, record: shown } = boot.record ?? {};
  const buttons = document.querySelectorAll<HTMLButtonElement>("button[data-pd-step]");
  if (!shown || buttons.length === 0) return;
  const context = openContext(hooks);
  const properties = propertiesOf(boot);
  let busy = false;

  async function go({ dataset }: HTMLButtonElement): Promise<void> {
    const { pdStep: action = "", pdTo: next = "", pdChoice = "[]" } = dataset;
    const answer = await question(context, action, next, JSON.parse(pdChoice) as NextAssignee[]);
    if (!answer || !id || !shown) return;
    const record = structuredClone(shown);
    const status = Object.values(record).find((field) => field.type === "STATUS");
    const { returned, stopped } = await hooks.tell("app.record.detail.process.proceed", {
      recordId: id,
      record,
      action: { value: action },
      status: { value: status?.value },
      nextStatus: { value: next },
    });
    if (stopped || returned === false) return;
    const wrong = problems(returned, properties);
    if (wrong.length > 0) return page.alert(wrong.join("\n"));
    await context.server.call("PUT", "/k/v1/record/status.json", {
      app: context.app,
      id,
      action,
      ...answer,
      revision: revisionOf(shown),
      record: changed(returned, shown, properties),
    });
    // Without the part after `#`, the browser loads the page again instead of only scrolling.
    page.leave(location.href.replace(/#.*/, ""));
  }

  for (const button of buttons) {
    button.addEventListener("click", () => {
      if (busy) return;
      busy = true;
      go(button)
        .catch((error) => {
          if (!(error instanceof Refusal)) throw error;
          const told = Object.entries(error.places).map(([at, messages]) => `${at}: ${messages.join(" ")}`);
          page.alert([error.message, ...told].join("\n"));
        })
        .finally(() => {
          busy = false;
        });
    });
  }
}

/**
 * Asks the user to confirm an action and, if there is a choice, to choose the next assignee. Returns null if the user
 * cancels.
 */
function question(context: FormContext, action: string, next: string, choice: NextAssignee[]): Promise<Answer | null> {
  const { say } = context;
  const go = make("button", { type: "button", class: "pd-button pd-button-main" }, action);
  const no = make("button", { type: "button", class: "pd-button pd-button-quiet" }, say("cancel"));
  const text = make("p", { class: "pd-dialog-text", id: "pd-ask" }, say("step_ask", { action, next }));
  const body = make("div", { class: "pd-card-body" }, text);
  const select = make("select", { class: "pd-input", id: "pd-assignee" });
  for (const { code, name } of choice) select.append(make("option", { value: code }, name));
  if (choice.length > 0) {
    const label = make("label", { class: "pd-label", for: "pd-assignee" }, say("step_assignee", { next }));
    body.append(make("div", { class: "pd-field" }, label, select));
  }
  const foot = make("div", { class: "pd-dialog-foot" }, go, no);
  const dialog = make("dialog", { class: "pd-dialog pd-dialog-small", "aria-labelledby": "pd-ask" }, body, foot);
  return new Promise((resolve) => {
    go.addEventListener("click", () => dialog.close("yes"));
    no.addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", () => {
      dialog.remove();
      const answer = choice.length > 0 ? { assignee: select.value } : {};
      resolve(dialog.returnValue === "yes" ? answer : null);
    });
    document.body.append(dialog);
    dialog.showModal();
    (choice.length > 0 ? select : go).focus();
  });
}

/** Returns the errors that handlers set, for the page and for fields. */
function problems(returned: unknown, properties: Properties): string[] {
  const { record, error } = (returned ?? {}) as { record?: { [code: string]: FieldJson | undefined }; error?: unknown };
  const of = (text: unknown) => typeof text === "string" && text !== "";
  const fields = Object.entries(record ?? {}).filter(([, field]) => of(field?.error));
  const told = fields.map(([code, field]) => `${properties[code]?.label ?? code}: ${field?.error}`);
  return of(error) ? [String(error), ...told] : told;
}

/** Returns the values that the last handler changed and that users may write, in the form of a request. */
function changed(
  returned: unknown,
  before: RecordJson,
  properties: Properties,
): { [code: string]: { value: unknown } } {
  const { record } = (returned ?? {}) as { record?: RecordJson };
  const found: { [code: string]: { value: unknown } } = {};
  for (const [code, field] of Object.entries(record ?? {})) {
    const property = properties[code];
    if (!property || !writable(property)) continue;
    if (JSON.stringify(field.value) === JSON.stringify(before[code]?.value)) continue;
    found[code] = { value: sent(property.fields, property.type, field.value) };
  }
  return found;
}
