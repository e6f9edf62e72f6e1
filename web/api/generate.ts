// Generates the types in generated/ from the documents that the server's tests write.

import { readFileSync } from "node:fs";
import path from "node:path";
import openapiTS, { astToString } from "openapi-typescript";

/** The generated files, and the document that each is generated from. */
export const GENERATED: { [file: string]: string } = {
  "generated/boot.ts": "boot.json",
  "generated/rest.ts": "../../docs/openapi.json",
};

/** Returns the current content of a generated file. */
export async function typesOf(file: string): Promise<string> {
  const document = GENERATED[file] ?? "";
  const json = readFileSync(path.join(import.meta.dirname, document), "utf8");
  const types = await openapiTS(json, { rootTypes: true, rootTypesNoSchemaPrefix: true });
  return `// Made of ${path.basename(document)} by web/api/generate.ts.\n\n${astToString(types)}`;
}
