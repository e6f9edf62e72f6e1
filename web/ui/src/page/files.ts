// Files of records. The server accepts the session for downloads only from scripts (B8.1), so a click fetches the file
// and then saves it.

import { download } from "../files.ts";

/** Handles clicks on all links to files. */
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
