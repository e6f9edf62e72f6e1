// The vendor's addresses name the record behind `#`, which no server sees: `show#record=5`.

/** Loads the record that the address names when that changes, as scripts change it. */
export function hash(): void {
  const here = new URLSearchParams(location.search).get("record");
  if (!here) return;
  const follow = () => {
    const wanted = /[#&]record=(\d+)/.exec(location.hash)?.[1];
    if (wanted && wanted !== here) location.replace(`?record=${wanted}${location.hash}`);
  };
  addEventListener("hashchange", follow);
  follow();
}
