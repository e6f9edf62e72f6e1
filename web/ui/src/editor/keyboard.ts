// Where the keyboard goes after a change of the form: what it stood on may be gone or made anew.

import { useLayoutEffect, useRef } from "preact/hooks";

/**
 * A function that takes the selector of what gets the keyboard once the next render stands.
 *
 * A layout effect, because it belongs to its own render. A passive one of the render before may
 * still wait when a change is made, and then looks for what is not there yet.
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
