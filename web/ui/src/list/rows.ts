// The rows of the list: their records, and redrawing their values.

import type { Boot, RecordJson } from "../../../lib/boot.ts";

/** Returns the record of a row as the page loaded it. */
export function recordOf(boot: Boot, id: string): RecordJson {
  const records = boot.index?.records;
  const known = Array.isArray(records) ? records.find((record) => record.$id?.value === id) : undefined;
  return known ?? {};
}

/** Returns our own value element in a cell, or null if a plug-in removed it. */
export function ownValue(cell: Element): HTMLElement | null {
  return cell.querySelector<HTMLElement>(":scope > [data-pd-value]");
}

/**
 * Redraws the values of a row with the server's HTML, because only the server formats values. The cells and the
 * elements that plug-ins added stay unchanged.
 */
export async function redraw(row: HTMLElement): Promise<void> {
  const address = new URL(location.href);
  address.hash = "";
  address.searchParams.set("q", `$id = "${row.dataset.pdRecord}"`);
  for (const name of ["query", "offset", "date"]) address.searchParams.delete(name);
  const response = await fetch(address);
  if (!response.ok) return;
  const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
  const from = fresh.querySelector(`[data-pd-record="${row.dataset.pdRecord}"]`);
  for (const cell of from?.querySelectorAll<HTMLElement>("[data-pd-cell]") ?? []) {
    const code = cell.dataset.pdCell;
    const ours = [...row.querySelectorAll<HTMLElement>("[data-pd-cell]")].find((one) => one.dataset.pdCell === code);
    const value = ours && ownValue(ours);
    if (value) value.replaceChildren(...(ownValue(cell)?.childNodes ?? []));
  }
}
