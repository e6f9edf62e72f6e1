// The editors of an app's settings. They are Preact components on our own pages, where plug-ins receive no elements.

import type { FormStart, PermissionsStart, ProcessStart, ScriptsStart, ViewStart } from "../../api/generated/boot.ts";
import { block } from "../../lib/boot.ts";
import { formEditor } from "./editor/form/editor.tsx";
import { permissionsEditor } from "./editor/permissions/editor.tsx";
import { processEditor } from "./editor/process/editor.tsx";
import { scriptsEditor } from "./editor/scripts/editor.tsx";
import { viewEditor } from "./editor/view/editor.tsx";

const place = document.querySelector("[data-pd-editor]");
const start = block<unknown>("pd-editor");
if (place && start) {
  const name = place.getAttribute("data-pd-editor");
  if (name === "form") formEditor(place, start as FormStart);
  if (name === "view") viewEditor(place, start as ViewStart);
  if (name === "process") processEditor(place, start as ProcessStart);
  if (name === "permissions") permissionsEditor(place, start as PermissionsStart);
  if (name === "scripts") scriptsEditor(place, start as ScriptsStart);
}
