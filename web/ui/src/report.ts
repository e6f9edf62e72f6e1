// The graph page. It draws into its own canvas and table. Elements that plug-ins may receive stay unchanged (ADR 3).

import type { Figures } from "../../api/generated/rest.ts";
import { make } from "../../lib/dom.ts";
import { connect, Refusal } from "../../lib/server.ts";
import { app, csrf, say } from "./data/page.ts";
import { note } from "./notes.ts";
import { draw } from "./report/chart.ts";
import { chosen, form, tidy } from "./report/form.ts";
import { table } from "./report/table.ts";

const part = <T extends HTMLElement>(name: string) => document.querySelector<T>(`[data-pd-report="${name}"]`) as T;
const status = part("status");
const wrong = part("wrong");
const chart = part("chart");
const figures = part("table");

const server = connect(csrf, say("report.failed"));

/** Requests the figures from the server. */
function ask(address: URLSearchParams): Promise<Figures> {
  const asked = new URLSearchParams(address);
  const [sort = "", order = ""] = (asked.get("sort") ?? "").split("-");
  asked.set("sort", sort);
  asked.set("order", order);
  asked.delete("type");
  asked.set("app", String(app));
  return server.call("GET", "/k/api/report.json", Object.fromEntries(asked) as never);
}

// Counts the requests, so that an outdated answer is ignored.
let turn = 0;

async function show(): Promise<void> {
  turn += 1;
  const mine = turn;
  tidy();
  const choice = chosen();
  history.replaceState(null, "", `?${choice.address}`);
  status.textContent = say("report.busy");
  try {
    const report = await ask(choice.address);
    if (mine !== turn) return;
    wrong.replaceChildren();
    const empty = report.groups.length === 0;
    status.textContent = empty
      ? say("report.empty")
      : say("report.counted", {
          groups: String(report.groups.length),
          total: String(report.total),
          records: String(report.records),
        });
    chart.hidden = empty || choice.type === "table";
    if (!chart.hidden) draw(chart.firstElementChild as HTMLCanvasElement, report, choice);
    figures.replaceChildren(...(empty ? [] : [table(report, choice)]));
  } catch (error) {
    if (mine !== turn) return;
    if (!(error instanceof Refusal)) throw error;
    status.textContent = "";
    chart.hidden = true;
    figures.replaceChildren();
    // The names of the parameters mean nothing to users.
    const reasons = Object.values(error.places).flat().join(" ");
    wrong.replaceChildren(note("danger", make("p", {}, reasons || error.message)));
  }
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  void show();
});
form.addEventListener("change", (event) => {
  // A filter is a text, so it applies only when the form is submitted.
  if (event.target instanceof HTMLSelectElement) void show();
});
void show();
