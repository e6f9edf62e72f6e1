import { ADMIN } from "../support/plugdock.ts";
import { answered } from "../support/plugin_app.ts";
import { expect, test } from "../support/test.ts";
import { exampleHeaders, header } from "../support/upstream.ts";

// The profile `sealed`: values that a settings page saved never reach another page. Changes that give somebody more
// power are confirmed with the password, as on a server that other machines can reach.

test.use({ credentials: "sealed", settings: { PLUGDOCK_CONFIRM_PASSWORD: "true" } });

const URL = "https://api.example.com/data";

test("R03.1 R06.1 getProxyConfig answers with masks on the settings page, and is null elsewhere", async ({
  pluginApp,
  page,
}) => {
  await pluginApp.save(URL, "GET", { Authorization: "Bearer my-token" }, {});
  await pluginApp.openSettings();
  const read = () => page.evaluate((url) => window.probe.getProxyConfig(url, "GET"), URL);
  const mask = expect.stringMatching(/^Bearer masked[0-9a-f]{32}$/);
  expect(await read()).toEqual({ headers: { Authorization: mask }, data: {} });
  await pluginApp.publish();
  expect(await read()).toBeNull();
});

test("000.23 000.30 a call carries the credential though no page may read it", async ({
  pluginApp,
  page,
  upstream,
}) => {
  const secret = "Bearer a-very-secret-token";
  await pluginApp.save(URL, "GET", { Authorization: secret }, {});
  const seen: string[] = [];
  page.on("response", async (response) => {
    seen.push(await response.text().catch(() => ""));
  });
  await pluginApp.publish();
  answered(await pluginApp.call(URL));
  expect(header(upstream.only(), "authorization")).toEqual([secret]);
  expect(await page.content()).not.toContain(secret);
  expect(seen.length).toBeGreaterThan(0);
  for (const text of seen) expect(text).not.toContain("a-very-secret-token");
});

test("R03.2 003.45 upload merges saved headers, never saved data", async ({ pluginApp, upstream }) => {
  await pluginApp.save(URL, "POST", { k1: "saved", k2: "saved" }, { d: "saved" });
  await pluginApp.publish();
  answered(await pluginApp.upload(URL, "POST", { k2: "called", k3: "called" }, { size: 3 }));
  const sent = upstream.only();
  expect(exampleHeaders(sent)).toEqual({ k1: "saved", k2: "saved", k3: "called" });
  expect(sent.target).toBe("/data");
  expect(sent.body.toString()).toBe("xxx");
});

test("R15.2 the saved Content-Type comes before the Blob’s", async ({ pluginApp, upstream }) => {
  await pluginApp.save(URL, "POST", { "Content-Type": "text/saved" }, {});
  await pluginApp.publish();
  answered(await pluginApp.upload(URL, "POST", {}, { size: 1, type: "text/blob" }));
  expect(header(upstream.only(), "content-type")).toEqual(["text/saved"]);
});

test("R08.2 R08.3 masks are saved back unchanged, and the values are shown after the password", async ({
  pluginApp,
  page,
  upstream,
}) => {
  const secret = { Authorization: "Bearer a-very-secret-token" };
  await pluginApp.save(URL, "GET", secret, { key: "another-secret" });
  await pluginApp.openSettings();
  const read = () => page.evaluate((url) => window.probe.getProxyConfig(url, "GET"), URL);
  const masked = await read();
  expect(JSON.stringify(masked)).not.toMatch(/a-very|another/);
  await expect(page.getByRole("note").first()).toContainText("masked");
  await pluginApp.save(URL, "GET", masked?.headers ?? {}, masked?.data ?? {});
  const refused = await pluginApp.trySave("https://evil.example.com/", "GET", masked?.headers ?? {}, {});
  expect(refused).toMatchObject({ code: "PD_MASKED_VALUE" });

  await page.getByRole("link", { name: "Show saved values" }).click();
  const button = page.getByRole("main").getByRole("button", { name: "Show saved values" });
  await button.click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await expect(page.getByRole("alert")).toContainText("the password was not entered");
  await button.click();
  await dialog.getByLabel("Your password").fill("a guess");
  await page.keyboard.press("Enter");
  await expect(dialog.getByRole("alert")).toHaveText("The password is wrong.");
  await dialog.getByLabel("Your password").fill(ADMIN.password);
  await page.keyboard.press("Enter");
  await page.waitForURL((url) => url.pathname.endsWith("/plugin/config") && url.hash === "");
  expect(await read()).toEqual({ headers: secret, data: { key: "another-secret" } });
  await expect(page.getByText("This page shows saved credentials.")).toBeVisible();
  await expect(page.getByText("Saved credentials are masked")).toBeHidden();
  await page.reload();
  expect(await read()).toEqual(masked);

  await pluginApp.publish();
  answered(await pluginApp.call(URL));
  expect(header(upstream.only(), "authorization")).toEqual([secret.Authorization]);
});

test("T79 a script on an administrator's page raises nobody's power, right after a confirmation in another tab", async ({
  pluginApp,
  page,
  context,
}) => {
  await pluginApp.save(URL, "GET", { Authorization: "Bearer a-very-secret-token" }, {});
  await pluginApp.publish();

  const other = await context.newPage();
  const login = `nao${Date.now()}`;
  await other.goto("/k/admin/system/user/new");
  await other.getByLabel("Login name").fill(login);
  await other.getByLabel("Initial password").fill("correct:horse");
  await other.getByRole("button", { name: "Add user" }).click();
  await other.getByRole("dialog").getByLabel("Your password").fill(ADMIN.password);
  await other.keyboard.press("Enter");
  await other.waitForURL((url) => url.search.includes("USER_ADDED"));

  // The script finds the request token in the page, as a planted script would.
  const codes = await page.evaluate(
    async ([app, plugin, url]) => {
      const { csrf } = JSON.parse(document.getElementById("plugdock-boot")?.textContent ?? "{}");
      const send = async (method: string, path: string, body: object) => {
        const headers = { "X-Plugdock-Csrf": csrf, "X-Requested-With": "x", "Content-Type": "application/json" };
        const response = await fetch(path, { method, headers, body: JSON.stringify(body) });
        const answer = await response.text();
        return `${response.status} ${/PD_\w+/.exec(answer)?.[0] ?? answer}`;
      };
      const eve = { login: "eve", password: "correct:horse", admin: true };
      const where = { app, pluginId: plugin };
      return [
        await send("POST", "/k/api/users.json", eve),
        await send("PUT", "/k/api/user/password.json", { id: 1, password: "correct:battery" }),
        await send("POST", "/k/v1/plugin.json", { fileKey: "x" }),
        await send("PUT", "/k/api/credentials.json", { sealed: false }),
        await send("PUT", "/k/api/egress.json", { app, id: plugin, lock: "off" }),
        await send("PUT", "/k/api/app/scripts.json", { app }),
        await send("POST", "/k/api/app/token.json", { app, manage: true }),
        await send("POST", "/k/api/plugin/proxy/config/show.json", where),
        await send("POST", "/k/api/plugin/proxy/config/get.json", { ...where, page: "settings", url, method: "GET" }),
      ];
    },
    [pluginApp.app, pluginApp.plugin, URL] as const,
  );
  const read = codes.pop();
  expect(codes).toEqual(codes.map(() => "403 PD_CONFIRMATION_NEEDED"));
  expect(read).toMatch(/^200 .*Bearer masked[0-9a-f]{32}/);
  await other.close();
});
