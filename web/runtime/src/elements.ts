// The elements of a page that plug-ins are handed: the server made them, and nobody draws them again (ADR 3).

/** All that are marked with `value`. Compared as text, not put into a selector: codes and IDs may hold any character. */
export function all(name: string, value: unknown): HTMLElement[] {
  const attribute = `data-pd-${name}`;
  const marked = [...document.querySelectorAll<HTMLElement>(`[${attribute}]`)];
  return marked.filter((element) => element.getAttribute(attribute) === String(value));
}

/** A place of the page by its name. */
export function part(name: string): HTMLElement | null {
  return document.querySelector<HTMLElement>(`[data-pd="${name}"]`);
}
