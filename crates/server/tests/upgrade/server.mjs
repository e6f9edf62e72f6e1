// A running `plugdock serve`, and who calls it.

import { spawn } from "node:child_process";
import { createServer } from "node:net";
import { setTimeout as wait } from "node:timers/promises";

/** A port that nobody listens on. */
async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

export class Server {
  /** The password of every user. */
  password = "correct:horse";
  #process;
  #ended;
  #session = {};

  /** Starts a server on that data and signs the administrator in. */
  static async start({ binary, data, url }, credentials) {
    const server = new Server();
    const port = await freePort();
    server.origin = `http://127.0.0.1:${port}`;
    const options = ["serve", "--listen", `127.0.0.1:${port}`, "--data", data, "--credentials", credentials];
    server.#process = spawn(binary, options, {
      env: {
        PATH: process.env.PATH,
        PLUGDOCK_LOG: "warn",
        PLUGDOCK_ADMIN_PASSWORD: server.password,
        ...(url ? { PLUGDOCK_DATABASE_URL: url } : {}),
      },
      stdio: ["ignore", "ignore", "inherit"],
    });
    // A failure on the way leaves no server behind.
    process.once("exit", () => server.#process.kill());
    server.#ended = new Promise((resolve) => server.#process.once("close", resolve));
    const ready = () =>
      fetch(`${server.origin}/-/ready`).then(
        (reply) => reply.ok,
        () => false,
      );
    for (let tries = 0; !(await ready()); tries += 1) {
      if (tries > 300) throw new Error("the server is not ready after half a minute");
      await wait(100);
    }
    const signedIn = await fetch(`${server.origin}/k/api/session.json`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ username: "admin", password: server.password }),
    });
    const cookie = signedIn.headers.getSetCookie().map((line) => line.split(";")[0]);
    server.#session = {
      Cookie: cookie.join("; "),
      "X-Plugdock-Csrf": (await signedIn.json()).csrf,
      "X-Requested-With": "XMLHttpRequest",
    };
    return server;
  }

  /** Ends the server in order: what waits to be written is written. */
  async stop() {
    this.#process.kill("SIGTERM");
    await this.#ended;
  }

  /** The headers of a caller: a page of the administrator's, an API token, or somebody by password. */
  #headers(as) {
    if (as === "session") return this.#session;
    if (as.startsWith("token:")) return { "X-Cybozu-API-Token": as.slice("token:".length) };
    return { "X-Cybozu-Authorization": Buffer.from(`${as}:${this.password}`).toString("base64") };
  }

  /** The whole answer, whatever it is. */
  async send(as, method, address, body) {
    const headers = { ...this.#headers(as), "Accept-Language": "en" };
    if (body) headers["Content-Type"] = "application/json";
    const reply = await fetch(this.origin + address, { method, headers, body: body && JSON.stringify(body) });
    return { status: reply.status, bytes: Buffer.from(await reply.arrayBuffer()) };
  }

  /** Calls, expects to be served, and returns the JSON. */
  async call(method, address, body, as = "admin") {
    const { status, bytes } = await this.send(as, method, address, body);
    if (status !== 200) throw new Error(`${method} ${address} as ${as}: ${status} ${bytes}`);
    return JSON.parse(bytes);
  }

  /** Uploads a file and returns its key. */
  async upload(name, content, as = "admin") {
    const form = new FormData();
    form.append("file", new Blob([content]), name);
    const headers = this.#headers(as);
    const reply = await fetch(`${this.origin}/k/v1/file.json`, { method: "POST", headers, body: form });
    if (!reply.ok) throw new Error(`${name}: ${reply.status} ${await reply.text()}`);
    return (await reply.json()).fileKey;
  }

  /** Makes an app's preview settings live. */
  async deploy(app) {
    await this.call("POST", "/k/v1/preview/app/deploy.json", { apps: [{ app }] });
    const asked = `/k/v1/preview/app/deploy.json?apps=${app}`;
    while ((await this.call("GET", asked)).apps[0].status === "PROCESSING") await wait(50);
    const [{ status }] = (await this.call("GET", asked)).apps;
    if (status !== "SUCCESS") throw new Error(`deploy of ${app}: ${status}`);
  }

  /** Saves headers and data for the calls of a plug-in. */
  async save(app, pluginId, url, headers, data = {}, method = "GET") {
    const body = { app: Number(app), pluginId, url, method, headers, data };
    await this.call("POST", "/k/api/plugin/proxy/config.json", body, "session");
  }
}
