// Lists that people put into order: the three buttons of an entry.

import { text } from "./texts.ts";

/** The list with one entry moved by so many places. */
export function moved<T>(list: readonly T[], index: number, by: number): T[] {
  const copy = [...list];
  copy.splice(index + by, 0, ...copy.splice(index, 1));
  return copy;
}

export interface Ordered {
  /** What the buttons call the entry. */
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

/** A small button with a sign that people see and words that are read out. */
export function Tool({ sign, label, go, off = false }: { sign: string; label: string; go: () => void; off?: boolean }) {
  return (
    <button type="button" class="pd-ed-tool" aria-label={label} title={label} disabled={off} onClick={go}>
      {sign}
    </button>
  );
}

/** The button that adds an entry at the end. */
export function Add({ label, add }: { label: string; add: () => void }) {
  return (
    <button type="button" class="pd-button pd-button-small" onClick={add}>
      {label}
    </button>
  );
}
