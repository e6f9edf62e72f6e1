// Requests the figures from the server.

import type { Figures } from "../../../api/generated/rest.ts";
import { connect } from "../../../lib/server.ts";
import { app, csrf, say } from "../data/page.ts";

const server = connect(csrf, say("report.failed"));

export function ask(address: URLSearchParams): Promise<Figures> {
  const asked = new URLSearchParams(address);
  const [sort = "", order = ""] = (asked.get("sort") ?? "").split("-");
  asked.set("sort", sort);
  asked.set("order", order);
  asked.delete("type");
  asked.set("app", String(app));
  return server.call("GET", "/k/api/report.json", Object.fromEntries(asked) as never);
}
