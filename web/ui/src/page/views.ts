/** Opens a view as soon as it is selected. Without scripts, the form's button does so. */
export function views(): void {
  const choice = document.querySelector<HTMLSelectElement>("select[data-pd-views]");
  choice?.addEventListener("change", () => {
    // The new view starts with its own filter, without the one that was entered for the previous view.
    location.assign(`?view=${encodeURIComponent(choice.value)}`);
  });
}
