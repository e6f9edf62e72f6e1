// The elements of a page that plug-ins may receive. The server creates them, and nothing draws them again (ADR 3).

/**
 * Returns all elements that are marked with `value`. Values are compared as text and not put into a selector, because
 * codes and IDs may contain any character.
 */
export function all(name: string, value: unknown): HTMLElement[] {
  const attribute = `data-pd-${name}`;
  const marked = [...document.querySelectorAll<HTMLElement>(`[${attribute}]`)];
  return marked.filter((element) => element.getAttribute(attribute) === String(value));
}

/** Returns the part of the page with this name. */
export function part(name: string): HTMLElement | null {
  return document.querySelector<HTMLElement>(`[data-pd="${name}"]`);
}
