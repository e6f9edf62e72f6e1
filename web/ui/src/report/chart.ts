// The chart. Chart.js draws it, and only the parts that these charts need are imported.

import {
  ArcElement,
  BarController,
  BarElement,
  CategoryScale,
  Chart,
  type ChartDataset,
  type ChartType,
  Legend,
  LinearScale,
  LineController,
  LineElement,
  PieController,
  PointElement,
  Tooltip,
} from "chart.js";
import type { Figures } from "../../../api/generated/rest.ts";
import { say } from "../data/page.ts";
import type { Choice } from "./form.ts";

Chart.register(ArcElement, BarController, BarElement, CategoryScale, Legend, LinearScale);
Chart.register(LineController, LineElement, PieController, PointElement, Tooltip);

/** Colours that can be distinguished without seeing red and green. Each has a contrast of at least 3:1 on white. */
const COLOURS = [
  "#0b635c",
  "#b4530b",
  "#3d5fc4",
  "#a3307f",
  "#5a7a12",
  "#7a4b2a",
  "#5b4bb0",
  "#0f7fa8",
  "#8a6d00",
  "#b02a37",
  "#4d5a66",
  "#2f8a4c",
];
/** When the colours repeat, lines get another dash pattern. */
const DASHES = [[], [7, 4], [2, 3], [10, 3, 2, 3], [1, 5]];
const POINTS = ["circle", "rect", "triangle", "rectRot", "star"] as const;

let drawn: Chart | null = null;

export function draw(canvas: HTMLCanvasElement, report: Figures, choice: Choice): void {
  drawn?.destroy();
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const kind: ChartType = choice.type === "line" || choice.type === "pie" ? choice.type : "bar";
  const across = choice.type === "bar";
  const pie = kind === "pie";
  const stacked = choice.type === "stacked";
  const several = report.series.length > 0 && !pie;
  canvas.setAttribute(
    "aria-label",
    say("report.chart", { type: choice.typeName, measure: choice.measureName, group: choice.groupName }),
  );
  // Each horizontal bar needs its own line.
  const rows = across ? Math.max(360, report.groups.length * (several ? 18 * report.series.length : 26) + 80) : 360;
  (canvas.parentElement as HTMLElement).style.height = `${Math.min(rows, 8_000)}px`;
  const style = getComputedStyle(canvas);
  Chart.defaults.font.family = style.fontFamily;
  Chart.defaults.color = style.color;
  const values = { beginAtZero: true, stacked, ticks: { precision: 6 } };
  drawn = new Chart(canvas, {
    type: kind,
    data: {
      labels: report.groups.map((group) => group.label),
      datasets: several
        ? report.series.map((name, index) =>
            dataset(
              name,
              report.groups.map((group) => group.parts[index] ?? null),
              index,
            ),
          )
        : [whole(report, choice, pie)],
    },
    options: {
      animation: still ? false : { duration: 300 },
      indexAxis: across ? "y" : "x",
      maintainAspectRatio: false,
      plugins: { legend: { display: several || pie, position: "bottom" } },
      ...(pie ? {} : { scales: across ? { x: values, y: { stacked } } : { x: { stacked }, y: values } }),
    },
  });
}

function dataset(label: string, values: (string | null)[], index: number): ChartDataset {
  const colour = COLOURS[index % COLOURS.length] as string;
  const round = Math.floor(index / COLOURS.length);
  const made: ChartDataset<"line"> = {
    label,
    data: values.map((value) => (value === null ? null : Number(value))),
    backgroundColor: round === 0 ? colour : `${colour}99`,
    borderColor: colour,
    borderDash: DASHES[round % DASHES.length] as number[],
    pointStyle: POINTS[index % POINTS.length] as string,
    borderWidth: 2,
    spanGaps: true,
  };
  return made as ChartDataset;
}

function whole(report: Figures, choice: Choice, pie: boolean): ChartDataset {
  const values = report.groups.map((group) => group.value);
  const made = dataset(choice.measureName, values, 0);
  if (!pie) return made;
  // White borders and labels separate adjacent slices of the same colour.
  const colours = values.map((_, index) => COLOURS[index % COLOURS.length] as string);
  return { ...made, backgroundColor: colours, borderColor: "#ffffff", borderDash: [] } as ChartDataset;
}
