import { once } from "node:events";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "../support/test.ts";

test("a sign-in window finds its opener when it comes back, and the other site gets only the origin", async ({
  pluginApp,
  page,
  server,
}) => {
  const referrers: (string | undefined)[] = [];
  // The page of a service at which people sign in. It leads back at once.
  const service = http.createServer((request, response) => {
    referrers.push(request.headers.referer);
    const back = new URL(request.url ?? "/", "http://service.test").searchParams.get("back");
    response.setHeader("Content-Type", "text/html");
    response.end(`<script>location.replace(${JSON.stringify(back)})</script>`);
  });
  service.listen(0, "127.0.0.1");
  await once(service, "listening");
  const { port } = service.address() as AddressInfo;

  await pluginApp.openList();
  await page.evaluate(() => {
    addEventListener("message", ({ data }) => Object.assign(window, { told: data }));
  });
  const opening = page.waitForEvent("popup");
  await page.evaluate(
    (url) => void window.open(url),
    `http://127.0.0.1:${port}/?back=${encodeURIComponent(page.url())}`,
  );
  const popup = await opening;
  await popup.waitForURL(page.url());
  expect(await popup.evaluate(() => window.opener !== null)).toBe(true);
  await popup.evaluate(() => window.opener.postMessage("signed in", location.origin));
  await expect.poll(() => page.evaluate(() => (window as never as { told?: string }).told)).toBe("signed in");
  expect(referrers).toEqual([`${server.origin}/`]);

  // A window that stays on this site keeps the stricter policy, and its opener too.
  const [own] = await Promise.all([page.waitForEvent("popup"), page.evaluate(() => void window.open(location.href))]);
  await own.waitForLoadState();
  expect(await own.evaluate(() => window.opener !== null)).toBe(true);
  service.close();
});
