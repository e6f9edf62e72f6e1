// What is asked of the data, and what it answers. The test asks the same of today's program.

import { createHash } from "node:crypto";

/** What a line of the answers holds of a body: the JSON, the code of an error, or the hash of bytes. */
function told(status, bytes) {
  let json;
  try {
    json = JSON.parse(bytes);
  } catch {
    return { sha256: createHash("sha256").update(bytes).digest("hex") };
  }
  // The rest of an error is a number of its own and a text.
  return { answer: status >= 400 ? { code: json.code } : json };
}

/** Every file key in an answer. */
function fileKeys(value) {
  if (value === null || typeof value !== "object") return [];
  const own = typeof value.fileKey === "string" ? [value.fileKey] : [];
  return [...own, ...Object.values(value).flatMap(fileKeys)];
}

/** Asks after all that is kept; answers `{as, method, path, body, status, answer | sha256}`. */
export async function answers(server, made) {
  const lines = [];
  const ask = async (as, path, body) => {
    const method = body ? "POST" : "GET";
    const { status, bytes } = await server.send(as, method, path, body);
    const line = { as, method, path, body, status, ...told(status, bytes) };
    lines.push(line);
    return line;
  };

  for (const path of ["apps.json", "plugins.json", "plugins/required.json"]) await ask("admin", `/k/v1/${path}`);
  for (const path of ["users.json", "groups.json", "organizations.json"]) await ask("admin", `/v1/${path}`);
  for (const code of ["editors", "nobody"]) await ask("admin", `/v1/group/users.json?code=${code}`);
  for (const code of ["sales", "sales-east"]) await ask("admin", `/v1/organization/users.json?code=${code}`);
  for (const part of ["groups", "organizations"]) await ask("admin", `/v1/user/${part}.json?code=bob`);
  await ask("session", "/k/api/users.json");
  // One who may not sign in any more, and one who may.
  await ask("carol", "/k/v1/apps.json");
  await ask("bob", `/k/v1/app.json?id=${made.everything}`);

  await ask("admin", `/k/v1/app.json?id=${made.deleted}`);
  for (const app of [made.customers, made.everything, made.planted, made.draft]) {
    await ask("admin", `/k/v1/app.json?id=${app}`);
    await ask("session", `/k/api/app/token.json?app=${app}`);
    for (const stage of ["", "preview/"]) {
      const parts = ["settings", "form/fields", "form/layout", "views", "status", "customize", "plugins"];
      for (const part of parts) await ask("admin", `/k/v1/${stage}app/${part}.json?app=${app}`);
      for (const id of [made.probe, made.weather]) {
        await ask("admin", `/k/v1/${stage}app/plugin/config.json?app=${app}&id=${id}`);
      }
    }
  }
  for (const id of [made.probe, made.weather, made.gone]) {
    await ask("session", `/k/api/plugin/versions.json?id=${id}`);
    await ask("admin", `/k/v1/plugin/apps.json?id=${id}`);
  }

  const keys = new Set(fileKeys((await records(ask, made)).answer));
  await entries(ask, made);
  for (const key of keys) await ask("session", `/k/api/file.json?fileKey=${key}`);
  return lines;
}

/** Records, by queries over each kind of column, and what is read beside them; answers all of them. */
async function records(ask, made) {
  const app = made.everything;
  const listed = (query) => `/k/v1/records.json?app=${app}&totalCount=true&query=${encodeURIComponent(query)}`;
  const all = await ask("admin", listed("order by $id asc"));
  for (const { $id } of all.answer.records) await ask("admin", `/k/v1/record.json?app=${app}&id=${$id.value}`);
  await ask("admin", `/k/v1/record.json?app=${app}&id=3`);
  await ask("admin", `/k/v1/records.json?app=${made.customers}`);
  await ask(`token:${made.token}`, listed('text = "bare"'));
  const queries = [
    "number < 0",
    "order by number desc",
    'rich like "bold"',
    'boxes in ("三")',
    'users in ("bob") and radio in ("green")',
    'groups in ("editors") and departments in ("sales-east")',
    'day >= "2026-02-02" and time <= "23:59"',
    't_text in ("row 1")',
    'files like "写真"',
    'Status = "Done"',
    'Assignee in ("bob")',
    'Created_by in ("ada")',
    'Categories in ("fancy")',
    "twice > 2 order by sum asc",
    'who = "ボブ"',
  ];
  for (const query of queries) await ask("admin", `${listed(query)}&fields=$id`);
  await ask("session", `/k/api/report.json?app=${app}&group=choice&function=sum&field=number`);
  await ask("session", `/k/api/record/lookup.json?app=${app}&field=customer&value=1`);
  await ask("session", `/k/api/record/related.json?app=${app}&field=related&id=1`);
  await ask("session", `/k/api/export.csv?app=${app}`);
  return all;
}

/** Saved headers and data, as pages read them: live, in preview, and where they are sealed. */
async function entries(ask, made) {
  const read = (app, pluginId, page, url, method = "GET") =>
    ask("session", "/k/api/plugin/proxy/config/get.json", { app: Number(app), pluginId, page, url, method });
  const { everything: app, weather, probe } = made;
  for (const page of ["live", "preview", "settings"]) {
    for (const part of ["weather", "next", "sealed"])
      await read(app, weather, page, `https://api.example.com/${part}/`);
    await read(app, probe, page, "https://api.example.com/", "POST");
  }
  await read(made.draft, probe, "preview", "https://api.example.com/");
}
