import type { Hooks } from "../../../runtime/src/hooks.ts";

/** The button of a print page; it waits for the handlers of plug-ins, which hide and add things. */
export async function printing(hooks: Hooks): Promise<void> {
  const shown = hooks.start();
  const button = document.querySelector<HTMLButtonElement>("button[data-pd-print]");
  if (!button) return;
  await shown;
  button.disabled = false;
  button.addEventListener("click", () => print());
}
