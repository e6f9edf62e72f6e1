// The form editor: palette, form and panel. One request saves everything.

import { render } from "preact";
import type { FormStart } from "../../../../api/generated/boot.ts";
import { text } from "../texts.ts";
import { Toolbar } from "../toolbar.tsx";
import { CanvasOf } from "./canvas.tsx";
import { useDragging } from "./dragging.ts";
import { useFormEditor } from "./editing.ts";
import type { Form } from "./model.ts";
import { PaletteOf } from "./palette.tsx";
import { nameOf, PanelOf } from "./panel.tsx";
import { find } from "./tree.ts";

/** Renders the editor. */
export function formEditor(place: Element, start: FormStart): void {
  render(<Editor start={start} />, place);
}

function Editor({ start }: { start: FormStart }) {
  const editing = useFormEditor(start);
  const dragging = useDragging(editing);
  const { form, types, selected, faults, toolbar, giveKeyboardTo } = editing;
  return (
    <>
      <Toolbar {...toolbar} />
      <div class="pd-ed-editor">
        <PaletteOf
          types={start.types}
          spare={form.spare}
          destination={whereTo(form, selected)}
          add={editing.add}
          dragFrom={(what) => dragging.from({ what })}
          dragEnd={dragging.end}
        />
        <CanvasOf
          form={form}
          selected={selected}
          faults={faults}
          over={dragging.over}
          select={editing.select}
          move={(key, way) => {
            editing.move(key, way);
            giveKeyboardTo(`[data-key="${key}"]`);
          }}
          remove={(key) => void editing.remove(key)}
          dragFrom={(key) => dragging.from({ key })}
          dragOver={dragging.move}
          drop={dragging.drop}
          dragEnd={dragging.end}
        />
        <PanelOf
          form={form}
          types={types}
          selected={selected}
          faults={faults}
          edit={editing.edit}
          move={(way) => selected !== null && editing.move(selected, way)}
          remove={() => selected !== null && void editing.remove(selected)}
          close={() => {
            editing.select(null);
            giveKeyboardTo(`[data-key="${selected}"]`);
          }}
        />
      </div>
    </>
  );
}

/** Describes the position where a click in the palette adds. */
function whereTo(form: Form, selected: number | null): string {
  const spot = selected === null ? null : find(form, selected);
  if (!spot) return text("dest_end");
  if (spot.row.kind === "GROUP") return text("dest_group", { name: spot.row.field.label });
  if (spot.row.kind === "SUBTABLE") return text("dest_table", { name: spot.row.field.label });
  return text("dest_after", { name: nameOf(form, selected) });
}
