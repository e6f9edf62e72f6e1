import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import path from "node:path";
import type { Page } from "@playwright/test";
import { ADMIN, type Plugdock, temporaryFolder } from "../support/plugdock.ts";
import { EXAMPLES, newKey, npmProgram, pack } from "../support/plugins.ts";
import { expect, test } from "../support/test.ts";

// Administration on an origin of its own: apps are at localhost, administration is at 127.0.0.1.

test.use({
  credentials: "sealed",
  settings: { PLUGDOCK_CONFIRM_PASSWORD: "true", PLUGDOCK_ADMIN_URL: "http://127.0.0.1:{port}" },
});

const administration = (server: Plugdock) => `http://127.0.0.1:${server.port}`;

/** Runs a program. Returns its exit code and what it wrote. */
async function output(program: string, parameters: string[], env: NodeJS.ProcessEnv) {
  const child = spawn(program, parameters, { env });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (text) => {
      said += text;
    });
  }
  const [code] = await once(child, "close");
  return { code, said };
}

/** Fills in the login page that is open. */
async function signIn(page: Page): Promise<void> {
  await page.locator('input[name="username"]').fill(ADMIN.name);
  await page.locator('input[name="password"]').fill(ADMIN.password);
  await page.locator('input[name="password"]').press("Enter");
}

test("pages lead from one origin to the other, and each has its own session", async ({ pluginApp, page, server }) => {
  const admin = administration(server);
  await pluginApp.openSettings();
  expect(await page.evaluate(() => location.origin)).toBe(server.origin);
  await page.goto("/k/admin/system/user/new");
  expect(page.url()).toBe(`${admin}/login?next=%2Fk%2Fadmin%2Fsystem%2Fuser%2Fnew`);
  await signIn(page);
  await page.getByLabel("Login name").fill("kai");
  await page.getByLabel("Initial password").fill("correct:horse");
  await page.getByRole("button", { name: "Add user" }).click();
  // Signing in a moment ago confirms the change.
  await page.waitForURL((url) => url.search.includes("USER_ADDED"));

  await page.goto(`${admin}/k/admin/app/${pluginApp.app}/plugin/`);
  await page
    .getByRole("link", { name: /settings/i })
    .first()
    .click();
  await page.waitForURL((url) => url.origin === server.origin && url.pathname.endsWith("/plugin/config"));
  await page.goto(`${admin}/k/${pluginApp.app}/`);
  expect(page.url()).toBe(`${server.origin}/k/${pluginApp.app}/`);
});

test("T79 a script on an app page reaches nothing on the origin of the administration", async ({
  pluginApp,
  page,
  context,
  server,
  rest,
}) => {
  const admin = administration(server);
  const other = await context.newPage();
  await other.goto(`${admin}/login`);
  await signIn(other);
  await other.waitForURL(`${admin}/k/admin/`);

  await pluginApp.publish();
  const attempts = await page.evaluate(async (admin) => {
    const body = JSON.stringify({ login: "eve", password: "correct:horse", admin: true });
    const told = async (work: () => Promise<unknown>) => String(await work().catch((error: Error) => error.name));
    const send = (options: RequestInit) => fetch(`${admin}/k/api/users.json`, { method: "POST", body, ...options });
    const opened = window.open(`${admin}/k/admin/system/user/new`);
    await new Promise((resolve) => setTimeout(resolve, 1500));
    const frame = document.createElement("iframe");
    frame.src = `${admin}/k/admin/system/user/new`;
    const loaded = new Promise((resolve) => frame.addEventListener("load", resolve));
    document.body.append(frame);
    await loaded;
    return {
      readSession: await told(async () =>
        (await fetch(`${admin}/k/api/session.json`, { credentials: "include" })).text(),
      ),
      cors: await told(
        async () => (await send({ credentials: "include", headers: { "X-Requested-With": "x" } })).status,
      ),
      simple: await told(async () => (await send({ credentials: "include", mode: "no-cors" })).type),
      popup: await told(async () => opened?.document.title),
      frame: await told(async () => frame.contentDocument?.title ?? "none"),
    };
  }, admin);
  expect(attempts).toEqual({
    readSession: "TypeError",
    cors: "TypeError",
    simple: "TypeError",
    popup: expect.stringMatching(/SecurityError|undefined/),
    frame: "none",
  });
  const { users } = await rest.call("GET", "/k/api/users.json");
  expect(JSON.stringify(users)).not.toContain('"eve"');
  await other.close();
});

test("the vendor's plugin-uploader installs at the origin of the administration", async ({ server, rest }) => {
  const file = pack(path.join(EXAMPLES, "weather-desk"), newKey());
  // Chromium refuses to run as root with its sandbox.
  const chromium = path.join(temporaryFolder(), "chromium");
  const program = process.env.PLUGDOCK_CHROMIUM ?? "/usr/bin/chromium";
  writeFileSync(chromium, `#!/bin/sh\nexec ${program} --no-sandbox "$@"\n`, { mode: 0o755 });
  const run = () =>
    output(
      npmProgram("kintone-plugin-uploader"),
      ["--base-url", administration(server), "--username", ADMIN.name, "--password", ADMIN.password, file],
      { ...process.env, PUPPETEER_EXECUTABLE_PATH: chromium, LANG: "C.UTF-8" },
    );
  let { code, said } = await run();
  // The client begins to wait for the next page only after its click on "Log in" has returned. If
  // that page came first, as on a busy machine, the client waits in vain and says this.
  for (let attempt = 1; attempt < 3 && said.includes("Login failed"); attempt += 1) {
    ({ code, said } = await run());
  }
  expect(code, said).toBe(0);
  const { plugins } = await rest.call("GET", "plugins.json");
  expect(JSON.stringify(plugins), said).toContain("Weather desk");
});
