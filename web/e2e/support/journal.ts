import type { Page } from "@playwright/test";

/** The number of lines that are printed after a failure. */
const SHOWN = 80;

/**
 * Records the requests, messages and errors of a page. Returns a function that prints the last
 * lines and the text of the page. If a test fails in CI, this output is all the information that is available.
 */
export function keepJournal(page: Page): () => Promise<void> {
  const lines: string[] = [];
  const note = (text: string) => lines.push(`${new Date().toISOString().slice(11, 23)} ${text}`);
  page.on("request", (request) => note(`> ${request.method()} ${request.url()}`));
  page.on("requestfailed", (request) => note(`! ${request.url()} ${request.failure()?.errorText}`));
  page.on("response", async (response) => {
    const line = `< ${response.status()} ${response.url()}`;
    const body = response.status() >= 400 ? await response.text().catch(() => "") : "";
    note(`${line} ${body.slice(0, 600)}`.trimEnd());
  });
  page.on("console", (message) => note(`${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => note(`error: ${error.stack ?? error.message}`));
  return async () => {
    const text = await page.locator("body").innerText({ timeout: 2_000 }).catch(String);
    const at = await page
      .evaluate(() => `${scrollX},${scrollY} ${document.activeElement?.outerHTML.slice(0, 200)}`)
      .catch(String);
    console.log([`the page before the failure, at ${at}:`, ...lines.slice(-SHOWN), text.slice(0, 4_000)].join("\n"));
  };
}
