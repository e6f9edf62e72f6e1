// Opens what the page's address or its choice of views names. In Kintone's addresses, the record is after `#`, which
// servers do not receive: `show#record=5&mode=edit`.

/** Loads the record that the address names after `#`, also when a script changes it. */
export function hash(): void {
  const here = new URLSearchParams(location.search);
  if (!here.has("record")) return;
  const follow = () => {
    const wanted = new URLSearchParams(location.hash.slice(1));
    // On mobile pages, the record is in the query, and only the mode is after `#` (B7.2).
    const record = wanted.get("record") ?? (wanted.has("mode") ? here.get("record") : null);
    if (!record) return;
    const mode = wanted.get("mode") === "edit" ? "edit" : null;
    if (record === here.get("record") && mode === here.get("mode")) return;
    location.replace(`?record=${encodeURIComponent(record)}${mode ? "&mode=edit" : ""}${location.hash}`);
  };
  addEventListener("hashchange", follow);
  follow();
}

/** Opens a view as soon as it is selected. Without scripts, the form's button does so. */
export function views(): void {
  const choice = document.querySelector<HTMLSelectElement>("select[data-pd-views]");
  choice?.addEventListener("change", () => {
    // The new view starts with its own filter, without the one that was entered for the previous view.
    location.assign(`?view=${encodeURIComponent(choice.value)}`);
  });
}
