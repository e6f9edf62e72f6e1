import { spawn } from "node:child_process";
import path from "node:path";
import { BINARY, freePort, temporaryFolder } from "../../support/plugdock.ts";
import { expect, test } from "../../support/test.ts";
import { until } from "../../support/until.ts";

// The first steps of a new user: the program runs without configuration (except for a free port), and the test
// follows the text in the terminal.

test("the demo’s button shows what the upstream saw, and no page holds the credential", async ({ browser }, info) => {
  const folder = temporaryFolder();
  const child = spawn(BINARY, [], {
    cwd: folder,
    env: { PATH: process.env.PATH ?? "", PLUGDOCK_LISTEN: `127.0.0.1:${await freePort()}` },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const exited = new Promise((resolve) => child.once("close", resolve));
  let terminal = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      terminal += text;
    });
  }
  const said = (pattern: RegExp) => until(`the terminal says ${pattern}`, () => pattern.exec(terminal)?.[1], 30_000);
  const url = await said(/Open (http:\S+)/);
  const name = await said(/Login name: (\S+)/);
  const password = await said(/Password[^:]*: (\S+)/);

  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  const seen: { url: string; text: Promise<string> }[] = [];
  page.on("response", (response) => {
    seen.push({ url: response.url(), text: response.text().catch(() => "") });
  });
  await page.goto(url);
  await page.locator('input[name="username"]').fill(name);
  await page.locator('input[name="password"]').fill(password);
  await page.locator('input[name="password"]').press("Enter");
  await page.getByRole("button", { name: "Ask the weather desk" }).click();
  const secret = page.locator(".weather-desk-secret");
  await expect(secret).toContainText(/Bearer \*+\w{4}/);
  const tail = /\*(\w{4})/.exec((await secret.textContent()) ?? "")?.[1] as string;
  await page.screenshot({ path: path.join(info.project.outputDir, "demo.png") });

  // The upstream answers only to the right key, so the server did add it. The browser received nothing that
  // contains the whole key.
  const whole = new RegExp(`Bearer (?!\\*)\\S*${tail}`);
  expect(await page.content()).not.toMatch(whole);
  for (const { url, text } of seen) expect(await text, url).not.toMatch(whole);

  child.kill("SIGTERM");
  expect(await exited).toBe(0);
});
