import { Plugdock, refusal } from "../../support/plugdock.ts";
import { expect, test } from "../../support/test.ts";

test("a server answers /-/health and /-/ready, and keeps a second one off its folder", async () => {
  const server = await Plugdock.start({ database: "sqlite" });
  for (const path of ["/-/health", "/-/ready"]) {
    expect((await fetch(server.origin + path)).status, path).toBe(200);
  }
  const second = await Plugdock.launch({ database: "sqlite", data: server.data });
  expect(await refusal(second)).toMatch(/another Plugdock/);
  await server.stop();
});
