import { expect } from "@playwright/test";
import type { Plugdock } from "./plugdock.ts";

/** Waits until a server that must refuse to start has ended, and returns its output. */
export async function refusal(server: Plugdock): Promise<string> {
  const code = await server.exited;
  expect(code, server.log.text).not.toBe(0);
  expect(code, "it ended by itself").not.toBeNull();
  return server.log.text;
}
