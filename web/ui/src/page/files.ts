// Files of records. The download takes a session from scripts only (B8.1), so a click fetches, then saves.

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
    const url = URL.createObjectURL(await response.blob());
    const click = document.createElement("a");
    click.href = url;
    click.download = link.dataset.pdFile ?? "";
    click.click();
    // The browser reads the blob after this turn.
    setTimeout(() => URL.revokeObjectURL(url), 60_000);
  } finally {
    link.removeAttribute("aria-busy");
  }
}
