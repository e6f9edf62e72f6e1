// Holds answers of a running server against the API document.

import { Ajv2020 } from "ajv/dist/2020.js";

/** An answer as the server's tests write it down. */
export interface Recorded {
  method: string;
  /** Without the query. */
  path: string;
  status: number;
  /** `Content-Type`. */
  type: string;
  /** Null where it is no JSON. */
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

/** As much of the document as is read here. */
export interface ApiDocument {
  paths: { [path: string]: { [method: string]: Operation } };
  components?: object;
}

export interface Checker {
  /** What is wrong with an answer; of operations that are not in the document, nothing. */
  faults(answer: Recorded): string[];
  /** The operations of which no success or no error was seen. */
  unseen(): string[];
}

/** It takes anybody, and asks nothing. */
function cannotFail({ security = [], parameters = [], requestBody }: Operation): boolean {
  return security.some((needs) => Object.keys(needs).length === 0) && parameters.length === 0 && !requestBody;
}

/** What stands at a place of the document. */
function step(document: object, place: string[]): unknown {
  return place.reduce<unknown>((part, name) => (part as { [name: string]: unknown })[name], document);
}

export function checker(document: ApiDocument): Checker {
  // What is not JSON Schema around the schemas is passed over, and so are numbers' formats.
  const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true });
  ajv.addSchema(document, "api");
  const seen = new Set<string>();

  /** Why a value is not what the document says at a place. */
  function misfits(at: string[], value: unknown): string[] {
    const place = at.map((part) => part.replaceAll("~", "~0").replaceAll("/", "~1")).join("/");
    const id = `api#/${place}`;
    const validate = ajv.getSchema(id) ?? ajv.compile({ $ref: id });
    if (validate(value)) return [];
    return (validate.errors ?? []).map(
      ({ instancePath, message, params }) => `${instancePath || "the answer"} ${message} ${JSON.stringify(params)}`,
    );
  }

  /** What is said of a status: of an error that is not named, what holds for all. */
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
    // Of lines of JSON, each is what the schema says.
    const values = type === "application/x-ndjson" ? body.trimEnd().split("\n") : [body];
    return values.flatMap((json) => misfits([...said.place, "content", type, "schema"], JSON.parse(json)));
  }

  return {
    faults(answer) {
      const method = answer.method.toLowerCase();
      // A head that is too large is refused by the HTTP library, before there is a call.
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
