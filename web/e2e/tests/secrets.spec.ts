import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { ADMIN, BINARY, freePort, Plugdock, temporaryFolder } from "../support/plugdock.ts";
import { answered, failure, PluginApp } from "../support/plugin_app.ts";
import { EXAMPLES, newKey, pack } from "../support/plugins.ts";
import { Rest } from "../support/rest.ts";
import { Search } from "../support/search.ts";
import { expect, test } from "../support/test.ts";
import { answer, header, json } from "../support/upstream.ts";

// T26, T31: random markers in place of credentials, a broad run at trace level, and then a search of everything
// that the server wrote or shows.

const API = "https://api.example.com";

/** Returns a marker of letters and digits, which is the same in JSON, in a query and in a header. */
function marker(): string {
  return `mk${randomBytes(12).toString("hex")}`;
}

for (const credentials of ["readable", "sealed"]) {
  test(`T26 no credential is in a log, a metric, a file, a dump, a backup or a page (${credentials})`, async ({
    database,
    upstream,
    browser,
  }) => {
    test.setTimeout(180_000);
    const metrics = await freePort();
    const server = await Plugdock.start({
      database,
      env: {
        PLUGDOCK_LOG: "trace",
        RUST_BACKTRACE: "full",
        PLUGDOCK_CREDENTIALS: credentials,
        PLUGDOCK_METRICS_LISTEN: `127.0.0.1:${metrics}`,
        PLUGDOCK_PROXY_CALL_SECONDS: "2",
        PLUGDOCK_PROXY_UPSTREAM: `${API}=${upstream.origin},https://gone.example.com=http://127.0.0.1:${await freePort()}`,
      },
    });
    const secrets = {
      header: marker(),
      data: marker(),
      replaced: marker(),
      deleted: marker(),
      refused: marker(),
      calledHeader: marker(),
      calledData: marker(),
      query: marker(),
      password: marker(),
      wrongPassword: marker(),
    };
    const rest = new Rest(server.origin, ADMIN.name, ADMIN.password);
    const page = await browser.newPage({ baseURL: server.origin });
    await page.goto("/login");
    await page.locator('input[name="username"]').fill(ADMIN.name);
    await page.locator('input[name="password"]').fill(secrets.wrongPassword);
    await page.locator('input[name="password"]').press("Enter");
    await page.locator('input[name="password"]').fill(ADMIN.password);
    await page.locator('input[name="password"]').press("Enter");
    await page.waitForURL((url) => !url.pathname.startsWith("/login"));
    const cookies = (await page.context().cookies()).map(({ value }) => value).filter((value) => value.length > 20);
    expect(cookies.length).toBeGreaterThan(0);

    // Configs are saved, replaced, deleted and refused.
    const app = await rest.makeApp("markers");
    const plugin = await rest.install(pack(path.join(EXAMPLES, "probe"), newKey()));
    await rest.addPlugins(app, plugin);
    const pluginApp = new PluginApp(app, plugin, page, rest);
    for (const method of ["GET", "POST", "PUT", "DELETE"]) {
      await pluginApp.save(`${API}/`, method, { "X-Key": secrets.replaced }, { key: secrets.replaced });
      await pluginApp.save(`${API}/`, method, { "X-Key": secrets.header }, { key: secrets.data });
    }
    await pluginApp.save("https://gone.example.com/", "GET", { "X-Key": secrets.header }, { key: secrets.data });
    await pluginApp.save(`${API}/deleted`, "GET", { "X-Key": secrets.deleted }, { key: secrets.deleted });
    for (const bad of [
      { Host: secrets.refused },
      { "X-Key": `${secrets.refused}\r\nX: y` },
      { [`X ${secrets.refused}`]: "v" },
    ]) {
      expect(await pluginApp.trySave(`${API}/`, "GET", bad, {})).not.toBeNull();
    }
    expect(await pluginApp.trySave("no url", "GET", { "X-Key": secrets.refused }, {})).not.toBeNull();
    const settings = await page.evaluate((url) => window.probe.getProxyConfig(url, "GET"), `${API}/`);
    const mask = expect.stringMatching(/^masked[0-9a-f]{32}$/);
    const [headerValue, dataValue] = credentials === "sealed" ? [mask, mask] : [secrets.header, secrets.data];
    expect(settings).toEqual({ headers: { "X-Key": headerValue }, data: { key: dataValue } });
    await rest.call("POST", "/k/v1/preview/app/deploy.json", { apps: [{ app }] });
    await pluginApp.deleteProxyConfig(`${API}/deleted`);
    await pluginApp.publish();

    // Calls of every kind with every kind of outcome.
    upstream.forget();
    const called = { "X-Called": secrets.calledHeader };
    for (const method of ["GET", "POST", "PUT", "DELETE"]) {
      answered(await pluginApp.call(`${API}/a?own=${secrets.query}`, method, called, { own: secrets.calledData }));
      expect(header(upstream.requests.at(-1) as never, "X-Key")).toEqual([secrets.header]);
    }
    answered(await pluginApp.call(`${API}/a`, "POST", called, secrets.calledData));
    answered(await pluginApp.upload(`${API}/a?own=${secrets.query}`, "POST", called, { size: 9, type: "text/plain" }));
    const ends: [unknown, string][] = [
      [answer("302 Found", [`Location: ${API}/elsewhere`, "Set-Cookie: a=b"], ""), ""],
      [answer("200 OK", ["Content-Encoding: gzip"], "no gzip at all"), "PD_PROXY_UNREACHABLE"],
      [answer("200 OK", ["Content-Encoding: gzip"], gzipSync(Buffer.alloc(11 << 20))), "PD_PROXY_LIMIT"],
      [Buffer.from("no http\r\n\r\n"), "PD_PROXY_UNREACHABLE"],
      [Buffer.from("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf"), "PD_PROXY_TIMEOUT"],
      [() => {}, "PD_PROXY_TIMEOUT"],
      [(_: unknown, socket: { destroy(): void }) => socket.destroy(), "PD_PROXY_UNREACHABLE"],
    ];
    for (const [end, code] of ends) {
      upstream.answers(end as never);
      const outcome = await pluginApp.call(`${API}/b?own=${secrets.query}`, "GET", called, {});
      if (code === "") answered(outcome);
      else expect(failure(outcome).code).toBe(code);
    }
    upstream.answers(json({ ok: true }));
    for (const [url, headers] of [
      [`https://gone.example.com/?own=${secrets.query}`, called],
      [`http://10.0.0.1/?own=${secrets.query}`, called],
      [`https://127.0.0.1:1/?own=${secrets.query}`, called],
      [`ftp://a.example/?own=${secrets.query}`, called],
      [`${API}/?own=${secrets.query}`, { Host: secrets.refused }],
      [`${API}/?own=${secrets.query}`, { "X-A": `${secrets.refused}\n` }],
      [`https://user:${secrets.refused}@api.example.com/`, called],
      [`${server.origin}/k/api/x?own=${secrets.query}`, called],
    ] as [string, object][]) {
      failure(await pluginApp.call(url, "GET", headers, {}));
    }
    answered(await pluginApp.call(`https://nowhere.invalid/?own=${secrets.query}`, "GET", called, {}));
    const read = await page.evaluate((url) => window.probe.getProxyConfig(url, "GET"), `${API}/`);
    expect(read === null).toBe(credentials === "sealed");

    // Invalid requests that no page sends.
    const cookie = (await page.context().cookies()).map(({ name, value }) => `${name}=${value}`).join("; ");
    for (const body of [`{"url":"${secrets.refused}`, JSON.stringify({ app: secrets.refused, url: secrets.refused })]) {
      for (const place of ["call.json", "config.json", "config/get.json", "upload.json"]) {
        const headers = {
          "Content-Type": "application/json",
          Cookie: cookie,
          "X-Plugdock-Csrf": secrets.refused,
          "X-Plugdock-Envelope": Buffer.from(secrets.refused).toString("base64url"),
        };
        const response = await fetch(`${server.origin}/k/api/plugin/proxy/${place}`, { method: "POST", headers, body });
        expect(response.status).toBeGreaterThanOrEqual(400);
        await response.arrayBuffer();
      }
    }
    const where = server.databaseUrl ? { PLUGDOCK_DATABASE_URL: server.databaseUrl } : {};
    const env = { PATH: process.env.PATH ?? "", ...where };
    const added = execFileSync(BINARY, ["user", "add", "marked", "--data", server.data], {
      encoding: "utf8",
      input: `${secrets.password}\n`,
      env,
    });
    expect((await new Rest(server.origin, "marked", secrets.password).send("GET", "apps.json")).status).toBe(200);

    const search = new Search({
      ...secrets,
      ...Object.fromEntries(cookies.map((value, at) => [`cookie ${at}`, value])),
    });
    search.in("what `user add` printed", added);
    // The control: this text must be found in each kind of place.
    const control = new Search({ url: "api.example.com" });

    // Pages, as sent by the server and as shown in the browser.
    const lists = ["", "system/user/", "system/plugin/", `system/plugin/${plugin}/`, "system/proxy/", "system/app/"];
    const logs = ["system/audit/", "system/audit/log.csv", "system/server/"];
    const ofApp = [`app/${app}/plugin/`, `app/${app}/plugin/config?pluginId=${plugin}`, `app/flow?app=${app}`];
    const paths = [...lists, ...logs, ...ofApp].map((path) => `/k/admin/${path}`);
    for (const path of [...paths, "/k/", `/k/${app}/`, `/k/${app}/edit`, "/k/account", "/k/none"]) {
      const response = await page.request.get(path);
      search.in(`GET ${path}`, await response.body());
      search.in(`the headers of ${path}`, JSON.stringify(response.headersArray()));
      control.in(`GET ${path}`, await response.body());
      if (path.endsWith(".csv")) continue;
      await page.goto(path);
      search.in(`the page ${path}`, await page.content());
    }
    expect(control.found.filter((line) => /proxy|log\.csv/.test(line)).length).toBeGreaterThanOrEqual(2);

    // Metrics, files of the running server (including SQLite's log), a backup, a dump, and files after the server has
    // ended.
    const counted = await (await fetch(`http://127.0.0.1:${metrics}/metrics`)).text();
    expect(counted).toMatch(/PD_PROXY_TIMEOUT/);
    search.in("the metrics", counted);
    const files = search.inFolder(server.data);
    if (!server.databaseUrl) expect(files).toEqual(expect.arrayContaining(["plugdock.db", "plugdock.db-wal"]));
    const backups = temporaryFolder();
    execFileSync(BINARY, ["backup", "--to", backups, "--with-master-key", "--data", server.data], { env });
    search.inFolder(backups);
    control.inFolder(backups);
    if (server.databaseUrl) {
      const dump = execFileSync("pg_dump", [server.databaseUrl], { maxBuffer: 1 << 28 });
      search.in("pg_dump", dump);
      control.in("pg_dump", dump);
    }
    server.process.kill("SIGTERM");
    expect(await server.exited).toBe(0);
    search.inFolder(server.data);
    control.inFolder(server.data);

    // The log has trace lines of every component.
    const log = server.log.text;
    for (const part of [/TRACE/, /plugdock/, /hyper/, /sqlx/, /a proxied call failed/]) expect(log).toMatch(part);
    expect(log).not.toMatch(/panicked/);
    search.in("the log", log);
    control.in("the log", log);

    expect(search.found).toEqual([]);
    const places = ["plugdock-", "the log", server.databaseUrl ? "pg_dump" : "plugdock.db"];
    for (const place of places) expect(control.found.join("\n")).toContain(place);
    await page.close();
    await server.stop();
  });
}
