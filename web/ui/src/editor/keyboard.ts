// Moving the focus after a change of the form, because the focused element may have been removed or replaced.

import { useLayoutEffect, useRef } from "preact/hooks";

/**
 * Returns a function that takes a selector. The element of the selector gets the focus after the next render.
 *
 * This is a layout effect because a layout effect runs with its own render. A passive effect of the previous render may
 * still be pending when a change is made, and would then look for an element that does not exist yet.
 */
export function useKeyboardPlace(): (selector: string) => void {
  const wanted = useRef<string | null>(null);
  useLayoutEffect(() => {
    if (!wanted.current) return;
    const found = document.querySelector<HTMLElement>(wanted.current);
    wanted.current = null;
    found?.focus();
    if (found instanceof HTMLInputElement) found.select();
  });
  return (selector) => {
    wanted.current = selector;
  };
}
