import { describe, expect, it } from "vitest";
import { json, open } from "./test_page.ts";

function draw(html: string) {
  document.body.insertAdjacentHTML("beforeend", html);
}

const VIEWS = {
  Month: { type: "CALENDAR", name: "Month", id: "9", index: "1", date: "day", filterCond: "", sort: "$id desc" },
  Mine: { type: "LIST", name: "Mine", id: "8", index: "0", fields: ["n"], filterCond: "n > 1", sort: "n asc" },
};

describe("kintone.app on lists", () => {
  it("getViews are in the list's order, with the one that every app has", async () => {
    const { kintone, sent } = open({ preview: true }, () => json({ views: VIEWS, revision: "1" }));
    expect(await kintone.app.getViews()).toEqual([
      { type: "LIST", name: "Mine", id: "8" },
      { type: "CALENDAR", name: "Month", id: "9" },
      { type: "LIST", builtinType: "ALL", name: "(All)", id: "20" },
    ]);
    expect(sent.map(({ path }) => path)).toEqual(["/k/v1/preview/app/views.json?app=7"]);
  });

  it("getView gives the settings of the view that is shown", async () => {
    const at = (viewId: number) => ({ ...open().boot.index, viewId }) as never;
    const one = open({ index: at(8) }, () => json({ views: VIEWS }));
    expect(await one.kintone.app.getView()).toEqual({
      type: "LIST",
      name: "Mine",
      id: "8",
      fields: ["n"],
      filterCond: "n > 1",
      sort: "n asc",
    });
    const all = open({}, () => json({ views: VIEWS }));
    expect(await all.kintone.app.getView()).toMatchObject({ builtinType: "ALL", id: "20" });
    const none = open({ page: "detail", index: null });
    expect(await none.kintone.app.getView()).toBeNull();
  });

  it("get tells the app, and null where it has no code", async () => {
    const app = { appId: "7", code: "", name: "Orders", description: "", spaceId: null, threadId: null };
    const { kintone } = open({}, ({ path }) => json(path.includes("settings") ? { revision: "4" } : app));
    expect(await kintone.app.get()).toMatchObject({
      id: "7",
      code: null,
      name: "Orders",
      spaceId: null,
      revision: "4",
    });
  });

  it("buttons are hidden and shown, and say which they are", async () => {
    const { kintone } = open();
    draw('<a data-pd="add-record"></a>');
    expect(await kintone.app.getAddRecordButtonDisplayState()).toBe("VISIBLE");
    await kintone.app.showAddRecordButton("HIDDEN");
    expect(document.querySelector<HTMLElement>('[data-pd="add-record"]')?.hidden).toBe(true);
    expect(await kintone.app.getAddRecordButtonDisplayState()).toBe("HIDDEN");
    await kintone.app.showAddRecordButton("VISIBLE");
    expect(await kintone.app.getAddRecordButtonDisplayState()).toBe("VISIBLE");
    // A part that the page does not have is reported as hidden.
    await kintone.app.showReportButton("VISIBLE");
    expect(await kintone.app.getReportButtonDisplayState()).toBe("HIDDEN");
  });

  it("setRecordListStyle paints cells, and takes back what it painted", async () => {
    const { kintone } = open();
    draw(`<table class="recordlist-gaia">
      <thead><tr><th data-pd-column="n"><span class="recordlist-header-label-gaia">N</span></th></tr></thead>
      <tbody>
        <tr data-pd-record="1"><td data-pd-action-cell="OPEN_DETAIL"></td><td data-pd-cell="n"><div data-pd-value>1</div></td></tr>
        <tr data-pd-record="2"><td data-pd-action-cell="OPEN_DETAIL"></td><td data-pd-cell="n"><div data-pd-value>2</div></td></tr>
      </tbody></table>`);
    const [one, two] = [...document.querySelectorAll<HTMLElement>('[data-pd-cell="n"]')];
    const inner = one?.querySelector<HTMLElement>("div");
    const action = document.querySelector<HTMLElement>('[data-pd-record="1"] [data-pd-action-cell]');
    const head = document.querySelector<HTMLElement>("th span");
    await kintone.app.setRecordListStyle({
      header: [{ column: "n", content: { color: "#112233" } }],
      body: [
        {
          recordId: "1",
          style: [
            {
              column: "n",
              background: { backgroundColor: "#ff0000" },
              content: { fontWeight: "bold", position: "fixed" },
            },
            { columnType: "ACTION", column: "OPEN_DETAIL", background: { backgroundColor: "#00ff00" } },
          ],
        },
      ],
    });
    expect(one?.style.backgroundColor).toBe("#ff0000");
    expect(inner?.style.fontWeight).toBe("bold");
    expect(inner?.style.position).toBe("");
    expect(action?.style.backgroundColor).toBe("#00ff00");
    expect(head?.style.color).toBe("#112233");
    expect(two?.style.backgroundColor).toBe("");
    await kintone.app.setRecordListStyle({ body: [{ recordId: 1, style: "DEFAULT" }] });
    expect([one?.style.backgroundColor, inner?.style.fontWeight, action?.style.backgroundColor]).toEqual(["", "", ""]);
    expect(head?.style.color).toBe("#112233");
    await kintone.app.setRecordListStyle("DEFAULT");
    expect(head?.style.color).toBe("");
  });
});
