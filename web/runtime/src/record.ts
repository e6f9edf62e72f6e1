// `kintone.app.record` and its mobile version: the page's record, and the elements of its form.

import { all, part } from "./elements.ts";
import type { Page } from "./page.ts";
import { type Api, asking } from "./rest.ts";

export function recordApi(page: Page, api: Api) {
  const { boot } = page;
  const find = (name: string, value: unknown) => all(name, value)[0] ?? null;
  // In Kintone, the element belongs to the shown value, so it does not exist while the form is edited.
  const reads = boot.page !== "create" && boot.page !== "edit";

  return {
    getId: () => boot.record?.id ?? null,
    get() {
      if (page.form) return { record: page.form.read() };
      return boot.record && { record: structuredClone(boot.record.record) };
    },
    /** Does nothing on a record that is only shown, because callers share code with forms. */
    set(given: { record?: unknown } | null | undefined) {
      const record = given?.record;
      if (typeof record === "object" && record !== null) page.form?.write(record as never);
    },
    getPermissions: async () => boot.record?.permissions && { ...boot.record.permissions },
    async getFieldPermissions() {
      if (!boot.record || !boot.app) return null;
      const asked = { app: boot.app.id, ...(boot.record.id === null ? {} : { id: boot.record.id }) };
      return (await asking(api)("/k/api/record/permissions.json", asked)).fields;
    },
    getHeaderMenuSpaceElement: () => part("record-header-menu-space"),
    getSpaceElement: (id: string) => find("space", id),
    getFieldElement: (code: string) => (reads ? find("field", code) : null),
    setFieldShown(code: string, shown: boolean) {
      // A box holds a value and its label. A field of a table has one box in each row and one in the head.
      for (const box of all("field-box", code)) box.hidden = !shown;
    },
    setGroupFieldOpen(code: string, open: boolean) {
      for (const group of all("group", code)) (group as HTMLDetailsElement).open = open;
    },
  };
}
