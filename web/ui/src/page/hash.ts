// The vendor's addresses name the record behind `#`, which no server sees: `show#record=5&mode=edit`.

/** Loads what the address names when that changes, as scripts change it. */
export function hash(): void {
  const here = new URLSearchParams(location.search);
  if (!here.has("record")) return;
  const follow = () => {
    const wanted = new URLSearchParams(location.hash.slice(1));
    // On mobile the record stands in the query, and only the mode behind `#` (B7.2).
    const record = wanted.get("record") ?? (wanted.has("mode") ? here.get("record") : null);
    if (!record) return;
    const mode = wanted.get("mode") === "edit" ? "edit" : null;
    if (record === here.get("record") && mode === here.get("mode")) return;
    location.replace(`?record=${encodeURIComponent(record)}${mode ? "&mode=edit" : ""}${location.hash}`);
  };
  addEventListener("hashchange", follow);
  follow();
}
