// The first event of each page. A new page needs an entry here.

import type { Boot, PageKind, RecordJson } from "../../lib/boot.ts";
import type { Page } from "./page.ts";

interface Show {
  /** The desktop name. Mobile pages use it with the prefix `mobile.`. */
  type: string;
  event: (boot: Boot, record: RecordJson) => object;
}

const one = ({ record: shown }: Boot, record: RecordJson) => ({ recordId: shown?.id, record });

const SHOWS: { [page in PageKind]?: Show } = {
  index: {
    type: "app.record.index.show",
    event: ({ index }) => ({
      viewId: index?.viewId,
      viewName: index?.viewName,
      viewType: index?.viewType,
      records: structuredClone(index?.records ?? []),
      date: index?.date ?? null,
      offset: index?.offset,
      size: index?.size,
    }),
  },
  detail: { type: "app.record.detail.show", event: one },
  create: { type: "app.record.create.show", event: (_, record) => ({ record }) },
  edit: { type: "app.record.edit.show", event: one },
  print: { type: "app.record.print.show", event: one },
  report: { type: "app.report.show", event: () => ({}) },
};

/** Returns the first event of the page, or null if the page has none. */
export function showEvent({ boot, form }: Page): { type: string } | null {
  const show = SHOWS[boot.page];
  if (!show) return null;
  const record = form?.read() ?? structuredClone(boot.record?.record ?? {});
  const type = boot.mobile ? `mobile.${show.type}` : show.type;
  return { type, appId: boot.app?.id, ...show.event(boot, record) } as { type: string };
}
