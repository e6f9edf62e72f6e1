import { describe, expect, it } from "vitest";
import type { Boot } from "../../../lib/boot.ts";
import { ID, json, LOOKUP, open, SETTINGS } from "./test_page.ts";

const DETAIL = {
  page: "detail",
  index: null,
  record: {
    id: 3,
    record: { n: { type: "NUMBER", value: "5" } },
    permissions: { editRecord: true, deleteRecord: false },
  },
  fields: { customer: { type: "SINGLE_LINE_TEXT", code: "customer", label: "Customer", lookup: LOOKUP } },
} satisfies Partial<Boot>;

/** The functions that the vendor documents under one name for both kinds of page. */
const BOTH = new Set(
  "get getFormFields getFormLayout getPermissions getFieldPermissions getStatus getView getViews".split(" "),
);

function draw(html: string) {
  document.body.insertAdjacentHTML("beforeend", html);
}

describe("kintone.app", () => {
  it("B4.7 getId is a number, on the settings page too", () => {
    expect(open().kintone.app.getId()).toBe(7);
    expect(open(SETTINGS).kintone.app.getId()).toBe(7);
    expect(open({ page: "other", app: null }).kintone.app.getId()).toBeNull();
  });

  it("getQuery and getQueryCondition answer on lists", () => {
    const { kintone } = open();
    expect(kintone.app.getQuery()).toBe('n > "1" order by $id desc limit 20 offset 0');
    expect(kintone.app.getQueryCondition()).toBe('n > "1"');
    expect(open(DETAIL).kintone.app.getQuery()).toBeNull();
  });

  it("spaces are the server's own elements", () => {
    const { kintone } = open();
    expect(kintone.app.getHeaderSpaceElement()).toBeNull();
    draw('<div data-pd="header-space"></div><div data-pd="header-menu-space"></div>');
    const space = kintone.app.getHeaderSpaceElement() as HTMLElement;
    expect(space.dataset.pd).toBe("header-space");
    expect(kintone.app.getHeaderSpaceElement()).toBe(space);
    expect((kintone.app.getHeaderMenuSpaceElement() as HTMLElement).dataset.pd).toBe("header-menu-space");
  });

  it("getFieldElements gives a list's cells in order, and null for a field that is not shown", () => {
    const { kintone } = open();
    draw(
      '<table><tr><td data-pd-cell="n">1</td><td data-pd-cell="m">x</td></tr><tr><td data-pd-cell="n">2</td></tr></table>',
    );
    const cells = kintone.app.getFieldElements("n") as HTMLElement[];
    expect(cells.map((cell) => cell.textContent)).toEqual(["1", "2"]);
    expect(kintone.app.getFieldElements("other")).toBeNull();
  });

  it("R40 getFormFields and getFormLayout ask for what the page shows", async () => {
    for (const [boot, base] of [
      [{}, "/k/v1/app/"],
      [{ preview: true }, "/k/v1/preview/app/"],
      [SETTINGS, "/k/v1/preview/app/"],
    ] as const) {
      const { kintone, sent } = open(boot, () => json({ properties: { n: {} }, layout: [{}], revision: "1" }));
      expect(await kintone.app.getFormFields()).toEqual({ n: {} });
      expect(await kintone.app.getFormLayout()).toEqual([{}]);
      expect(sent.map(({ path }) => path)).toEqual([`${base}form/fields.json?app=7`, `${base}form/layout.json?app=7`]);
    }
  });

  it("R40 getStatus asks likewise, and leaves the revision out", async () => {
    const answer = { enable: false, states: null, actions: null, revision: "1" };
    const { kintone, sent } = open(SETTINGS, () => json(answer));
    expect(await kintone.app.getStatus()).toEqual({ enable: false, states: null, actions: null });
    expect(sent.map(({ path }) => path)).toEqual(["/k/v1/preview/app/status.json?app=7"]);
  });

  it("getPermissions answers for the app, the record and its fields, on both kinds of page", async () => {
    const fields = { n: { readField: true, editField: false } };
    for (const mobile of [false, true]) {
      const { kintone, sent } = open({ ...DETAIL, mobile }, () => json({ fields }));
      for (const { app } of [kintone, kintone.mobile]) {
        expect(await app.getPermissions()).toEqual({ addRecord: true, editApp: false });
        expect(await app.record.getPermissions()).toEqual({ editRecord: true, deleteRecord: false });
        expect(await app.record.getFieldPermissions()).toEqual(fields);
      }
      expect(sent[0]?.path).toBe("/k/api/record/permissions.json?app=7&id=3");
    }
    const { kintone, sent } = open(
      { ...DETAIL, page: "create", record: { ...DETAIL.record, id: null, permissions: null } },
      () => json({ fields }),
    );
    expect(await kintone.app.record.getPermissions()).toBeNull();
    expect(await kintone.app.record.getFieldPermissions()).toEqual(fields);
    expect(sent[0]?.path).toBe("/k/api/record/permissions.json?app=7");
  });

  it("getLookupTargetAppId reads the field's definition", () => {
    const { kintone } = open(DETAIL);
    expect(kintone.app.getLookupTargetAppId("customer")).toBe("12");
    expect(kintone.app.getLookupTargetAppId("other")).toBeNull();
    expect(kintone.app.getRelatedRecordsTargetAppId("customer")).toBeNull();
  });
});

describe("kintone.app.record", () => {
  it("getId and get tell the record, get as a copy", () => {
    const { kintone, boot } = open(DETAIL);
    expect(kintone.app.record.getId()).toBe(3);
    expect(kintone.app.record.get()).toEqual({ record: DETAIL.record.record });
    expect(kintone.app.record.get()?.record).not.toBe(boot.record?.record);
    expect(open().kintone.app.record.get()).toBeNull();
  });

  it("set leaves a record that is only shown as it is", () => {
    const { kintone } = open(DETAIL);
    const record = { n: { type: "NUMBER", value: "6" } };
    expect(kintone.app.record.set({ record })).toBeUndefined();
    expect(kintone.app.record.get()).toEqual({ record: DETAIL.record.record });
  });

  it("finds elements by code and ID, whatever characters they hold", () => {
    const { kintone } = open(DETAIL);
    draw(
      '<div data-pd="record-header-menu-space"></div><div data-pd-space="s&quot;]1"></div><p data-pd-field="数値"></p>',
    );
    expect(kintone.app.record.getHeaderMenuSpaceElement()).not.toBeNull();
    expect(kintone.app.record.getSpaceElement('s"]1')).not.toBeNull();
    expect(kintone.app.record.getSpaceElement("none")).toBeNull();
    expect((kintone.app.record.getFieldElement("数値") as HTMLElement).tagName).toBe("P");
    expect(kintone.app.record.getFieldElement("none")).toBeNull();
  });

  it("setFieldShown hides and shows a field with its label", () => {
    const { kintone } = open(DETAIL);
    draw('<div data-pd-field-box="n"><label>n</label><p data-pd-field="n"></p></div>');
    const box = document.querySelector<HTMLElement>("[data-pd-field-box]");
    kintone.app.record.setFieldShown("n", false);
    expect(box?.hidden).toBe(true);
    kintone.app.record.setFieldShown("n", true);
    expect(box?.hidden).toBe(false);
    kintone.app.record.setFieldShown("none", false);
  });
});

describe("twins", () => {
  it("R47 carry the same names, and answer null on the other kind of page", () => {
    for (const mobile of [false, true]) {
      const { kintone } = open({ ...DETAIL, mobile });
      draw('<div data-pd="header-space"></div>');
      const [here, there] = mobile ? [kintone.mobile.app, kintone.app] : [kintone.app, kintone.mobile.app];
      expect(Object.keys(here).sort()).toEqual(Object.keys(there).sort());
      expect(Object.keys(here.record).sort()).toEqual(Object.keys(there.record).sort());
      expect(here.getId()).toBe(7);
      expect(here.getHeaderSpaceElement()).not.toBeNull();
      expect(here.record.getId()).toBe(3);
      const { record, ...getters } = there;
      for (const [name, get] of [...Object.entries(getters), ...Object.entries(record)]) {
        if (BOTH.has(name)) continue;
        expect((get as (code: string, shown: boolean) => unknown)("n", true), name).toBeNull();
      }
    }
  });
});

describe("the rest of kintone", () => {
  it("getLoginUser is a fresh object", () => {
    const { kintone } = open();
    kintone.getLoginUser().name = "changed";
    expect(kintone.getLoginUser()).toMatchObject({ id: "1", code: "sato", name: "Sato" });
  });

  it("B4.6 Promise and B4.7 getRequestToken are there on the settings page too", () => {
    const { kintone } = open(SETTINGS);
    expect(kintone.Promise).toBe(Promise);
    expect(kintone.getRequestToken()).toBe("csrf-token");
    expect(kintone.plugin.app.getConfig(ID)).not.toBeNull();
  });

  it("showLoading lays one veil over the page and takes it away", async () => {
    const { kintone } = open();
    await kintone.showLoading("VISIBLE");
    await kintone.mobile.showLoading("VISIBLE");
    expect(document.querySelectorAll(".pd-loading")).toHaveLength(1);
    await kintone.showLoading("HIDDEN");
    expect(document.querySelectorAll(".pd-loading")).toHaveLength(0);
  });
});
