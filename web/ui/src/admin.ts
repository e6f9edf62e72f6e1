// Behaviour of our own pages (admin, portal). The pages are written by the server and reloaded after a
// change; what is here is only what HTML cannot do: calling the REST API, and showing an upload's way.

import { forms } from "./admin/forms.ts";
import { importing } from "./admin/import.ts";

forms();
importing();

// A menu closes when one goes elsewhere, or by Escape.
for (const menu of document.querySelectorAll<HTMLDetailsElement>("details.pd-user")) {
  document.addEventListener("click", (event) => {
    if (event.target instanceof Node && !menu.contains(event.target)) menu.open = false;
  });
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    menu.open = false;
    menu.querySelector("summary")?.focus();
  });
}
