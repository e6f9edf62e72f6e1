// Lists that users can reorder: the three buttons of an item.

import { text } from "./texts.ts";

/** Returns the list with one item moved by `by` positions. */
export function moved<T>(list: readonly T[], index: number, by: number): T[] {
  const copy = [...list];
  copy.splice(index + by, 0, ...copy.splice(index, 1));
  return copy;
}

export interface Ordered {
  /** The name of the item in the buttons' labels. */
  name: string;
  index: number;
  count: number;
  move: (by: number) => void;
  remove: () => void;
}

export function OrderTools({ name, index, count, move, remove }: Ordered) {
  return (
    <>
      <Tool sign="↑" label={text("option_up", { name })} off={index === 0} go={() => move(-1)} />
      <Tool sign="↓" label={text("option_down", { name })} off={index === count - 1} go={() => move(1)} />
      <Tool sign="×" label={text("option_remove", { name })} go={remove} />
    </>
  );
}

/** Renders a small button with a visible symbol and a label for screen readers. */
export function Tool({ sign, label, go, off = false }: { sign: string; label: string; go: () => void; off?: boolean }) {
  return (
    <button type="button" class="pd-ed-tool" aria-label={label} title={label} disabled={off} onClick={go}>
      {sign}
    </button>
  );
}

/** Renders the button that adds an item at the end. */
export function Add({ label, add }: { label: string; add: () => void }) {
  return (
    <button type="button" class="pd-button pd-button-small" onClick={add}>
      {label}
    </button>
  );
}
