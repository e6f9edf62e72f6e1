/** Highlights the drop area while a file is dragged over it. The input inside receives the file. */
export function markDrop(place: HTMLElement): void {
  for (const kind of ["dragenter", "dragover"]) place.addEventListener(kind, () => place.setAttribute("data-over", ""));
  for (const kind of ["dragleave", "drop"]) place.addEventListener(kind, () => place.removeAttribute("data-over"));
}
