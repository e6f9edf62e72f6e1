// The requests and answers of the REST API by method and path, from the server's API document.

import type { paths } from "./generated/rest.ts";

export type Method = "GET" | "POST" | "PUT" | "DELETE";

/** The document's type of an operation, or never if the document does not have the operation. */
type Operation<M extends Method, P extends keyof paths> = NonNullable<paths[P][Lowercase<M>]>;

/** The paths that accept a method. */
export type PathOf<M extends Method> = {
  [P in keyof paths]: [Operation<M, P>] extends [never] ? never : P;
}[keyof paths];

/** The members of the body, or of the query if the method has no body. */
export type RequestOf<M extends Method, P extends PathOf<M>> =
  Operation<M, P> extends { requestBody?: { content: { "application/json": infer Body } } }
    ? Body
    : Operation<M, P> extends { parameters: { query?: infer Query } }
      ? Query
      : never;

/** The JSON type of an answer. */
export type Answered<M extends Method, P extends PathOf<M>> =
  Operation<M, P> extends { responses: { 200: { content: { "application/json": infer Answer } } } } ? Answer : never;
