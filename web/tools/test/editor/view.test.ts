import { expect, it } from "vitest";
import { fresh, read, sortOf, steps, write } from "../../../ui/src/editor/view/model.ts";

it("sends views under the names that the server knows, and new ones under names of no other", () => {
  const views = read({
    Late: { type: "LIST", id: "2", index: "1", name: "Late", filterCond: "", sort: "$id desc", fields: ["a"] },
    Open: {
      type: "CUSTOM",
      id: "1",
      index: "0",
      name: "Open",
      filterCond: "",
      sort: "",
      html: "<b>",
      pager: false,
      device: "ANY",
    },
  });
  expect(views.map((view) => view.name)).toEqual(["Open", "Late"]);
  const added = { ...fresh("CALENDAR", "Late"), date: "d", title: "t" };
  const renamed = views.map((view) => (view.name === "Late" ? { ...view, name: "Old" } : view));
  const { sent, of } = write([...renamed, added]);
  const [open, late, mine] = Object.entries(sent);
  expect(open).toMatchObject(["Open", { index: 0, type: "CUSTOM", html: "<b>", pager: false, device: "ANY" }]);
  expect(late).toMatchObject(["Late", { index: 1, name: "Old", fields: ["a"] }]);
  expect(mine?.[1]).toMatchObject({ index: 2, name: "Late", type: "CALENDAR", date: "d", title: "t" });
  expect(mine?.[0]).not.toBe("Late");
  expect(of.get(mine?.[0] ?? "")).toBe(added);
});

it("takes an order apart and puts it together again", () => {
  expect(steps("price DESC, $id asc, 単価")).toEqual([
    { code: "price", way: "desc" },
    { code: "$id", way: "asc" },
    { code: "単価", way: "asc" },
  ]);
  expect(sortOf(steps("price desc, $id"))).toBe("price desc, $id asc");
  expect(steps("")).toEqual([]);
});
