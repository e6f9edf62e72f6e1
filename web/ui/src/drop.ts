/** Marks the place where a file can be dropped while one is over it. The input inside takes the file by itself. */
export function markDrop(place: HTMLElement): void {
  for (const kind of ["dragenter", "dragover"]) place.addEventListener(kind, () => place.setAttribute("data-over", ""));
  for (const kind of ["dragleave", "drop"]) place.addEventListener(kind, () => place.removeAttribute("data-over"));
}
