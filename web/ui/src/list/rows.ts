// Rows of the list: the records they stand for, and drawing their values anew.

import type { Boot, RecordJson } from "../../../lib/boot.ts";

/** The record of a row as the page knows it. */
export function recordOf(boot: Boot, id: string): RecordJson {
  const records = boot.index?.records;
  const known = Array.isArray(records) ? records.find((record) => record.$id?.value === id) : undefined;
  return known ?? {};
}

/** What is ours in a cell: its value. None where a plug-in took it out. */
export function ownValue(cell: Element): HTMLElement | null {
  return cell.querySelector<HTMLElement>(":scope > [data-pd-value]");
}

/**
 * Draws the values of a row as the server writes them now: formats are its business alone. Only what is ours changes;
 * the cells, and what plug-ins put there, stay.
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
