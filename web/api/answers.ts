// Validates answers of a running server against the API document.

import { Ajv2020 } from "ajv/dist/2020.js";

/** An answer, as the server's tests record it. */
export interface Recorded {
  method: string;
  /** The path of the request, without the query. */
  path: string;
  status: number;
  /** The value of the header `Content-Type`. */
  type: string;
  /** The JSON text, or null if the answer is not JSON. */
  body: string | null;
}

interface Response {
  $ref?: string;
  content?: { [type: string]: { schema?: object } };
}

interface Operation {
  security?: object[];
  parameters?: object[];
  requestBody?: object;
  responses: { [status: string]: Response };
}

/** The parts of the API document that the checker reads. */
export interface ApiDocument {
  paths: { [path: string]: { [method: string]: Operation } };
  components?: object;
}

export interface Checker {
  /** Returns the faults of an answer. Answers of operations that the document does not have are ignored. */
  faults(answer: Recorded): string[];
  /** Returns the operations for which no success or no error was recorded. */
  unseen(): string[];
}

/** Checks whether an operation cannot fail: it needs no sign-in, no parameters and no body. */
function cannotFail({ security = [], parameters = [], requestBody }: Operation): boolean {
  return security.some((needs) => Object.keys(needs).length === 0) && parameters.length === 0 && !requestBody;
}

/** Returns the part of the document at a path. */
function step(document: object, place: string[]): unknown {
  return place.reduce<unknown>((part, name) => (part as { [name: string]: unknown })[name], document);
}

export function checker(document: ApiDocument): Checker {
  // Ajv ignores the keywords around the schemas that are not JSON Schema, and the formats of numbers.
  const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true });
  ajv.addSchema(document, "api");
  const seen = new Set<string>();

  /** Returns the reasons why a value does not match the schema at a path of the document. */
  function misfits(at: string[], value: unknown): string[] {
    const place = at.map((part) => part.replaceAll("~", "~0").replaceAll("/", "~1")).join("/");
    const id = `api#/${place}`;
    const validate = ajv.getSchema(id) ?? ajv.compile({ $ref: id });
    if (validate(value)) return [];
    return (validate.errors ?? []).map(
      ({ instancePath, message, params }) => `${instancePath || "the answer"} ${message} ${JSON.stringify(params)}`,
    );
  }

  /** Finds the response for a status. An error status without its own response uses `default`. */
  function responseAt(at: string[], status: number): { place: string[]; response: Response } | null {
    const { responses } = step(document, at) as Operation;
    const said = String(status) in responses ? String(status) : status >= 400 ? "default" : "";
    let place = [...at, "responses", said];
    let response = responses[said];
    while (response?.$ref) {
      place = response.$ref.replace("#/", "").split("/");
      response = step(document, place) as Response;
    }
    return response ? { place, response } : null;
  }

  function wrong(at: string[], { status, type: given, body }: Recorded): string[] {
    const said = responseAt(at, status);
    if (!said) return ["its status is not in the document"];
    const content = said.response.content ?? {};
    const type = [given.split(";")[0] ?? "", "*/*"].find((one) => one in content);
    if (type === undefined) return [`its type ${given} is not in the document`];
    if (!content[type]?.schema || body === null) return [];
    // In JSON Lines, the schema describes each line.
    const values = type === "application/x-ndjson" ? body.trimEnd().split("\n") : [body];
    return values.flatMap((json) => misfits([...said.place, "content", type, "schema"], JSON.parse(json)));
  }

  return {
    faults(answer) {
      const method = answer.method.toLowerCase();
      // The HTTP library refuses a request whose headers are too large, before it reaches an operation.
      if (!document.paths[answer.path]?.[method] || answer.status === 431) return [];
      const name = `${answer.method} ${answer.path}`;
      seen.add(`${name} ${answer.status < 400 ? "success" : "error"}`);
      const found = wrong(["paths", answer.path, method], answer);
      return found.map((fault) => `${name} answered ${answer.status}: ${fault}`);
    },
    unseen() {
      const wanted = Object.entries(document.paths).flatMap(([path, item]) =>
        Object.entries(item).flatMap(([method, operation]) => {
          const name = `${method.toUpperCase()} ${path}`;
          return cannotFail(operation) ? [`${name} success`] : [`${name} success`, `${name} error`];
        }),
      );
      return wanted.filter((one) => !seen.has(one));
    },
  };
}
