// Deleting a record in its row, after the handlers of plug-ins have run (B7.4).

import { Refusal } from "../../../lib/server.ts";
import type { Hooks } from "../../../runtime/src/hooks.ts";
import { question } from "../dialogs.ts";
import { openContext } from "../record/form_context.ts";
import { recordOf } from "./rows.ts";

export function removing(hooks: Hooks): void {
  const { boot, page } = hooks;
  const { app, say, server } = openContext(hooks);

  async function go(id: string): Promise<void> {
    const sure = say("list.delete_ask", { id });
    if (!(await question(sure, { yes: say("delete"), no: say("cancel"), danger: true }))) return;
    const event = { recordId: Number(id), record: structuredClone(recordOf(boot, id)) };
    const { returned, stopped } = await hooks.tell("app.record.index.delete.submit", event);
    if (stopped || returned === false) return;
    const error = (returned as { error?: unknown } | null | undefined)?.error;
    if (typeof error === "string" && error !== "") return page.alert(error);
    await server.call("DELETE", "/k/v1/records.json", { app, ids: [id] });
    const rows = document.querySelectorAll("[data-pd-record]").length;
    const before = document.querySelector<HTMLAnchorElement>("[data-pd-pager] a[rel=prev]");
    // If this was the only row of the page, the page would be empty, so the previous page opens.
    page.leave(rows === 1 && before ? before.href : location.href.replace(/#.*/, ""));
  }

  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest<HTMLElement>("button[data-pd-delete]") : null;
    const id = button?.dataset.pdDelete;
    if (!id) return;
    go(id).catch((error) => {
      if (!(error instanceof Refusal)) throw error;
      page.alert(error.message);
    });
  });
}
