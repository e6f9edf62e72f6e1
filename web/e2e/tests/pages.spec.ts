import { expect, test } from "../support/test.ts";
import { makeWholeApp } from "../support/whole_form.ts";

// Every page where plug-in code runs (R27): the probe plug-in receives the page's event, reads its config and makes a
// call.

/**
 * Each page, its address below the app's folder, and the event that it starts with. Export and import have no event.
 */
const PAGES = [
  ["list", "", "app.record.index.show"],
  ["detail", "show?record=ID", "app.record.detail.show"],
  ["create", "edit", "app.record.create.show"],
  ["edit", "show?record=ID&mode=edit", "app.record.edit.show"],
  ["print", "print?record=ID", "app.record.print.show"],
  ["graph", "report", "app.report.show"],
  ["file import", "import", null],
  ["file export", "export", null],
] as const;

/** As in Kintone, phones have no print, import and export pages (B7.1). */
const ON_PHONES = ["list", "detail", "create", "edit", "graph"];

test("R27.1 001.14 to 001.19, 003.13 to 003.20 on each page plug-in code runs, is told, and calls out", async ({
  rest,
  page,
  probe,
  upstream,
}) => {
  const app = await makeWholeApp(rest, "Every page", probe);
  const { id } = await rest.call("POST", "record.json", { app, record: { SINGLE_LINE_TEXT: { value: "x" } } });
  await rest.call("PUT", "preview/app/plugin/config.json", { app, id: probe, config: { key: "value" } });
  await rest.deploy(app);
  upstream.forget();
  const places = { desktop: `/k/${app}/`, preview: `/k/admin/preview/${app}/`, mobile: `/k/m/${app}/` };
  for (const [place, base] of Object.entries(places)) {
    for (const [name, address, event] of PAGES) {
      const mobile = place === "mobile";
      if (mobile && !ON_PHONES.includes(name)) continue;
      const where = `${name}, ${place}`;
      const response = await page.goto(base + address.replace("ID", id));
      expect(response?.status(), where).toBe(200);
      const told = event === null ? 0 : 1;
      await expect.poll(() => page.evaluate(() => window.probe?.events.length), where).toBe(told);
      const seen = await page.evaluate(async () => {
        const { id } = window.probe;
        const blob = { format: "RAW", value: new Blob(["x"]) };
        return {
          event: window.probe.events[0] ?? null,
          config: window.probe.getConfig(),
          desktop: kintone.app.getId(),
          mobile: kintone.mobile.app.getId(),
          call: (await kintone.plugin.app.proxy(id, "https://api.example.com/a", "GET", {}, {}))[1],
          upload: (await kintone.plugin.app.proxy.upload(id, "https://api.example.com/b", "POST", {}, blob))[1],
        };
      });
      expect(seen, where).toMatchObject({
        event: event && { type: mobile ? `mobile.${event}` : event, appId: app },
        config: { key: "value" },
        desktop: mobile ? null : app,
        mobile: mobile ? app : null,
        call: 200,
        upload: 200,
      });
    }
  }
});
