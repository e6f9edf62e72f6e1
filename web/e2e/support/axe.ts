import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "@playwright/test";
import { expect } from "@playwright/test";
import type { AxeResults, RunOptions } from "axe-core";

const SOURCE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** All rules of WCAG 2.0 to 2.2 at levels A and AA, and the best practices of axe's authors. */
const RULES: RunOptions = {
  runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
  resultTypes: ["violations"],
};

const COLOURS = ["light", "dark"] as const;

/** The screen sizes of a desktop computer and of a phone. */
const SIZES = [
  { width: 1280, height: 800 },
  { width: 390, height: 844 },
];

/** Selectors of elements to leave out: markup that plug-ins wrote, whose faults are not ours. */
export interface Scope {
  without?: string[];
}

/**
 * Runs axe-core on the current page and fails with each fault and its elements. `evaluate` uses the debugger, which no
 * Content-Security-Policy blocks.
 */
export async function expectNoFaults(page: Page, scope: Scope = {}): Promise<void> {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(SOURCE);
  const found = await page.evaluate(
    async ([without, rules]) => {
      // axe-core must see elements after they have faded in. Endless animations are not waited for.
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

/** Checks that the page is not wider than the window. Wide content must scroll in its own box. */
export async function expectNoSidewaysScrolling(page: Page): Promise<void> {
  const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(over, `${page.url()} is wider than its window by`).toBeLessThanOrEqual(0);
}

/**
 * Runs `expectNoFaults` in light and dark mode at desktop and phone width. Also checks that the page fits the width.
 */
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
