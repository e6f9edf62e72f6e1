import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "@playwright/test";
import { expect } from "@playwright/test";
import type { AxeResults, RunOptions } from "axe-core";

const SOURCE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Everything that WCAG 2.0 to 2.2 ask for at levels A and AA, and what axe's authors advise beyond. */
const RULES: RunOptions = {
  runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
  resultTypes: ["violations"],
};

const COLOURS = ["light", "dark"] as const;

/** A desk's screen, and a phone's. */
const SIZES = [
  { width: 1280, height: 800 },
  { width: 390, height: 844 },
];

/** What to leave out: selectors of markup that plug-ins wrote, whose faults are not ours. */
export interface Scope {
  without?: string[];
}

/**
 * Runs axe-core on the page as it stands, and fails with each fault and its elements. `evaluate` goes by
 * the debugger, which no Content-Security-Policy stops.
 */
export async function expectNoFaults(page: Page, scope: Scope = {}): Promise<void> {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(SOURCE);
  const found = await page.evaluate(
    async ([without, rules]) => {
      // What fades in is judged when it has come; what turns for ever is not waited for.
      const ending = document.getAnimations().filter((one) => one.effect?.getComputedTiming().endTime !== Infinity);
      await Promise.all(ending.map((animation) => animation.finished.catch(() => {})));
      const { axe } = window as unknown as { axe: typeof import("axe-core") };
      return (await axe.run({ exclude: without }, rules)) as AxeResults;
    },
    [scope.without ?? [], RULES] as const,
  );
  const faults = found.violations.flatMap(({ id, help, nodes }) =>
    nodes.map((node) => `${id} (${help}): ${node.target.join(" ")}: ${node.failureSummary ?? ""}\n${node.html}`),
  );
  expect(faults, `${page.url()} ${JSON.stringify(page.viewportSize())}`).toEqual([]);
}

/** The page may not be wider than the window: what is wide scrolls in a box of its own. */
export async function expectNoSidewaysScrolling(page: Page): Promise<void> {
  const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(over, `${page.url()} is wider than its window by`).toBeLessThanOrEqual(0);
}

/** `expectNoFaults` in light and dark, at a desk's and a phone's width, where the page must also fit. */
export async function expectNoFaultsAnywhere(page: Page, scope: Scope = {}): Promise<void> {
  const before = page.viewportSize();
  for (const size of SIZES) {
    await page.setViewportSize(size);
    await expectNoSidewaysScrolling(page);
    for (const colorScheme of COLOURS) {
      await page.emulateMedia({ colorScheme });
      await expectNoFaults(page, scope);
    }
  }
  await page.emulateMedia({ colorScheme: null });
  if (before) await page.setViewportSize(before);
}
