// The page's data that editors and forms use.

import { connect, type Server } from "../../../lib/server.ts";
import type { Hooks } from "../../../runtime/src/hooks.ts";
import { type Say, sayIn } from "../texts.ts";

export interface FormContext {
  hooks: Hooks;
  say: Say;
  server: Server;
  /** The ID of the form's app. */
  app: number;
}

export function openContext(hooks: Hooks): FormContext {
  const say = sayIn(hooks.boot.locale);
  return { hooks, say, server: connect(hooks.boot.csrf, say("offline")), app: hooks.boot.app?.id ?? 0 };
}
