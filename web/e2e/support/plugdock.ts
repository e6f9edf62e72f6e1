import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "@playwright/test";
import { until } from "./until.ts";

export type Database = "sqlite" | "postgres";

/**
 * The administrator of every server that these tests start. The password has a colon, which the authentication header
 * must preserve (8.1).
 */
export const ADMIN = { name: "admin", password: "correct:horse" };

/** The tested binary. */
export const BINARY = process.env.PLUGDOCK_BIN ?? path.resolve(import.meta.dirname, "../../../target/release/plugdock");

/** Creates a folder in the temporary directory. It is removed when the process ends. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), "plugdock-e2e-"));
  folders.push(folder);
  return folder;
}

const folders: string[] = [];
process.once("exit", () => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** Creates an empty PostgreSQL database and returns its URL. */
export function freshPostgres(): string {
  const url = process.env.PLUGDOCK_TEST_DATABASE_URL;
  if (!url) {
    throw new Error("PLUGDOCK_TEST_DATABASE_URL does not say where PostgreSQL is (scripts/test does)");
  }
  const name = `e2e_${process.pid}_${Date.now()}_${Math.floor(Math.random() * 1e6)}`;
  sql(url, `CREATE DATABASE ${name}`);
  const fresh = new URL(url);
  fresh.pathname = `/${name}`;
  return fresh.href;
}

/** Runs one statement and returns the plain output of psql. */
export function sql(url: string, statement: string): string {
  const options = ["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1"];
  return execFileSync("psql", [...options, "-c", statement, url], { encoding: "utf8" }).trim();
}

/** The options with which `plugdock serve` is started. */
export interface Settings {
  database: Database;
  /** An existing database and folder, for a second process on the same data. The default is new ones. */
  databaseUrl?: string;
  data?: string;
  /** More environment variables. `{port}` in a value stands for the port of the server. */
  env?: Record<string, string>;
  /** The address to listen on. The default is 127.0.0.1. */
  host?: string;
}

/** A running `plugdock serve` with an empty folder and an empty database. */
export class Plugdock {
  private constructor(
    readonly port: number,
    readonly data: string,
    readonly databaseUrl: string | undefined,
    readonly process: ChildProcess,
    readonly log: { text: string },
    readonly exited: Promise<number | null>,
  ) {}

  /** The server's origin. The vendor's clients accept `http:` only for `localhost` (9.1). */
  get origin(): string {
    return `http://localhost:${this.port}`;
  }

  /** Starts a server and waits until it is ready. */
  static async start(settings: Settings): Promise<Plugdock> {
    const server = await Plugdock.launch(settings);
    const ended = server.exited.then((code) => {
      throw new Error(`plugdock ended with ${code} before it was ready:\n${server.log.text}`);
    });
    const ready = until("plugdock is ready", () => server.#isReady(), 30_000).catch((error) => {
      throw new Error(`${error}\n${server.log.text}`);
    });
    await Promise.race([ready, ended]);
    ended.catch(() => {}); // the server may end later without failing the test
    return server;
  }

  /** Starts a server without waiting until it is ready. */
  static async launch(settings: Settings): Promise<Plugdock> {
    const port = await freePort();
    const data = settings.data ?? temporaryFolder();
    const databaseUrl = settings.databaseUrl ?? (settings.database === "postgres" ? freshPostgres() : undefined);
    const listen = `${settings.host ?? "127.0.0.1"}:${port}`;
    const child = spawn(BINARY, ["serve", "--listen", listen, "--data", data], {
      cwd: data,
      env: {
        PATH: process.env.PATH ?? "",
        PLUGDOCK_ADMIN_NAME: ADMIN.name,
        PLUGDOCK_ADMIN_PASSWORD: ADMIN.password,
        PLUGDOCK_PUBLIC_URL: `http://localhost:${port}`,
        ...(databaseUrl ? { PLUGDOCK_DATABASE_URL: databaseUrl } : {}),
        ...withPort(settings.env ?? {}, port),
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const log = { text: "" };
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => {
        log.text += text;
      });
    }
    const exited = new Promise<number | null>((resolve) => {
      child.once("close", (code) => resolve(code));
    });
    return new Plugdock(port, data, databaseUrl, child, log, exited);
  }

  /** Ends the server immediately and removes its folder. */
  async stop(): Promise<void> {
    this.process.kill("SIGKILL");
    await this.exited;
    rmSync(this.data, { recursive: true, force: true });
  }

  async #isReady(): Promise<boolean> {
    try {
      return (await fetch(`http://127.0.0.1:${this.port}/-/ready`)).ok;
    } catch {
      return false; // the server does not listen yet
    }
  }
}

function withPort(env: Record<string, string>, port: number): Record<string, string> {
  return Object.fromEntries(Object.entries(env).map(([name, value]) => [name, value.replace("{port}", String(port))]));
}

/** Waits until a server that must refuse to start has ended, and returns its output. */
export async function refusal(server: Plugdock): Promise<string> {
  const code = await server.exited;
  expect(code, server.log.text).not.toBe(0);
  expect(code, "it ended by itself").not.toBeNull();
  return server.log.text;
}

/** Returns a port of 127.0.0.1 that is free at this moment. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
