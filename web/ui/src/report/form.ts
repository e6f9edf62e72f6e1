// The chosen graph: the form, whose state the address contains.

export const form = document.querySelector<HTMLFormElement>('[data-pd-report="form"]') as HTMLFormElement;

export interface Choice {
  type: string;
  address: URLSearchParams;
  /** The names for users. */
  typeName: string;
  groupName: string;
  seriesName: string;
  measureName: string;
}

const select = (name: string) => form.elements.namedItem(name) as HTMLSelectElement | null;
const word = (name: string) => select(name)?.selectedOptions[0]?.textContent ?? "";

/** Shows only the inputs that apply to the current choice. */
export function tidy(): void {
  const show = (name: string, on: boolean) => {
    const field = form.querySelector<HTMLElement>(`[data-pd-report-field="${name}"]`);
    if (field) field.hidden = !on;
  };
  const periods = (name: string) => select(name)?.selectedOptions[0]?.hasAttribute("data-periods") ?? false;
  show("step", periods("group"));
  show("seriesStep", periods("series"));
  show("field", select("function")?.value !== "count");
}

export function chosen(): Choice {
  const address = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    const hidden = form.querySelector<HTMLElement>(`[data-pd-report-field="${name}"]`)?.hidden;
    if (typeof value === "string" && value !== "" && !hidden) address.set(name, value);
  }
  const counts = select("function")?.value === "count";
  return {
    type: select("type")?.value ?? "column",
    address,
    typeName: word("type"),
    groupName: word("group"),
    seriesName: select("series")?.value ? word("series") : "",
    measureName: counts ? word("function") : `${word("function")} · ${word("field")}`,
  };
}
