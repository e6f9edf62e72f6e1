// The form as the page will show it: rows of items that users select, drag, and move with keys.

import type { TargetedKeyboardEvent } from "preact";
import { named, text } from "../texts.ts";
import type { Faults } from "./faults.ts";
import type { Field, Form, Item, Row } from "./model.ts";
import type { Target, Way } from "./tree.ts";

export interface Canvas {
  form: Form;
  selected: number | null;
  faults: Faults;
  /** The drop target under the pointer. */
  over: Target | null;
  select: (key: number) => void;
  move: (key: number, way: Way) => void;
  remove: (key: number) => void;
  dragFrom: (key: number) => void;
  /** Sets the drop target. Null is the end of the form. Returns false if the item does not fit there. */
  dragOver: (target: Target | null) => boolean;
  /** Drops the item at the last target that `dragOver` accepted. */
  drop: () => void;
  dragEnd: () => void;
}

const KEYS: Record<string, Way> = { ArrowUp: "up", ArrowDown: "down", ArrowLeft: "left", ArrowRight: "right" };

export function CanvasOf(canvas: Canvas) {
  const { form } = canvas;
  return (
    <section class="pd-ed-canvas pd-card" aria-labelledby="pd-ed-canvas" {...dropping(canvas, () => null)}>
      <div class="pd-card-head">
        <h2 class="pd-card-title" id="pd-ed-canvas">
          {text("canvas")}
        </h2>
        <span class="pd-muted pd-small">{text("canvas_keys")}</span>
      </div>
      <div class="pd-card-body">
        {form.rows.length === 0 ? (
          <div class="pd-empty">
            <p class="pd-empty-title">{text("canvas_empty")}</p>
            <p class="pd-empty-text">{text("canvas_empty_next")}</p>
          </div>
        ) : (
          <Rows canvas={canvas} rows={form.rows} />
        )}
      </div>
    </section>
  );
}

function Rows({ canvas, rows }: { canvas: Canvas; rows: Row[] }) {
  return (
    <ol class="pd-ed-rows">
      {rows.map((row) => (
        <li key={row.key} class={`pd-ed-row${mark(canvas, row.key)}`}>
          {row.kind === "ROW" ? <Items canvas={canvas} row={row} /> : <Block canvas={canvas} row={row} />}
        </li>
      ))}
    </ol>
  );
}

function Items({ canvas, row }: { canvas: Canvas; row: Row & { items: Item[] } }) {
  return (
    <ol class="pd-ed-items">
      {row.items.map((item) => (
        <Piece key={item.key} canvas={canvas} row={row} item={item} />
      ))}
    </ol>
  );
}

/** Renders a group with its rows, or a table with its columns. */
function Block({ canvas, row }: { canvas: Canvas; row: Row & { field: Field } }) {
  const table = row.kind === "SUBTABLE";
  const target = (event: DragEvent): Target => {
    const { y, height } = within(event);
    if (y < 20) return { side: "before", key: row.key };
    return y > height - 14 ? { side: "after", key: row.key } : { side: "into", key: row.key };
  };
  const empty = table ? row.items.length === 0 : row.kind === "GROUP" && row.rows.length === 0;
  return (
    <div class={`pd-ed-block${mark(canvas, row.key, "into")}`} {...dropping(canvas, target)}>
      <Pick canvas={canvas} of={row.key} field={row.field} name={row.field.label} type={row.field.type} />
      {table && <Items canvas={canvas} row={row} />}
      {row.kind === "GROUP" && <Rows canvas={canvas} rows={row.rows} />}
      {empty && <p class="pd-muted pd-small pd-ed-hollow">{text(table ? "table_empty" : "group_empty")}</p>}
    </div>
  );
}

function Piece({ canvas, row, item }: { canvas: Canvas; row: Row; item: Item }) {
  const field = item.kind === "FIELD" ? item.field : null;
  const column = row.kind === "SUBTABLE";
  const target = (event: DragEvent): Target => {
    const { x, y, width, height } = within(event);
    if (!column && y < height * 0.25) return { side: "before", key: row.key };
    if (!column && y > height * 0.75) return { side: "after", key: row.key };
    return { side: x < width / 2 ? "left" : "right", key: item.key };
  };
  const width = Number(item.size.width);
  const style = width > 0 ? { width: `${width}px` } : {};
  const name = item.kind === "LABEL" ? item.label : (field?.label ?? named(`type.${item.kind}`));
  return (
    <li
      class={`pd-ed-item${mark(canvas, item.key)}${item.kind === "HR" ? " pd-ed-line" : ""}`}
      style={style}
      {...dropping(canvas, target)}
    >
      <Pick canvas={canvas} of={item.key} field={field} name={name} type={field?.type ?? item.kind} />
    </li>
  );
}

/** Renders the part of an item that users click, focus and drag. */
function Pick(props: { canvas: Canvas; of: number; field: Field | null; name: string; type: string }) {
  const { canvas, of, field, name, type } = props;
  const bad = field !== null && canvas.faults.has(field.key);
  const keys = (event: TargetedKeyboardEvent<HTMLButtonElement>) => {
    const way = KEYS[event.key];
    if (way && event.altKey) canvas.move(of, way);
    else if (event.key === "Delete") canvas.remove(of);
    else return;
    event.preventDefault();
  };
  return (
    <button
      type="button"
      class={`pd-ed-pick${bad ? " pd-ed-bad" : ""}`}
      data-key={of}
      aria-pressed={canvas.selected === of}
      draggable
      onClick={() => canvas.select(of)}
      onKeyDown={keys}
      onDragStart={(event) => {
        event.dataTransfer?.setData("text/plain", name);
        canvas.dragFrom(of);
      }}
      onDragEnd={canvas.dragEnd}
    >
      <span class="pd-ed-pick-name pd-break">
        {name || field?.code || named(`type.${type}`)}
        {field?.settings.required === true && (
          <span class="pd-ed-star" title={text("required")}>
            *
          </span>
        )}
        {bad && <span class="pd-badge pd-badge-danger">{text("has_fault")}</span>}
      </span>
      <span class="pd-ed-pick-type">{named(`type.${type}`)}</span>
      {field && <span class="pd-ed-ghost">{sample(field)}</span>}
    </button>
  );
}

/** Returns the value that a new record would show here. */
function sample({ settings }: Field): string {
  if (Array.isArray(settings.options)) return (settings.options as string[]).join(" / ");
  const value = settings.defaultValue;
  const shown = typeof value === "string" ? value : "";
  const unit = typeof settings.unit === "string" ? settings.unit : "";
  return settings.unitPosition === "AFTER" ? `${shown} ${unit}` : `${unit} ${shown}`;
}

/** Returns the position of the pointer inside the element that handles the event. */
function within(event: DragEvent): { x: number; y: number; width: number; height: number } {
  const box = (event.currentTarget as Element).getBoundingClientRect();
  return { x: event.clientX - box.left, y: event.clientY - box.top, width: box.width, height: box.height };
}

/**
 * Returns the event handlers of a drop target. The innermost target under the pointer is used. If the item does not fit
 * there, the surrounding target is tried.
 */
function dropping(canvas: Canvas, target: (event: DragEvent) => Target | null) {
  return {
    onDragOver: (event: DragEvent) => {
      if (!canvas.dragOver(target(event))) return;
      event.preventDefault();
      event.stopPropagation();
    },
    onDrop: (event: DragEvent) => {
      event.preventDefault();
      event.stopPropagation();
      canvas.drop();
    },
  };
}

function mark({ over }: Canvas, key: number, only?: Target["side"]): string {
  if (over?.key !== key || (only ? over.side !== only : over.side === "into")) return "";
  return ` pd-over-${over.side}`;
}
