// The figures, from the server.

import { say } from "../data/texts.ts";

export interface Report {
  groups: { label: string; records: number; value: string | null; parts: (string | null)[] }[];
  series: string[];
  total: number;
  records: number;
}

/** Why there are none, in the reader's language. */
export class Refused extends Error {}

export async function ask(address: URLSearchParams): Promise<Report> {
  const asked = new URLSearchParams(address);
  const [sort = "", order = ""] = (asked.get("sort") ?? "").split("-");
  asked.set("sort", sort);
  asked.set("order", order);
  asked.delete("type");
  asked.set("app", String(window.__plugdock?.boot.app?.id));
  let response: Response;
  let answer: Report & { message?: string; errors?: Record<string, { messages: string[] }> };
  try {
    response = await fetch(`/k/api/report.json?${asked}`, { headers: { "X-Requested-With": "XMLHttpRequest" } });
    answer = await response.json();
  } catch {
    throw new Refused(say("report.failed"));
  }
  if (response.ok) return answer;
  const reasons = Object.values(answer.errors ?? {}).flatMap((one) => one.messages);
  throw new Refused(reasons.join(" ") || answer.message || say("report.failed"));
}
