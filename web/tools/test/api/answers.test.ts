// @vitest-environment node
import { expect, test } from "vitest";
import { checker, type Recorded } from "../../../api/answers.ts";

const json = (schema: object) => ({ content: { "application/json": { schema } } });
const DOCUMENT = {
  paths: {
    "/k/v1/a.json": {
      get: {
        responses: {
          "200": json({ $ref: "#/components/schemas/A" }),
          default: { $ref: "#/components/responses/Error" },
        },
      },
      post: {
        responses: {
          "200": { content: { "application/x-ndjson": { schema: { $ref: "#/components/schemas/A" } } } },
          default: { $ref: "#/components/responses/Error" },
        },
      },
    },
  },
  components: {
    responses: { Error: json({ type: "object", required: ["code"] }) },
    schemas: {
      A: {
        type: "object",
        required: ["id"],
        properties: { id: { type: "integer", format: "int64" } },
        additionalProperties: false,
      },
    },
  },
};
const GOOD: Recorded = {
  method: "GET",
  path: "/k/v1/a.json",
  status: 200,
  type: "application/json;charset=utf-8",
  body: '{"id":1}',
};
const ERROR: Recorded = { ...GOOD, status: 404, body: '{"code":"x"}' };
const faults = (answer: Partial<Recorded>) => checker(DOCUMENT).faults({ ...GOOD, ...answer });

test("an answer as documented is right, and what the document does not know is not judged", () => {
  expect(faults({})).toEqual([]);
  expect(faults(ERROR)).toEqual([]);
  expect(faults({ path: "/k/v1/b.json", body: "[]" })).toEqual([]);
});

test("status, type and members that are not documented are faults", () => {
  expect(faults({ status: 204 })).toEqual(["GET /k/v1/a.json answered 204: its status is not in the document"]);
  expect(faults({ type: "text/html" })[0]).toContain("its type text/html is not");
  expect(faults({ body: '{"id":1,"more":2}' })[0]).toContain("additional properties");
  expect(faults({ body: '{"id":"1"}' })[0]).toContain("/id must be integer");
  expect(faults({ body: "{}" })[0]).toContain("id");
  expect(faults({ ...ERROR, body: "{}" })[0]).toContain("answered 404: the answer must have required property 'code'");
});

test("of lines of JSON each is held against the document", () => {
  const lines: Partial<Recorded> = { method: "POST", type: "application/x-ndjson" };
  expect(faults({ ...lines, body: '{"id":1}\n{"id":2}\n' })).toEqual([]);
  expect(faults({ ...lines, body: '{"id":1}\n{}\n' })).toHaveLength(1);
});

test("an operation that takes anybody and asks nothing need not be seen to fail", () => {
  const get = { ...DOCUMENT.paths["/k/v1/a.json"].get, security: [{}] };
  const open = checker({ ...DOCUMENT, paths: { "/k/v1/a.json": { get } } });
  expect(open.unseen()).toEqual(["GET /k/v1/a.json success"]);
});

test("each operation must be seen to succeed and to fail", () => {
  const checked = checker(DOCUMENT);
  checked.faults(GOOD);
  expect(checked.unseen()).toEqual(["GET /k/v1/a.json error", "POST /k/v1/a.json success", "POST /k/v1/a.json error"]);
});
