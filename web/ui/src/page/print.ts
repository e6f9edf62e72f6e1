import type { Hooks } from "../../../runtime/src/hooks.ts";

/** Sets up the button of a print page. It waits for the handlers of plug-ins, which may hide and add elements. */
export async function printing(hooks: Hooks): Promise<void> {
  const shown = hooks.start();
  const button = document.querySelector<HTMLButtonElement>("button[data-pd-print]");
  if (!button) return;
  await shown;
  button.disabled = false;
  button.addEventListener("click", () => print());
}
