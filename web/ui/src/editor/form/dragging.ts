// Drag and drop: from the palette to the form, and within the form.

import { useRef, useState } from "preact/hooks";
import { text } from "../texts.ts";
import type { FormEditing } from "./editing.ts";
import type { Field } from "./model.ts";
import { thing } from "./new.ts";
import { nameOf } from "./panel.tsx";
import { drop, fits, put, type Target, take } from "./tree.ts";

/** The dragged item: the key of an item on the form, or an entry of the palette. */
export type Dragged = { key: number } | { what: string | Field };

export interface Dragging {
  /** The drop target under the pointer. */
  over: Target | null;
  from: (dragged: Dragged) => void;
  /** Sets the drop target. Null is the end of the form. Returns false if the item does not fit there. */
  move: (target: Target | null) => boolean;
  /** Drops the item at the last target that `move` accepted. */
  drop: () => void;
  end: () => void;
}

export function useDragging({ form, types, inTable, edit, add, say, select }: FormEditing): Dragging {
  const [over, setOver] = useState<Target | null>(null);
  const dragged = useRef<Dragged | null>(null);
  const dropAt = useRef<{ target: Target | null } | null>(null);

  function move(target: Target | null): boolean {
    const it = dragged.current;
    if (!it) return false;
    if (target) {
      // The drop is tried on a copy, which is thrown away.
      const copy = structuredClone(form);
      const ok =
        "key" in it ? drop(copy, it.key, target, inTable) : fits(copy, thing(copy, types, it.what), target, inTable);
      if (!ok) return false;
    }
    dropAt.current = { target };
    setOver(target);
    return true;
  }

  function dropIt(): void {
    const [it, at] = [dragged.current, dropAt.current];
    end();
    if (!it || !at) return;
    if ("what" in it) {
      add(it.what, at);
      return;
    }
    const { target } = at;
    const name = nameOf(form, it.key);
    const moved = edit((copy) => {
      if (target) return drop(copy, it.key, target, inTable);
      const taken = take(copy, it.key);
      return taken !== null && put(copy, taken, null);
    });
    if (moved) say(text("said_moved", { name }));
    select(it.key);
  }

  function end(): void {
    dragged.current = null;
    dropAt.current = null;
    setOver(null);
  }

  const from = (it: Dragged) => {
    dragged.current = it;
  };
  return { over, from, move, drop: dropIt, end };
}
