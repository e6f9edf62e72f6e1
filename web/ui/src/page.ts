// The behaviour of the app pages. It runs after the scripts of all plug-ins: it adds its listeners and then starts the
// page's events (B7.3). It never draws into an element that a plug-in may hold.

import type { Hooks } from "../../runtime/src/hooks.ts";
import { list } from "./list.ts";
import { menus } from "./menus.ts";
import { hash, views } from "./page/address.ts";
import { detail } from "./page/detail.ts";
import { edit } from "./page/edit.ts";
import { files } from "./page/files.ts";
import { related } from "./page/related.ts";
import { steps } from "./page/steps.ts";

const hooks = window.__plugdock;
hash();
files();
menus();
if (hooks) {
  switch (hooks.boot.page) {
    case "create":
    case "edit":
      edit(hooks); // starts the events when the form is ready
      break;
    case "detail":
      detail(hooks);
      steps(hooks);
      related(hooks);
      void hooks.start();
      break;
    case "print":
      related(hooks);
      void printing(hooks);
      break;
    default:
      views();
      list(hooks);
      void hooks.start();
  }
}

/** Sets up the button of a print page. It waits for the handlers of plug-ins, which may hide and add elements. */
async function printing(hooks: Hooks): Promise<void> {
  const shown = hooks.start();
  const button = document.querySelector<HTMLButtonElement>("button[data-pd-print]");
  if (!button) return;
  await shown;
  button.disabled = false;
  button.addEventListener("click", () => print());
}
