// The event that each page begins with. A page that comes later needs a row here.

import type { Boot, PageKind, RecordJson } from "./boot.ts";

interface Show {
  /** The desktop name; on mobile pages with `mobile.` in front. */
  type: string;
  event: (boot: Boot) => object;
}

const record = ({ record }: Boot) => ({ recordId: record?.id, record: copy(record?.record) });
const copy = (json: RecordJson | undefined): RecordJson => structuredClone(json ?? {});

const SHOWS: { [page in PageKind]?: Show } = {
  index: {
    type: "app.record.index.show",
    event: ({ index }) => ({
      viewId: index?.viewId,
      viewName: index?.viewName,
      viewType: index?.viewType,
      records: structuredClone(index?.records ?? []),
      date: null,
      offset: index?.offset,
      size: index?.size,
    }),
  },
  detail: { type: "app.record.detail.show", event: record },
  create: { type: "app.record.create.show", event: ({ record }) => ({ record: copy(record?.record) }) },
  edit: { type: "app.record.edit.show", event: record },
  print: { type: "app.record.print.show", event: record },
  report: { type: "app.report.show", event: () => ({}) },
};

/** Null on a page that begins with none. */
export function showEvent(boot: Boot): { type: string } | null {
  const show = SHOWS[boot.page];
  if (!show) return null;
  const type = boot.mobile ? `mobile.${show.type}` : show.type;
  return { type, appId: boot.app?.id, ...show.event(boot) } as { type: string };
}
