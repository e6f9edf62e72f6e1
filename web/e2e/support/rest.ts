import { readFileSync } from "node:fs";
import path from "node:path";
import { until } from "./until.ts";

/** The answer of an endpoint. */
export interface Reply {
  status: number;
  headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: the test checks the shape
  body: any;
}

/** The REST API for a user who signs in with a password. */
export class Rest {
  readonly #credential: string;

  constructor(
    readonly origin: string,
    name: string,
    password: string,
  ) {
    this.#credential = Buffer.from(`${name}:${password}`).toString("base64");
  }

  /** Calls an endpoint of /k/v1, or any path that is given whole. Returns the answer whatever its status. */
  async send(method: string, endpoint: string, body?: object): Promise<Reply> {
    const headers: Record<string, string> = { "X-Cybozu-Authorization": this.#credential };
    if (body) headers["Content-Type"] = "application/json";
    const path = endpoint.startsWith("/") ? endpoint : `/k/v1/${endpoint}`;
    const response = await fetch(this.origin + path, {
      method,
      headers,
      body: body ? JSON.stringify(body) : null,
    });
    return { status: response.status, headers: response.headers, body: await response.json() };
  }

  /** Calls an endpoint and expects success. */
  async call(method: string, endpoint: string, body?: object): Promise<Reply["body"]> {
    const reply = await this.send(method, endpoint, body);
    if (reply.status !== 200) {
      throw new Error(`${method} ${endpoint}: ${reply.status} ${JSON.stringify(reply.body)}`);
    }
    return reply.body;
  }

  /** Uploads a file and returns its key. */
  async upload(file: string): Promise<string> {
    const form = new FormData();
    form.append("file", new Blob([readFileSync(file)]), path.basename(file));
    const response = await fetch(`${this.origin}/k/v1/file.json`, {
      method: "POST",
      headers: { "X-Cybozu-Authorization": this.#credential },
      body: form,
    });
    const body = (await response.json()) as { fileKey: string };
    if (!response.ok) throw new Error(`file.json: ${response.status} ${JSON.stringify(body)}`);
    return body.fileKey;
  }

  /** Installs a package and returns the plug-in's ID. */
  async install(file: string): Promise<string> {
    return (await this.call("POST", "plugin.json", { fileKey: await this.upload(file) })).id;
  }

  /** Creates and deploys an app with a text field and a number field. */
  async makeApp(name: string): Promise<number> {
    const { app } = await this.call("POST", "preview/app.json", { name });
    await this.call("POST", "preview/app/form/fields.json", {
      app,
      properties: {
        title: { type: "SINGLE_LINE_TEXT", code: "title", label: "Title" },
        amount: { type: "NUMBER", code: "amount", label: "Amount" },
      },
    });
    await this.deploy(Number(app));
    return Number(app);
  }

  /** Adds plug-ins to an app's preview settings. */
  async addPlugins(app: number, ...ids: string[]): Promise<void> {
    await this.call("POST", "preview/app/plugins.json", { app, ids });
  }

  /** Deploys an app's preview settings and waits until that is done. */
  async deploy(app: number): Promise<void> {
    await this.call("POST", "preview/app/deploy.json", { apps: [{ app }] });
    await until(`app ${app} is deployed`, async () => {
      const { apps } = await this.call("GET", `preview/app/deploy.json?apps=${app}`);
      const [{ status }] = apps;
      if (status === "FAIL" || status === "CANCEL") throw new Error(`deploy of ${app}: ${status}`);
      return status === "SUCCESS";
    });
  }

  /** Adds one record and returns its ID. */
  async addRecord(app: number, title: string): Promise<string> {
    const record = { title: { value: title } };
    return (await this.call("POST", "record.json", { app, record })).id;
  }
}
