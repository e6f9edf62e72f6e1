// Makes the kept data of one release: `node make.mjs BINARY POSTGRES_URL FOLDER`. README.md says when.

import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { answers } from "./answers.mjs";
import { fill, goOn } from "./content.mjs";
import { Server } from "./server.mjs";

const [binary, postgresUrl, folder] = process.argv.slice(2);
if (!folder) throw new Error("usage: node make.mjs BINARY POSTGRES_URL FOLDER");
const examples = path.resolve(import.meta.dirname, "../../../../examples/plugins");

/** Runs a program of this machine and returns what it prints. */
const run = (program, ...args) => execFileSync(program, args, { encoding: "utf8", maxBuffer: 1 << 28 });

/** Packs an example plug-in with its key, and what the manifest has otherwise. */
function pack(work, name, key, manifest) {
  const source = path.join(work, `${name}-${manifest.version}`);
  cpSync(path.join(examples, name), source, { recursive: true });
  const file = path.join(source, "manifest.json");
  writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, "utf8")), ...manifest }));
  run(binary, "pack", "--input", source, "--private-key", key, "--output", `${source}.zip`);
  return `${source}.zip`;
}

/** Two versions of each example plug-in, and one more plug-in. */
function packages(work) {
  const key = (name) => path.join(work, `${name}.ppk`);
  for (const name of ["probe", "weather-desk", "gone"]) run(binary, "keygen", "--output", key(name));
  return {
    probe: [1, 2].map((version) => pack(work, "probe", key("probe"), { version })),
    weather: ["1.0.0", "1.1.0"].map((version) => pack(work, "weather-desk", key("weather-desk"), { version })),
    gone: [pack(work, "probe", key("gone"), { version: 7, name: { en: "Gone", ja: "去ったもの" } })],
  };
}

/** The dump from its first table on: what stands before it sets up one version of PostgreSQL. */
function dump(url) {
  const text = run("pg_dump", "--inserts", "--no-owner", "--no-privileges", url);
  return text.slice(text.indexOf("CREATE TABLE")).replace(/^\\.*$/gm, "");
}

/** Lines of the audit log, counted in the backup. */
function auditLines(backup) {
  const parts = run("tar", "-tf", backup)
    .split("\n")
    .filter((name) => /^tables\/.*audit/.test(name));
  const lines = (name) => run("tar", "-xOf", backup, name).trimEnd().split("\n").length - 1;
  return parts.reduce((sum, name) => sum + lines(name), 0);
}

/** Everything of one database: an archive with the data, and the answers that it gives. */
async function make(work, database, url) {
  const kept = path.join(work, database);
  const data = path.join(kept, "data");
  mkdirSync(kept);
  const settings = { binary, data, url };
  const plugdock = (...args) =>
    execFileSync(binary, [...args, "--data", data], {
      env: { PATH: process.env.PATH, ...(url ? { PLUGDOCK_DATABASE_URL: url } : {}) },
    });

  let server = await Server.start(settings, "readable");
  const made = await fill(server, packages(mkdtempSync(path.join(work, "packages-"))));
  await server.stop();
  // Entries saved from here on are sealed with the second of two master keys, the older ones anew.
  plugdock("key", "rotate");
  server = await Server.start(settings, "sealed");
  await goOn(server, made);
  await server.stop();
  server = await Server.start(settings, "readable");
  const lines = await answers(server, made);
  await server.stop();

  const backup = path.join(kept, "backup.tar");
  plugdock("backup", "--to", backup, "--with-master-key");
  if (url) writeFileSync(path.join(kept, "dump.sql"), dump(url));
  rmSync(path.join(data, "plugdock.db.lock"), { force: true });
  const about = { madeAt: Date.now(), auditLines: auditLines(backup) };
  const text = [about, ...lines].map((line) => `${JSON.stringify(line)}\n`).join("");
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, `${database}.jsonl`), text);
  const archive = path.join(folder, `${database}.tar.gz`);
  run("tar", "-I", "gzip -9", "-cf", archive, "--owner=0", "--group=0", "-C", kept, ".");
}

const work = mkdtempSync(path.join(tmpdir(), "plugdock-upgrade-"));
try {
  await make(work, "sqlite");
  const name = `upgrade_${process.pid}`;
  const url = new URL(postgresUrl);
  url.pathname = `/${name}`;
  run("psql", "-q", "-d", postgresUrl, "-c", `CREATE DATABASE ${name}`);
  try {
    await make(work, "postgres", url.href);
  } finally {
    run("psql", "-q", "-d", postgresUrl, "-c", `DROP DATABASE ${name} WITH (FORCE)`);
  }
} finally {
  rmSync(work, { recursive: true, force: true });
}
