import { describe, expect, it } from "vitest";
import { cybozuData } from "../../../runtime/src/cybozu.ts";
import { json, LOOKUP, ORIGIN, open, SETTINGS } from "./test_page.ts";

describe("where a script runs", () => {
  it("isMobilePage, isMobileApp and getPageType tell the page", async () => {
    const { kintone } = open({ mobile: true });
    expect(await kintone.isMobilePage()).toBe(true);
    expect(await kintone.isMobileApp()).toBe(false);
    expect(await kintone.getPageType()).toEqual({ type: "APP", page: "APP_INDEX_MOBILE" });
    expect(await open(SETTINGS).kintone.getPageType()).toEqual({
      type: "APP_SETTINGS",
      page: "APP_SETTINGS_PLUGIN_SETTINGS",
    });
    expect(await open({ origin: "https://docks.example.com:8443" }).kintone.getDomain()).toEqual({
      subdomain: "docks",
      baseDomain: "example.com",
    });
  });

  it("B7.2 buildPageUrl leads to the pages of this server", async () => {
    const { kintone } = open();
    const build = async (page: string, params?: object) =>
      (await kintone.buildPageUrl(page, params)).slice(ORIGIN.length);
    expect(await build("APP_INDEX", { appId: "3" })).toBe("/k/3/");
    expect(await build("APP_INDEX", { appId: 3, viewId: "9" })).toBe("/k/3/?view=9");
    expect(await build("APP_DETAIL", { appId: "3", recordId: "5" })).toBe("/k/3/show#record=5");
    expect(await build("APP_EDIT", { appId: "3", recordId: "5" })).toBe("/k/3/show#record=5&mode=edit");
    expect(await build("APP_EDIT_MOBILE", { appId: "3", recordId: "5" })).toBe("/k/m/3/show?record=5#mode=edit");
    expect(await build("APP_CREATE_MOBILE", { appId: "../admin" })).toBe("/k/m/..%2Fadmin/edit");
    expect(await build("PORTAL_TOP")).toBe("/k/");
    await expect(build("APP_DETAIL", { appId: "3" })).rejects.toThrow("recordId");
    await expect(build("SPACE_PORTAL", { spaceId: "1" })).rejects.toThrow("SPACE_PORTAL");
  });

  it("kintone.user asks for whoever looks, or for whom it is told", async () => {
    const { kintone, sent } = open({}, ({ path }) =>
      json(
        path.includes("groups")
          ? { groups: [{ id: "1", code: "everyone", name: "Everyone", description: "" }] }
          : {
              organizationTitles: [
                { organization: { id: "2", code: "sales", name: "Sales", parentCode: null }, title: null },
              ],
            },
      ),
    );
    expect(await kintone.user.getGroups()).toEqual([{ id: "1", code: "everyone", name: "Everyone" }]);
    expect(await kintone.user.getOrganizations("bob")).toEqual([
      { organization: { id: "2", code: "sales", name: "Sales" }, title: null },
    ]);
    expect(sent.map(({ path }) => path)).toEqual([
      "/v1/user/groups.json?code=sato",
      "/v1/user/organizations.json?code=bob",
    ]);
  });
});

describe("cybozu.data", () => {
  it("has the form by the numbers that stand in classes, in the vendor's inner words", () => {
    const { boot } = open({
      fields: {
        price: { type: "NUMBER", code: "price", label: "Price", required: true, noLabel: false },
        customer: { type: "SINGLE_LINE_TEXT", code: "customer", label: "Customer", lookup: LOOKUP },
        rows: {
          type: "SUBTABLE",
          code: "rows",
          label: "Rows",
          fields: { day: { type: "DATE", code: "day", label: "Day" } },
        },
      },
      fieldIds: { price: 6, customer: 7, rows: 8, day: 9 },
    });
    const { page, LOGIN_USER, IS_MOBILE_DEVICE } = cybozuData(boot).data;
    expect(page.SCHEMA_DATA).toBe(page.FORM_DATA?.schema);
    expect(Object.values(page.SCHEMA_DATA?.table.fieldList ?? {})).toEqual([
      {
        id: "6",
        type: "DECIMAL",
        var: "price",
        label: "Price",
        properties: { required: "true", unique: "false", noLabel: "false", isLookup: false },
      },
      expect.objectContaining({ id: "7", var: "customer", properties: expect.objectContaining({ isLookup: true }) }),
    ]);
    expect(page.SCHEMA_DATA?.subTable["8"]).toMatchObject({
      var: "rows",
      type: "SUBTABLE",
      fieldList: { 9: { var: "day", type: "DATE" } },
    });
    expect(page.QUERY_STRING).toBe('n > "1"');
    expect([LOGIN_USER.code, IS_MOBILE_DEVICE]).toEqual(["sato", false]);
  });

  it("has no form where there is none", () => {
    expect(cybozuData(open({ page: "other", app: null, index: null }).boot).data.page).toEqual({});
  });
});
