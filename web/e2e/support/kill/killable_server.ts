import { execFileSync } from "node:child_process";
import { readdirSync, utimesSync } from "node:fs";
import http from "node:http";
import path from "node:path";
import { BINARY, type Database, freshPostgres, Plugdock, sql, temporaryFolder } from "../plugdock.ts";
import { until } from "../until.ts";

/** The result of `plugdock check`. */
export interface Checked {
  orphans: number;
  text: string;
}

/** Runs `plugdock check` on a folder, whether or not its server is running. Fails if any data is damaged. */
export function check(data: string, databaseUrl: string | undefined): Checked {
  const more = databaseUrl ? { PLUGDOCK_DATABASE_URL: databaseUrl } : {};
  const env = { PATH: process.env.PATH ?? "", ...more };
  try {
    const text = execFileSync(BINARY, ["check", "--data", data], { encoding: "utf8", env, stdio: "pipe" });
    return { orphans: Number(/(\d+) unused blobs?/.exec(text)?.[1]), text };
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    throw new Error(`plugdock check:\n${stdout}${stderr}`);
  }
}

/** A server that the test kills and restarts on the same folder and database. */
export class KillableServer {
  readonly data = temporaryFolder();
  readonly databaseUrl: string | undefined;
  /** The times from each start after a kill to the first `ready`, in milliseconds. */
  readonly starts: number[] = [];
  /** The number of kills. */
  kills = 0;
  #server: Plugdock | undefined;
  /** The time of the last kill. */
  #killed: string | undefined;

  constructor(
    readonly database: Database,
    readonly env: Record<string, string>,
  ) {
    this.databaseUrl = database === "postgres" ? freshPostgres() : undefined;
  }

  get origin(): string {
    return (this.#server as Plugdock).origin;
  }

  async #launch(): Promise<Plugdock> {
    const { database, data, databaseUrl, env } = this;
    this.#server = await Plugdock.launch({ database, data, env, ...(databaseUrl ? { databaseUrl } : {}) });
    return this.#server;
  }

  /** Starts the server and kills it after `after` milliseconds, which may be before it is ready. */
  async startAndKill(after: number): Promise<void> {
    await this.#launch();
    await new Promise((resolve) => setTimeout(resolve, after));
    await this.kill();
  }

  /** Starts the server, waits for `/-/ready`, and records how long that took. */
  async start(): Promise<void> {
    const begun = performance.now();
    const server = await this.#launch();
    let ended = false;
    server.exited.then(() => {
      ended = true;
    });
    while (!(await isReady(server.port))) {
      if (ended) throw new Error(`plugdock ended before it was ready:\n${server.log.text}`);
      if (performance.now() - begun > 30_000) throw new Error(`not ready in 30 s:\n${server.log.text}`);
    }
    if (this.kills > 0) this.starts.push(performance.now() - begun);
    await this.#mourn();
  }

  /**
   * Waits until the PostgreSQL processes of the killed server have ended. Until then, such a process may still commit a
   * transaction.
   */
  async #mourn(): Promise<void> {
    const url = this.databaseUrl;
    if (!url || !this.#killed) return;
    const left = `SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database()
      AND application_name = 'plugdock' AND backend_start < '${this.#killed}'`;
    await until("the connections of the killed server end", () => sql(url, left) === "0");
  }

  /** Sends SIGKILL, after which no code of the process runs. */
  async kill(): Promise<void> {
    const server = this.#server as Plugdock;
    server.process.kill("SIGKILL");
    await server.exited;
    this.kills += 1;
    this.#killed = new Date().toISOString();
    if (/panicked/.test(server.log.text)) throw new Error(`a panic:\n${server.log.text}`);
  }

  /** Runs `plugdock check`, whether or not the server is running. Fails if any data is damaged. */
  check(): Checked {
    return check(this.data, this.databaseUrl);
  }

  /** Makes every blob two days older, so that the sweep's grace period of one day is over for all of them. */
  ageBlobs(): void {
    const then = Date.now() / 1000 - 2 * 24 * 3600;
    const age = (folder: string) => {
      for (const entry of readdirSync(folder, { withFileTypes: true })) {
        const inner = path.join(folder, entry.name);
        if (entry.isDirectory()) age(inner);
        else utimesSync(inner, then, then);
      }
    };
    age(path.join(this.data, "blobs"));
  }

  /** Ends the server and removes its folder. */
  async end(): Promise<void> {
    await this.#server?.stop();
  }
}

function isReady(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const request = http.get({ host: "127.0.0.1", port, path: "/-/ready", agent: false }, (response) => {
      response.resume();
      response.once("end", () => resolve(response.statusCode === 200));
    });
    // No process listens yet. The pause of a millisecond leaves processor time to the starting server.
    request.once("error", () => setTimeout(() => resolve(false), 1));
  });
}
