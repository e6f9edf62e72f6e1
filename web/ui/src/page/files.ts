// Files of records. The download takes a session from scripts only (B8.1), so a click fetches, then saves.

import { download } from "../download.ts";

/** Wires every link to a file. */
export function files(): void {
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>("a[data-pd-file]") : null;
    if (!link) return;
    event.preventDefault();
    void save(link);
  });
}

async function save(link: HTMLAnchorElement): Promise<void> {
  link.setAttribute("aria-busy", "true");
  try {
    const response = await fetch(link.href, { headers: { "X-Requested-With": "XMLHttpRequest" } });
    if (!response.ok) throw new Error(`${response.status}`);
    download(await response.blob(), link.dataset.pdFile ?? "");
  } finally {
    link.removeAttribute("aria-busy");
  }
}
