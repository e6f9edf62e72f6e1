/** Closes a menu on Escape, and when the user clicks outside of it. */
export function menus(): void {
  for (const menu of document.querySelectorAll<HTMLDetailsElement>("details.pd-more, details.pd-user")) {
    document.addEventListener("click", (event) => {
      if (event.target instanceof Node && !menu.contains(event.target)) menu.open = false;
    });
    menu.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      menu.open = false;
      menu.querySelector("summary")?.focus();
    });
  }
}
