import { writeFileSync } from "node:fs";
import { Caller } from "../support/caller.ts";
import { Authority } from "../support/certificates.ts";
import { ADMIN, Plugdock, refusal, temporaryFolder } from "../support/plugdock.ts";
import { Rest } from "../support/rest.ts";
import { expect, test } from "../support/test.ts";

/** Returns the setting for a file with one client certificate. */
function settings(authority: Authority, origin: string, certificate: string, key: string): Record<string, string> {
  const file = authority.file("plugdock.toml");
  const lines = [
    "[[proxy.client_certificates]]",
    `origins = [${JSON.stringify(origin)}]`,
    `certificate = ${JSON.stringify(authority.file(certificate))}`,
    `key = ${JSON.stringify(authority.file(key))}`,
  ];
  writeFileSync(file, lines.join("\n"));
  return { PLUGDOCK_CONFIG: file };
}

test("a client certificate is shown where the settings file lists it, and nowhere else", async ({ database, page }) => {
  const authority = new Authority(temporaryFolder());
  authority.sign("upstream", "IP:127.0.0.1");
  authority.sign("plugdock", "DNS:plugdock.example");
  const [listed, other] = [await authority.demanding("upstream"), await authority.demanding("upstream")];
  const origin = `https://127.0.0.1:${listed.port}`;
  const server = await Plugdock.start({
    database,
    env: {
      ...settings(authority, origin, "plugdock.pem", "plugdock.key"),
      PLUGDOCK_PROXY_ALLOW_UPSTREAM: "127.0.0.1",
      PLUGDOCK_PROXY_CA_FILE: authority.file("ca.pem"),
    },
  });
  try {
    const caller = await Caller.of(new Rest(server.origin, ADMIN.name, ADMIN.password));
    for (let again = 0; again < 2; again += 1) {
      expect(await caller.call(`${origin}/`)).toEqual({ status: 200, body: "hello plugdock" });
      expect(await caller.call(`https://127.0.0.1:${other.port}/`)).toMatch(/^PD_PROXY_(TLS|UNREACHABLE)$/);
    }
    // Administrators see the certificate's origin and file, but nothing about the key.
    const [name, value] = caller.cookie.split("=") as [string, string];
    await page.context().addCookies([{ name, value, url: server.origin }]);
    await page.goto(`${server.origin}/k/admin/system/server/`);
    const said = await page.locator("main").innerText();
    expect(said).toContain(`${origin} (${authority.file("plugdock.pem")})`);
    expect(await page.content()).not.toContain("plugdock.key");
  } finally {
    await server.stop();
    for (const { server } of [listed, other]) server.close();
  }
});

test("a client certificate that cannot be used ends the start, and its file is named", async ({ database }) => {
  const authority = new Authority(temporaryFolder());
  authority.sign("plugdock", "DNS:plugdock.example");
  authority.sign("stranger", "DNS:stranger.example");
  writeFileSync(authority.file("empty.pem"), "");
  const https = "https://api.example.com";
  for (const [origin, certificate, key, file, problem] of [
    [https, "missing.pem", "plugdock.key", "missing.pem", "No such file"],
    [https, "plugdock.pem", "missing.key", "missing.key", "No such file"],
    [https, "empty.pem", "plugdock.key", "empty.pem", "cannot read a PEM certificate"],
    [https, "plugdock.pem", "empty.pem", "empty.pem", "cannot read an unencrypted PEM private key"],
    [https, "plugdock.pem", "stranger.key", "stranger.key", "does not match the certificate"],
    ["http://api.example.com", "plugdock.pem", "plugdock.key", "plugdock.pem", "is not https"],
    ["api.example.com", "plugdock.pem", "plugdock.key", "", "is not an origin"],
  ] as const) {
    const server = await Plugdock.launch({ database, env: settings(authority, origin, certificate, key) });
    const said = await refusal(server);
    expect(said).toContain("proxy.client_certificates");
    expect(said).toContain(file);
    expect(said).toContain(problem);
    expect(said).not.toContain("PRIVATE");
  }
});
