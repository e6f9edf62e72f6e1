import { newKey, pack, variant } from "../support/plugins.ts";
import { expect, test } from "../support/test.ts";
import { header, json } from "../support/upstream.ts";

// The documentation's samples, each call in its original form. The test replaces the plug-in's ID, the
// hosts api.example.com and upload.example.com (the recording upstream answers for them), the
// placeholder that stands for a Blob, and console.log and alert (they add to `window.told`).

const DESKTOP = `
((PLUGIN_ID) => {
  window.told = [];
  const tell = (...all) => window.told.push(all);

  // 000.10, 000.35: an async list handler calls the address from the config.
  kintone.events.on('app.record.index.show', async (event) => {
    const config = kintone.plugin.app.getConfig(PLUGIN_ID);
    tell('000.10', config.apiEndpoint);
    const [body, status] = await kintone.plugin.app.proxy(PLUGIN_ID, config.apiEndpoint, 'GET', {}, {});
    if (status === 200) tell('000.35', JSON.parse(body));
    tell('000.27', kintone.plugin.app.getProxyConfig('https://api.example.com/data', 'GET').headers);
    return event;
  });

  // 000.40: a detail handler sends a file of a form.
  kintone.events.on('app.record.detail.show', async (event) => {
    const chosen = new DataTransfer();
    chosen.items.add(new File(['chosen'], 'chosen.txt', { type: 'text/plain' }));
    const input = Object.assign(document.createElement('input'), { type: 'file', id: 'file-input' });
    input.files = chosen.files;
    document.body.append(input);
    const form = new FormData();
    form.append('file', document.getElementById('file-input').files[0]);
    const [, status] = await kintone.plugin.app.proxy.upload(
      PLUGIN_ID, 'https://upload.example.com/files', 'POST', {}, form);
    tell('000.40', status);
    return event;
  });
})(kintone.$PLUGIN_ID);
`;

const CONFIG_HTML = '<input id="endpoint"><button id="save-btn" type="button">Save</button>';
const CONFIG_JS = `
document.getElementById('save-btn').addEventListener('click', () => {
  kintone.plugin.app.setProxyConfig(
    'https://api.example.com/data', 'GET', { Authorization: 'Bearer my-token' }, {},
    () => {
      kintone.plugin.app.setConfig({ apiEndpoint: document.getElementById('endpoint').value }, () => {
        window.location.href = '../../flow?app=' + kintone.app.getId();
      });
    });
});
`;

interface Told {
  told: [string, ...unknown[]][];
}

test("000.10 000.15 000.22 000.27 000.35 000.40 the overview’s samples", async ({ rest, page, upstream }) => {
  const folder = variant(
    { desktop: { js: ["desktop.js"] }, config: { html: "config.html", js: ["config.js"] } },
    { "desktop.js": DESKTOP, "config.html": CONFIG_HTML, "config.js": CONFIG_JS },
  );
  const plugin = await rest.install(pack(folder, newKey()));
  const app = await rest.makeApp("samples");
  await rest.addPlugins(app, plugin);

  await page.goto(`/k/admin/app/${app}/plugin/config?pluginId=${plugin}`);
  await page.locator("#endpoint").fill("https://api.example.com/data");
  await page.locator("#save-btn").click();
  await page.waitForURL((url) => url.pathname === "/k/admin/app/flow");
  expect(new URL(page.url()).search).toBe(`?app=${app}`);
  await rest.deploy(app);

  upstream.forget();
  upstream.answers(json({ sunny: true }));
  await page.goto(`/k/${app}/`);
  const told = () => page.evaluate(() => (window as never as Told).told);
  await expect.poll(told).toEqual([
    ["000.10", "https://api.example.com/data"],
    ["000.35", { sunny: true }],
    ["000.27", { Authorization: "Bearer my-token" }],
  ]);
  const sent = upstream.only();
  expect([sent.method, sent.target]).toEqual(["GET", "/data"]);
  expect(header(sent, "authorization")).toEqual(["Bearer my-token"]);

  upstream.forget();
  const record = await rest.addRecord(app, "one");
  await page.goto(`/k/${app}/show#record=${record}`);
  await expect.poll(told).toEqual([["000.40", 200]]);
  const uploaded = upstream.only();
  expect([uploaded.method, uploaded.target]).toEqual(["POST", "/files"]);
  expect(uploaded.body.toString()).toContain('name="file"; filename="chosen.txt"');
});

test("001.20 001.21 the call’s samples, with callbacks and with a Promise", async ({ pluginApp, page, upstream }) => {
  await pluginApp.openList();
  upstream.answers(json({ a: 1 }));
  const told = await page.evaluate(async (id) => {
    const told: unknown[] = [];
    const url = "https://api.example.com";
    await new Promise((resolve) => {
      kintone.plugin.app.proxy(
        id,
        url,
        "GET",
        {},
        {},
        (body: string, status: number, headers: object) => {
          resolve(told.push(status, JSON.parse(body), typeof headers));
        },
        resolve,
      );
    });
    await kintone.plugin.app.proxy(id, url, "GET", {}, {}).then((args) => {
      told.push(args.length, args[1], JSON.parse(args[0]), args[2]["Content-Type"]);
    });
    await new Promise((resolve) => {
      const bad = { Host: "x" };
      kintone.plugin.app.proxy(id, url, "GET", bad, {}, resolve, (error: unknown) => {
        resolve(told.push(typeof error));
      });
    });
    return told;
  }, pluginApp.plugin);
  expect(told).toEqual([200, { a: 1 }, "object", 3, 200, { a: 1 }, "application/json", "string"]);
});

test("003.21 003.22 the upload’s samples, with callbacks and with a Promise", async ({ pluginApp, page, upstream }) => {
  await pluginApp.openList();
  upstream.answers(json({ a: 1 }));
  const told = await page.evaluate(async (id) => {
    const told: unknown[] = [];
    const upload = kintone.plugin.app.proxy.upload;
    const url = "https://api.example.com";
    const data = { format: "RAW", value: new Blob(["some blob object"]) };
    await new Promise((resolve) => {
      upload(
        id,
        url,
        "POST",
        {},
        data,
        (body: string, status: number, headers: object) => {
          resolve(told.push(status, JSON.parse(body), typeof headers));
        },
        resolve,
      );
    });
    await upload(id, url, "POST", {}, data).then((args) => {
      told.push(args.length, args[1], JSON.parse(args[0]), args[2]["Content-Type"]);
    });
    return told;
  }, pluginApp.plugin);
  expect(told).toEqual([200, { a: 1 }, "object", 3, 200, { a: 1 }, "application/json"]);
  expect(upstream.requests.map(({ body }) => body.toString())).toEqual(["some blob object", "some blob object"]);
});

test("004.06 004.07 kintone.api lists plug-ins", async ({ pluginApp, page }) => {
  await pluginApp.openList();
  const answers = await page.evaluate(
    (parameters) =>
      Promise.all(
        parameters.map(
          (each) =>
            new Promise((ok, ng) => {
              kintone.api(kintone.api.url("/k/v1/plugins.json", true), "GET", each, ok, ng);
            }),
        ),
      ),
    [{ offset: 0, limit: 3 }, { ids: ["no-package-can-have-this-id", "norXthis"] }, { ids: [pluginApp.plugin] }],
  );
  const [window, none, one] = answers as { plugins: { id: string }[] }[];
  expect(window?.plugins.length).toBeGreaterThan(0);
  expect(none).toEqual({ plugins: [] });
  expect(one).toEqual({
    plugins: [
      {
        id: pluginApp.plugin,
        name: "Probe",
        isMarketPlugin: false,
        version: "1",
        description: "Puts the plug-in functions within reach of a test.",
      },
    ],
  });
});
