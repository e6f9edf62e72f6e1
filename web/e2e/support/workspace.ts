import { readFileSync } from "node:fs";
import path from "node:path";
import { Client, Refused } from "./kill/client.ts";
import type { Plugdock } from "./plugdock.ts";
import { EXAMPLES, newKey, packOurs } from "./plugins.ts";

/** Signs a user in, creates an app with a text field and a file field, and uploads a package. */
export async function settle(server: Plugdock) {
  const client = new Client();
  await client.signIn(server.origin);
  const { app } = await client.call("POST", "preview/app.json", { name: "disk" });
  const properties = {
    title: { type: "SINGLE_LINE_TEXT", code: "title", label: "title" },
    files: { type: "FILE", code: "files", label: "files" },
  };
  await client.call("POST", "preview/app/form/fields.json", { app, properties });
  await client.call("POST", "preview/app/deploy.json", { apps: [{ app }] });
  const bytes = new Uint8Array(readFileSync(packOurs(path.join(EXAMPLES, "probe"), newKey())));
  const fileKey = await client.upload("probe.zip", bytes);
  let count = 0;
  const add = async () => {
    const title = { value: `${++count} ${"x".repeat(2000)}` };
    return client.call("POST", "record.json", { app, record: { title } });
  };
  const total = async () => Number((await client.call("GET", `records.json?app=${app}&totalCount=true`)).totalCount);
  return { client, app, fileKey, add, total };
}

/** Returns the refusal of a write that must fail. */
export async function refusal(write: () => Promise<unknown>): Promise<Refused> {
  try {
    await write();
  } catch (error) {
    if (error instanceof Refused) return error;
    throw error;
  }
  throw new Error("it was not refused");
}

/** Returns the body of `/-/ready`. */
export async function ready(server: Plugdock): Promise<string> {
  const response = await fetch(`http://127.0.0.1:${server.port}/-/ready`);
  return `${response.status} ${(await response.text()).trim()}`;
}

export const FULL = { status: 507, body: { code: "PD_STORAGE_FULL" } };
export const UNWRITABLE = { status: 503, body: { code: "PD_STORAGE_UNWRITABLE" } };
