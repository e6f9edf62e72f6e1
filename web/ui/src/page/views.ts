/** A view is shown as soon as it is chosen; without scripts the form's button does it. */
export function views(): void {
  const choice = document.querySelector<HTMLSelectElement>("select[data-pd-views]");
  choice?.addEventListener("change", () => {
    // Another view begins with its own filter, not with what was typed for the last one.
    location.assign(`?view=${encodeURIComponent(choice.value)}`);
  });
}
