// The editors of an app's settings: islands of Preact on pages of ours, where no plug-in is handed anything.

import { block } from "../../lib/boot.ts";
import { formEditor } from "./editor/form/editor.tsx";
import type { Start as FormStart } from "./editor/form/model.ts";
import { processEditor } from "./editor/process/editor.tsx";
import type { Start as ProcessStart } from "./editor/process/model.ts";
import { scriptsEditor } from "./editor/scripts/editor.tsx";
import type { Start as ScriptsStart } from "./editor/scripts/model.ts";
import { viewEditor } from "./editor/view/editor.tsx";
import type { Start as ViewStart } from "./editor/view/model.ts";

const place = document.querySelector("[data-pd-editor]");
const start = block<unknown>("pd-editor");
if (place && start) {
  const name = place.getAttribute("data-pd-editor");
  if (name === "form") formEditor(place, start as FormStart);
  if (name === "view") viewEditor(place, start as ViewStart);
  if (name === "process") processEditor(place, start as ProcessStart);
  if (name === "scripts") scriptsEditor(place, start as ScriptsStart);
}
