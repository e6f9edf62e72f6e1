import { execFileSync } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { BINARY, temporaryFolder } from "./plugdock.ts";

/** The folder of this repository's example plug-ins. */
export const EXAMPLES = path.resolve(import.meta.dirname, "../../../examples/plugins");

/** Returns the path of a program that npm installed for these tests. */
export function npmProgram(name: string): string {
  return path.resolve(import.meta.dirname, "../node_modules/.bin", name);
}

/** Writes a new private key to a file in the format of the vendor's tools (PKCS#1, 1024 bits). */
export function newKey(): string {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 1024 });
  const file = path.join(temporaryFolder(), "key.ppk");
  writeFileSync(file, privateKey.export({ type: "pkcs1", format: "pem" }));
  return file;
}

/** Packs a folder with the vendor's packer and returns the package's path. */
export function pack(folder: string, key: string): string {
  const file = path.join(temporaryFolder(), "plugin.zip");
  const options = ["--ppk", key, "--out", file, folder];
  execFileSync(npmProgram("kintone-plugin-packer"), options, { encoding: "utf8", stdio: "pipe" });
  return file;
}

/** Packs a folder with our own packer, which accepts features that the vendor's does not support yet. */
export function packOurs(folder: string, key: string): string {
  const file = path.join(temporaryFolder(), "plugin.zip");
  const options = ["pack", "--input", folder, "--private-key", key, "--output", file];
  execFileSync(BINARY, options, { encoding: "utf8", stdio: "pipe" });
  return file;
}

/** Creates a folder with a variant of the probe plug-in: other manifest keys, and other files. */
export function variant(manifest: object, files: Record<string, string> = {}): string {
  const folder = path.join(temporaryFolder(), "plugin");
  mkdirSync(folder);
  cpSync(path.join(EXAMPLES, "probe"), folder, { recursive: true });
  const file = path.join(folder, "manifest.json");
  const changed = { ...JSON.parse(readFileSync(file, "utf8")), ...manifest };
  writeFileSync(file, JSON.stringify(changed));
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text);
  return folder;
}
