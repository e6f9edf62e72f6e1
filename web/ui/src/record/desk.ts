// What editors and forms get of the page they stand on.

import { connect, type Server } from "../../../lib/server.ts";
import type { Hooks } from "../../../runtime/src/hooks.ts";
import { type Say, sayIn } from "../texts.ts";

export interface Desk {
  hooks: Hooks;
  say: Say;
  server: Server;
}

export function openDesk(hooks: Hooks): Desk {
  const say = sayIn(hooks.boot.locale);
  return { hooks, say, server: connect(hooks.boot.csrf, say("offline")) };
}
