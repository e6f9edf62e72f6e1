import { answered } from "../support/plugin_app.ts";
import { expect, test } from "../support/test.ts";
import { exampleHeaders, header } from "../support/upstream.ts";

// The worked examples of 003, "Notes on Saved Data", as requests.

test("003.34 003.35 R12.1 saved and called headers both go out", async ({ pluginApp, upstream }) => {
  await pluginApp.save("https://api.github.com", "GET", { k1: "v1" }, {});
  await pluginApp.publish();
  answered(await pluginApp.call("https://api.github.com", "GET", { k2: "v2" }));
  expect(exampleHeaders(upstream.only())).toEqual({ k1: "v1", k2: "v2" });
});

for (const method of ["POST", "PUT"]) {
  test(`003.36 003.42 R14.1 ${method} of an object: saved data is added, and wins`, async ({ pluginApp, upstream }) => {
    await pluginApp.save("https://api.github.com", method, {}, { k1: "v1", k2: 2, k3: true });
    await pluginApp.publish();
    const data = { k2: "called", k4: { nested: [1] } };
    answered(await pluginApp.call("https://api.github.com/x", method, {}, data));
    const sent = upstream.only();
    expect(sent.method).toBe(method);
    const merged = { k1: "v1", k2: 2, k3: true, k4: { nested: [1] } };
    expect(JSON.parse(sent.body.toString())).toEqual(merged);
    expect(header(sent, "content-type")).toEqual(["application/json"]);
    expect(header(sent, "content-length")).toEqual([String(sent.body.length)]);
  });

  test(`003.37 R14.4 ${method} of a string: the string alone, with saved headers`, async ({ pluginApp, upstream }) => {
    await pluginApp.save("https://api.github.com", method, { k1: "v1" }, { k1: "not sent" });
    await pluginApp.publish();
    answered(await pluginApp.call("https://api.github.com/x", method, {}, "a=1&b=é"));
    const sent = upstream.only();
    expect(sent.body.toString()).toBe("a=1&b=é");
    expect(exampleHeaders(sent)).toEqual({ k1: "v1" });
    expect(header(sent, "content-type")).toEqual([]);
  });
}

for (const method of ["GET", "DELETE"]) {
  test(`003.38 003.39 R13.1 ${method}: saved data goes to the end of the query`, async ({ pluginApp, upstream }) => {
    await pluginApp.save("https://api.github.com", method, {}, { k1: "v1", k2: "v2" });
    await pluginApp.publish();
    answered(await pluginApp.call("https://api.github.com?k=v", method, {}, { ignored: "1" }));
    const sent = upstream.only();
    expect(sent.target).toBe("/?k=v&k1=v1&k2=v2");
    expect(sent.method).toBe(method);
    expect(sent.body.length).toBe(0);
  });

  test(`003.38 R13.1 ${method}: a question mark is added where there is none`, async ({ pluginApp, upstream }) => {
    await pluginApp.save("https://api.github.com", method, {}, { k1: "a b&c", k2: "ü" });
    await pluginApp.publish();
    answered(await pluginApp.call("https://api.github.com/x", method));
    expect(upstream.only().target).toMatch(/^\/x\?k1=a(%20|\+)b%26c&k2=%C3%BC$/);
  });

  test(`003.43 ${method}: overlapping keys of the query both go out`, async ({ pluginApp, upstream }) => {
    await pluginApp.save("https://api.github.com", method, {}, { k1: "saved" });
    await pluginApp.publish();
    answered(await pluginApp.call("https://api.github.com/?k1=called", method));
    expect(upstream.only().target).toBe("/?k1=called&k1=saved");
  });
}

test("003.40 003.41 R11.1 of two proxy configs the longer one wins key by key", async ({ pluginApp, upstream }) => {
  await pluginApp.save("https://api.github.com", "GET", { k1: "v1", k2: "v2" }, {});
  await pluginApp.save("https://api.github.com/", "GET", { k2: "v2-1", k3: "v3" }, {});
  await pluginApp.publish();
  answered(await pluginApp.call("https://api.github.com/"));
  expect(exampleHeaders(upstream.only())).toEqual({ k1: "v1", k2: "v2-1", k3: "v3" });

  // In the other direction, the config of the longer URL does not apply to the shorter URL.
  upstream.forget();
  answered(await pluginApp.call("https://api.github.com"));
  expect(exampleHeaders(upstream.only())).toEqual({ k1: "v1", k2: "v2" });
});

test("003.42 003.44 R12.2 of the same key, the saved header wins", async ({ pluginApp, upstream }) => {
  await pluginApp.save("https://api.github.com", "GET", { k1: "v1", k2: "v2" }, {});
  await pluginApp.publish();
  answered(await pluginApp.call("https://api.github.com", "GET", { k2: "v2-1", k3: "v3" }));
  expect(exampleHeaders(upstream.only())).toEqual({ k1: "v1", k2: "v2", k3: "v3" });

  // Header names are compared without regard to case, and one header of each name is sent.
  upstream.forget();
  answered(await pluginApp.call("https://api.github.com", "GET", { K2: "v2-1", k3: "a", K3: "b" }));
  const sent = upstream.only();
  expect(header(sent, "k2")).toEqual(["v2"]);
  expect(header(sent, "k3")).toEqual(["b"]);
});

test("R10.1 R10.2 a proxy config never serves another origin or a path outside its own", async ({
  pluginApp,
  upstream,
}) => {
  await pluginApp.save("https://api.example.com", "GET", { k1: "secret" }, {});
  await pluginApp.save("https://api.github.com/public/", "GET", { k2: "secret" }, {});
  await pluginApp.publish();
  for (const [url, headers] of [
    ["https://api.example.com/a", { k1: "secret" }],
    ["https://api.example.com:8443/a", {}],
    ["https://api.github.com/public/a", { k2: "secret" }],
    ["https://api.github.com/public/../admin", {}],
    ["https://api.github.com/Public/a", {}],
  ] as const) {
    upstream.forget();
    answered(await pluginApp.call(url));
    expect(exampleHeaders(upstream.only()), url).toEqual(headers);
  }
});

test("R10.4 methods are upper-cased when saved and when called", async ({ pluginApp, upstream }) => {
  await pluginApp.save("https://api.example.com", "get", { k1: "v1" }, {});
  await pluginApp.publish();
  answered(await pluginApp.call("https://api.example.com", "gEt"));
  const sent = upstream.only();
  expect(sent.method).toBe("GET");
  expect(exampleHeaders(sent)).toEqual({ k1: "v1" });
});

test("R40.1 what is saved goes live with the app, not before", async ({ pluginApp, upstream }) => {
  await pluginApp.save("https://api.example.com", "GET", { k1: "v1" }, {});
  await pluginApp.openList();
  answered(await pluginApp.call("https://api.example.com"));
  expect(exampleHeaders(upstream.only())).toEqual({});

  upstream.forget();
  await pluginApp.publish();
  answered(await pluginApp.call("https://api.example.com"));
  expect(exampleHeaders(upstream.only())).toEqual({ k1: "v1" });
});

test("R24.1 a settings page calls with the preview proxy configs", async ({ pluginApp, upstream }) => {
  await pluginApp.save("https://api.example.com", "GET", { k1: "v1" }, {});
  answered(await pluginApp.call("https://api.example.com"));
  expect(exampleHeaders(upstream.only())).toEqual({ k1: "v1" });
});
