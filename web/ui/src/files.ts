// Moves files between the page and the user's machine.

import { make } from "../../lib/dom.ts";

/** Downloads a blob as a file. */
export function download(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  make("a", { href: url, download: name }).click();
  // The browser reads the blob after the click returns.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/** Highlights the drop area while a file is dragged over it. The input inside receives the file. */
export function markDrop(place: HTMLElement): void {
  for (const kind of ["dragenter", "dragover"]) place.addEventListener(kind, () => place.setAttribute("data-over", ""));
  for (const kind of ["dragleave", "drop"]) place.addEventListener(kind, () => place.removeAttribute("data-over"));
}
