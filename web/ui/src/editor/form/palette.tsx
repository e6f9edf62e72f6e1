// The palette: every field type, the items that are not fields, and the built-in fields.

import type { TypeOfField } from "../../../../api/generated/boot.ts";
import { named, text } from "../texts.ts";
import type { Field } from "./model.ts";

/** The items of a form that are not fields. */
export const ORNAMENTS = ["LABEL", "SPACER", "HR"] as const;

export interface Palette {
  types: TypeOfField[];
  spare: Field[];
  /** The position where a click adds, in words. */
  destination: string;
  add: (what: string | Field) => void;
  dragFrom: (what: string | Field) => void;
  dragEnd: () => void;
}

export function PaletteOf(palette: Palette) {
  const own = palette.types.filter((type) => !type.builtIn).map((type) => type.type);
  return (
    <section class="pd-ed-palette pd-card" aria-labelledby="pd-ed-palette">
      <div class="pd-card-head">
        <h2 class="pd-card-title" id="pd-ed-palette">
          {text("palette")}
        </h2>
      </div>
      <div class="pd-card-body">
        <p class="pd-hint pd-ed-destination">{palette.destination}</p>
        <ul class="pd-ed-palette-list">
          {[...own, ...ORNAMENTS].map((type) => (
            <Tile key={type} palette={palette} what={type} name={named(`type.${type}`)} />
          ))}
        </ul>
        {palette.spare.length > 0 && (
          <>
            <h3 class="pd-label">{text("palette_spare")}</h3>
            <ul class="pd-ed-palette-list">
              {palette.spare.map((field) => (
                <Tile key={field.key} palette={palette} what={field} name={field.label} />
              ))}
            </ul>
          </>
        )}
      </div>
    </section>
  );
}

function Tile({ palette, what, name }: { palette: Palette; what: string | Field; name: string }) {
  return (
    <li>
      <button
        type="button"
        class="pd-ed-palette-tile"
        aria-label={text("add", { name })}
        draggable
        onClick={() => palette.add(what)}
        onDragStart={(event) => {
          event.dataTransfer?.setData("text/plain", name);
          palette.dragFrom(what);
        }}
        onDragEnd={palette.dragEnd}
      >
        {name}
      </button>
    </li>
  );
}
