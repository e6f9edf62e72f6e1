// Requests and answers of the REST API by method and address, as the server's document has them.

import type { paths } from "./generated/rest.ts";

export type Method = "GET" | "POST" | "PUT" | "DELETE";

/** What the document says of an operation; never where there is none. */
type Operation<M extends Method, P extends keyof paths> = NonNullable<paths[P][Lowercase<M>]>;

/** The addresses that take a method. */
export type PathOf<M extends Method> = {
  [P in keyof paths]: [Operation<M, P>] extends [never] ? never : P;
}[keyof paths];

/** What is sent: the members of the body, or of the query where the method has no body. */
export type RequestOf<M extends Method, P extends PathOf<M>> =
  Operation<M, P> extends { requestBody?: { content: { "application/json": infer Body } } }
    ? Body
    : Operation<M, P> extends { parameters: { query?: infer Query } }
      ? Query
      : never;

/** The JSON of an answer. */
export type Answered<M extends Method, P extends PathOf<M>> =
  Operation<M, P> extends { responses: { 200: { content: { "application/json": infer Answer } } } } ? Answer : never;
