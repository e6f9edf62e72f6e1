// The figures, from the server.

import { connect } from "../../../lib/server.ts";
import { app, csrf, say } from "../data/page.ts";

export interface Report {
  groups: { label: string; records: number; value: string | null; parts: (string | null)[] }[];
  series: string[];
  total: number;
  records: number;
}

const server = connect(csrf, say("report.failed"));

export function ask(address: URLSearchParams): Promise<Report> {
  const asked = new URLSearchParams(address);
  const [sort = "", order = ""] = (asked.get("sort") ?? "").split("-");
  asked.set("sort", sort);
  asked.set("order", order);
  asked.delete("type");
  asked.set("app", String(app));
  return server.call<Report>("GET", "/k/api/report.json", asked);
}
