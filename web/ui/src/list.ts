// The behaviour of the record list.

import type { Hooks } from "../../runtime/src/hooks.ts";
import { builder } from "./list/builder.ts";
import { inline } from "./list/inline.ts";
import { removing } from "./list/remove.ts";
import { sayIn } from "./texts.ts";

/** Sets up the record list of this page. */
export function list(hooks: Hooks): void {
  const { locale, user } = hooks.boot;
  builder(sayIn(locale), user.timezone || "UTC", hooks.page.leave);
  inline(hooks);
  removing(hooks);
}
