// A record's detail page: deleting the record, after the handlers of plug-ins have run (B7.4).

import { Refusal } from "../../../lib/server.ts";
import type { Hooks } from "../../../runtime/src/hooks.ts";
import { question } from "../dialogs.ts";
import { openContext } from "../record/form_context.ts";

export function detail(hooks: Hooks): void {
  const remove = document.querySelector<HTMLButtonElement>("button[data-pd-delete]");
  const { boot, page } = hooks;
  const shown = boot.record;
  if (!remove || !shown) return;
  const { say, server } = openContext(hooks);

  async function go(): Promise<void> {
    if (!(await question(say("delete_ask"), { yes: say("delete"), no: say("cancel"), danger: true }))) return;
    const event = { recordId: shown?.id, record: structuredClone(shown?.record) };
    const { returned, stopped } = await hooks.tell("app.record.detail.delete.submit", event);
    if (stopped || returned === false) return;
    const error = (returned as { error?: unknown } | null | undefined)?.error;
    if (typeof error === "string" && error !== "") return page.alert(error);
    await server.call("DELETE", "/k/v1/records.json", { app: boot.app?.id, ids: [shown?.id] });
    page.leave("./");
  }

  remove.addEventListener("click", () => {
    go().catch((error) => {
      if (!(error instanceof Refusal)) throw error;
      page.alert(error.message);
    });
  });
}
