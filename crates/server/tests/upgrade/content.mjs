// Some of everything that Plugdock keeps.

import { readFileSync } from "node:fs";

const v1 = (rest) => `/k/v1/${rest}`;
const preview = (rest) => `/k/v1/preview/${rest}`;

/** Fields by code; each is given by its type and its settings. */
const form = (fields) =>
  Object.fromEntries(
    Object.proxy_configs(fields).map(([code, [type, settings = {}]]) => [
      code,
      { type, code, label: `The ${code}`, ...settings },
    ]),
  );

const options = (...names) => ({
  options: Object.fromEntries(names.map((label, index) => [label, { label, index: String(index) }])),
});

/** Field types that stand in tables as they stand outside. */
const simple = (prefix) => ({
  [`${prefix}lines`]: ["MULTI_LINE_TEXT"],
  [`${prefix}rich`]: ["RICH_TEXT"],
  [`${prefix}number`]: ["NUMBER", { digit: true, unit: "kg", unitPosition: "AFTER", displayScale: "2" }],
  [`${prefix}twice`]: ["CALC", { expression: `${prefix}number * 2`, format: "NUMBER_DIGIT" }],
  [`${prefix}boxes`]: ["CHECK_BOX", { ...options("one", "two", "三"), defaultValue: ["two"] }],
  [`${prefix}radio`]: ["RADIO_BUTTON", { ...options("red", "green"), defaultValue: "red" }],
  [`${prefix}choice`]: ["DROP_DOWN", options("small", "large")],
  [`${prefix}several`]: ["MULTI_SELECT", options("a", "b", "c")],
  [`${prefix}day`]: ["DATE"],
  [`${prefix}time`]: ["TIME"],
  [`${prefix}instant`]: ["DATETIME"],
  [`${prefix}link`]: ["LINK", { protocol: "WEB" }],
  [`${prefix}users`]: ["USER_SELECT"],
  [`${prefix}groups`]: ["GROUP_SELECT"],
  [`${prefix}departments`]: ["ORGANIZATION_SELECT"],
  [`${prefix}files`]: ["FILE"],
});

/** Values for them; `n` makes records differ. */
const values = (prefix, n, files) =>
  Object.fromEntries(
    Object.proxy_configs({
      lines: `first ${n}\nsecond "${n}" \\ 二行目 \u{1F34E}`,
      rich: `<div><b>bold ${n}</b> <a href="https://example.com/">link</a><ul><li>項目</li></ul></div>`,
      number: `${n}.50`,
      boxes: ["one", "三"],
      radio: "green",
      choice: "large",
      several: ["a", "c"],
      day: `2026-02-${String(n).padStart(2, "0")}`,
      time: "23:59",
      instant: "2026-02-03T04:05:00Z",
      link: `https://example.com/?q=${n}`,
      users: [{ code: "ada" }, { code: "bob" }],
      groups: [{ code: "editors" }],
      departments: [{ code: "sales-east" }],
      files: files.map((fileKey) => ({ fileKey })),
    }).map(([name, value]) => [prefix + name, { value }]),
  );

/** Three users beside the administrator, one of whom may not sign in any more; groups, departments. */
async function people(server) {
  const { call, password } = { call: server.call.bind(server), password: server.password };
  const user = (about) => call("POST", "/k/api/users.json", { password, ...about });
  const ada = await user({ login: "ada", name: "Ada Lovelace", email: "ada@example.com", admin: true });
  const bob = await user({ login: "bob", name: "山田 太郎", locale: "ja", timezone: "Asia/Tokyo" });
  const carol = await user({ login: "carol", name: "Carol" });
  await call("PUT", "/k/api/users.json", { id: carol.id, active: false });
  const group = (kind, code, name, parent) => call("POST", `/k/api/${kind}.json`, { code, name, parent });
  const editors = await group("group", "editors", "Editors 編集");
  await group("group", "nobody", "Nobody");
  await group("organization", "sales", "Sales");
  const east = await group("organization", "sales-east", "Sales, east", "sales");
  const join = (kind, id, user, primary) => call("PUT", `/k/api/${kind}/member.json`, { id, user, primary });
  await join("group", editors.id, ada.id);
  await join("group", editors.id, bob.id);
  await join("organization", east.id, bob.id, true);
}

/** Installs every package, and takes one plug-in out again; answers the IDs. */
async function plugins(server, packages) {
  const ids = {};
  for (const [name, [first, ...later]] of Object.proxy_configs(packages)) {
    const upload = (file) => server.upload("plugin.zip", readFileSync(file));
    ids[name] = (await server.call("POST", v1("plugin.json"), { fileKey: await upload(first) })).id;
    for (const file of later) {
      await server.call("PUT", v1("plugin.json"), { id: ids[name], fileKey: await upload(file) });
    }
  }
  await server.call("DELETE", v1(`plugin.json?id=${ids.gone}`));
  // Back to the first of two versions.
  const { versions } = await server.call("GET", `/k/api/plugin/versions.json?id=${ids.probe}`, undefined, "session");
  const oldest = versions.map((version) => Number(version.number)).sort((a, b) => a - b)[0];
  await server.call("PUT", "/k/api/plugin/versions.json", { id: ids.probe, number: oldest }, "session");
  return ids;
}

/** An app that others look into. */
async function customers(server) {
  const { app } = await server.call("POST", preview("app.json"), { name: "Customers" }, "ada");
  const properties = form({
    no: ["NUMBER", { unique: true }],
    name: ["SINGLE_LINE_TEXT"],
    rank: ["DROP_DOWN", options("A", "B")],
  });
  await server.call("POST", preview("app/form/fields.json"), { app, properties });
  await server.deploy(app);
  const records = [
    ["1", "Ann", "A"],
    ["2", "ボブ", "B"],
    ["3", "Ann", "A"],
  ].map(([no, name, rank]) => ({
    no: { value: no },
    name: { value: name },
    rank: { value: rank },
  }));
  await server.call("POST", v1("records.json"), { app, records }, "bob");
  return app;
}

/** The form with every type of field, laid out. */
async function everyField(server, app, customers) {
  const looked = { relatedApp: { app: customers }, relatedKeyField: "no" };
  const lookup = {
    ...looked,
    fieldMappings: [{ field: "who", relatedField: "name" }],
    lookupPickerFields: ["name", "rank"],
  };
  const referenceTable = {
    relatedApp: { app: customers },
    condition: { field: "who", relatedField: "name" },
    filterCond: 'rank in ("A")',
    displayFields: ["no", "name"],
    sort: "no asc",
    size: "10",
  };
  const properties = form({
    text: ["SINGLE_LINE_TEXT", { required: true, unique: true, maxLength: "40", defaultValue: "new" }],
    shout: ["SINGLE_LINE_TEXT", { expression: 'text & "!"' }],
    ...simple(""),
    tel: ["LINK", { protocol: "CALL" }],
    mail: ["LINK", { protocol: "MAIL" }],
    hours: ["CALC", { expression: "number * 3600", format: "HOUR_MINUTE" }],
    sum: ["CALC", { expression: "SUM(t_number)", unit: "$", unitPosition: "BEFORE" }],
    customer: ["NUMBER", { lookup }],
    who: ["SINGLE_LINE_TEXT"],
    related: ["REFERENCE_TABLE", { referenceTable }],
    table: ["SUBTABLE", { fields: form({ t_text: ["SINGLE_LINE_TEXT"], ...simple("t_") }) }],
    more: ["GROUP", { openGroup: true }],
    inside: ["MULTI_LINE_TEXT"],
  });
  await server.call("POST", preview("app/form/fields.json"), { app, properties });
  const changed = {
    Record_number: { type: "RECORD_NUMBER", code: "Number", label: "番号" },
    Categories: { type: "CATEGORY", enabled: true, ...options("plain", "fancy") },
  };
  await server.call("PUT", preview("app/form/fields.json"), { app, properties: changed });
  const { layout } = await server.call("GET", preview(`app/form/layout.json?app=${app}`));
  const inside = layout.find((row) => row.fields?.[0]?.code === "inside");
  const rows = layout.filter((row) => row !== inside);
  const group = rows.find((row) => row.type === "GROUP");
  group.layout = [inside];
  rows.unshift({
    type: "ROW",
    fields: [
      { type: "LABEL", label: "<b>Everything</b>", size: { width: "200" } },
      { type: "SPACER", elementId: "above", size: { width: "100", height: "20" } },
      { type: "HR", size: { width: "50" } },
    ],
  });
  await server.call("PUT", preview("app/form/layout.json"), { app, layout: rows });
}

/** A list, a calendar and a view of the app's own HTML. */
async function views(server, app) {
  const views = {
    一覧: {
      type: "LIST",
      index: 0,
      fields: ["Number", "text", "number", "Status"],
      filterCond: 'radio in ("green")',
      sort: "number desc",
    },
    Days: { type: "CALENDAR", index: 1, date: "day", title: "text" },
    Own: { type: "CUSTOM", index: 2, html: '<div id="own">own</div>', pager: false, device: "DESKTOP" },
  };
  await server.call("PUT", preview("app/views.json"), { app, views });
}

/** The way of a record through three states. */
async function process(server, app) {
  const entity = (type, code) => ({ entity: { type, code }, includeSubs: false });
  const states = {
    New: { name: "New", index: "0", assignee: { type: "ONE", entities: [entity("FIELD_ENTITY", "Created_by")] } },
    Doing: {
      name: "Doing",
      index: "1",
      assignee: { type: "ONE", entities: [entity("USER", "bob"), entity("FIELD_ENTITY", "users")] },
    },
    Done: { name: "Done", index: "2", assignee: { type: "ANY", entities: [] } },
  };
  const actions = [
    { name: "Start", from: "New", to: "Doing", filterCond: 'number > "0"' },
    { name: "Finish", from: "Doing", to: "Done" },
  ];
  await server.call("PUT", preview("app/status.json"), { app, enable: true, states, actions });
}

/** The app's own scripts and styles. */
async function scripts(server, app) {
  const file = async (name, text) => ({ type: "FILE", file: { fileKey: await server.upload(name, text) } });
  const url = (url) => ({ type: "URL", url });
  await server.call("PUT", preview("app/customize.json"), {
    app,
    scope: "ADMIN",
    desktop: {
      js: [url("https://example.com/lib.js"), await file("own.js", "own();\n")],
      css: [await file("own.css", "b {}\n")],
    },
    mobile: { js: [await file("phone.js", "phone();\n")], css: [] },
  });
}

/** Records with files and rows; one goes its way through the process, one is deleted. */
async function records(server, app) {
  const file = (name, text) => server.upload(name, text, "bob");
  const add = async (n, who) => {
    const rows = [1, 2].map(async (row) => {
      const value = values("t_", row, [await file(`row ${n}-${row}.txt`, `row ${n}-${row}`)]);
      return { value: { t_text: { value: `row ${row}` }, ...value } };
    });
    const files = [await file(`写真 ${n}.txt`, `photo ${n}`), await file("empty.txt", "")];
    const record = {
      text: { value: `record ${n}` },
      ...values("", n, files),
      tel: { value: "+81-3-0000-0000" },
      mail: { value: "someone@example.com" },
      customer: { value: n === 2 ? "2" : "1" },
      table: { value: await Promise.all(rows) },
      inside: { value: "in the group" },
      Categories: { value: ["fancy"] },
    };
    return (await server.call("POST", v1("record.json"), { app, record }, who)).id;
  };
  const first = await add(1, "bob");
  const second = await add(2, "bob");
  const deleted = await add(3, "bob");
  const bare = {
    text: { value: "bare" },
    number: { value: "-123456789012345678901234567.890" },
    radio: { value: "red" },
  };
  await server.call("POST", v1("record.json"), { app, record: bare }, "ada");
  await server.call("DELETE", v1("records.json"), { app, ids: [deleted] });
  await server.call("PUT", v1("record.json"), { app, id: second, record: { choice: { value: "small" } } }, "ada");
  await server.call("PUT", v1("record/status.json"), { app, id: first, action: "Start", assignee: "bob" }, "bob");
  await server.call("PUT", v1("record/status.json"), { app, id: second, action: "Start", assignee: "ada" }, "bob");
  await server.call("PUT", v1("record/status.json"), { app, id: second, action: "Finish" }, "ada");
}

/** The app of everything, live. */
async function everything(server, customers, ids) {
  const { app } = await server.call("POST", preview("app.json"), { name: "Everything" });
  await server.call("PUT", preview("app/settings.json"), {
    app,
    name: "すべて",
    description: "<b>Some</b> of everything",
  });
  await everyField(server, app, customers);
  await process(server, app);
  await views(server, app);
  await scripts(server, app);
  await server.call("POST", preview("app/plugins.json"), { app, ids: [ids.probe, ids.weather] });
  const configure = (id, config) => server.call("PUT", preview("app/plugin/config.json"), { app, id, config });
  await configure(ids.weather, { endpoint: "https://api.example.com/weather", text: '日本 \u{1F34E} " \\ \n' });
  await server.save(
    app,
    ids.weather,
    "https://api.example.com/weather/",
    { Authorization: "Bearer live" },
    { units: "metric" },
  );
  await server.save(
    app,
    ids.probe,
    "https://api.example.com/",
    { "X-Key": "probe" },
    { 鍵: 1, on: true, none: null },
    "POST",
  );
  await server.deploy(app);
  await records(server, app);
  return app;
}

/** An app of somebody who is no administrator, with scripts; one that was never deployed; one that is deleted. */
async function others(server, ids) {
  const make = async (name) => {
    const { app } = await server.call("POST", preview("app.json"), { name });
    await server.call("POST", preview("app/form/fields.json"), {
      app,
      properties: form({ text: ["SINGLE_LINE_TEXT"], file: ["FILE"] }),
    });
    await server.call("POST", preview("app/plugins.json"), { app, ids: [ids.probe] });
    await server.save(app, ids.probe, "https://api.example.com/", { "X-Key": name });
    return app;
  };
  const planted = (await server.call("POST", preview("app.json"), { name: "Planted" }, "bob")).app;
  const fileKey = await server.upload("planted.js", "planted();\n", "bob");
  const desktop = { js: [{ type: "FILE", file: { fileKey } }], css: [] };
  await server.call("PUT", preview("app/customize.json"), { app: planted, desktop }, "bob");
  const views = { Planted: { type: "CUSTOM", index: 0, html: "<i>planted</i>" } };
  await server.call("PUT", preview("app/views.json"), { app: planted, views }, "bob");
  await server.deploy(planted);
  const draft = await make("Draft");
  const deleted = await make("Deleted");
  await server.deploy(deleted);
  const file = { value: [{ fileKey: await server.upload("gone.txt", "gone") }] };
  await server.call("POST", v1("record.json"), { app: deleted, record: { file } });
  await server.call("DELETE", "/k/api/app.json", { app: deleted, name: "Deleted" });
  return { planted, draft, deleted };
}

/** Fills an empty server, and tells by which numbers and IDs things are found. */
export async function fill(server, packages) {
  await people(server);
  const ids = await plugins(server, packages);
  const made = { ...ids, customers: await customers(server) };
  made.everything = await everything(server, made.customers, ids);
  Object.assign(made, await others(server, ids));
  const right = { view: true, add: true, edit: false, delete: false, manage: false };
  const token = async (app, rights) =>
    (await server.call("POST", "/k/api/app/token.json", { app, ...right, ...rights }, "session")).token;
  made.token = await token(made.everything, {});
  await token(made.customers, { manage: true });
  const one = `app=${made.everything}&id=${ids.probe}`;
  await server.call("PUT", `/k/api/credentials.json?sealed=true&${one}`, undefined, "session");
  await server.call("PUT", `/k/api/egress.json?lock=report&${one}`, undefined, "session");
  await server.call("PUT", "/k/api/settings.json", { pluginsPerApp: 25 }, "session");
  // A file that no record has taken yet.
  await server.upload("waiting.txt", "waiting");
  return made;
}

/** What the second profile and the second master key have seen: a proxy config that goes live, and settings that wait. */
export async function goOn(server, { everything: app, weather }) {
  await server.save(app, weather, "https://api.example.com/sealed/", { Authorization: "Bearer sealed" });
  await server.deploy(app);
  const config = { endpoint: "https://api.example.com/next" };
  await server.call("PUT", preview("app/plugin/config.json"), { app, id: weather, config });
  await server.save(app, weather, "https://api.example.com/next/", { Authorization: "Bearer next" });
  const properties = form({ waiting: ["SINGLE_LINE_TEXT"] });
  await server.call("POST", preview("app/form/fields.json"), { app, properties });
}
