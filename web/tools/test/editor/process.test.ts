import { expect, test } from "vitest";
import type { ProcessStart } from "../../../api/generated/boot.ts";
import { fresh, linesOf, read, type State, write } from "../../../ui/src/editor/process/model.ts";

const of = (...codes: string[]) => codes.map((code) => ({ entity: { type: "USER", code }, includeSubs: false }));

const sentOf = (code: string) => [{ entity: { type: "USER", code } }];

const START: ProcessStart = {
  app: 1,
  revision: 2,
  enable: true,
  states: {
    b: { name: "b", index: "1", assignee: { type: "ANY", entities: of("ann:x") } },
    a: { name: "a", index: "0", assignee: { type: "ONE", entities: [] } },
  },
  actions: [
    { name: "go", from: "a", to: "b", filterCond: "", type: "SECONDARY", executableUser: { entities: of("bob") } },
  ],
  choices: [],
  field: "Categories",
  categorized: false,
  categories: ["x"],
};

test("a process is sent as it was read", () => {
  const { sent } = write(read(START));
  expect(sent).toEqual({
    states: { ...START.states, b: { name: "b", index: "1", assignee: { type: "ANY", entities: sentOf("ann:x") } } },
    actions: [{ ...START.actions[0], executableUser: { entities: sentOf("bob") } }],
  });
});

test("a state that is new never takes the place of an old one, whatever its name", () => {
  const process = read(START);
  const [first, ...rest] = process.states;
  if (!first) throw new Error("no state");
  const added: State = { key: fresh(), old: null, name: "a", takers: "ONE", assignees: [] };
  const { sent, nameOf } = write({ ...process, states: [added, { ...first, name: "c" }, ...rest] });
  const { states, actions } = sent as { states: Record<string, { name: string }>; actions: { from: string }[] };
  expect(states.a?.name, "the old one, under its new name").toBe("c");
  expect(Object.values(states).map((state) => state.name)).toEqual(["a", "c", "b"]);
  expect(actions[0]?.from, "actions follow").toBe("c");
  expect([nameOf("states[a].name"), nameOf("actions[0].filterCond"), nameOf("enable")]).toEqual(["c", "go", undefined]);
});

test("categories are lines, each once", () => {
  expect(linesOf(" a \n\nb\na\n")).toEqual(["a", "b"]);
});
