import { defineConfig } from "@playwright/test";
import type { Options } from "./support/test.ts";

// Every test runs on both databases; what only one of them can show stands in tests/sqlite (the
// demo, the lock of a folder) and tests/postgres (two servers on one database).
export default defineConfig<Options, Options>({
  testDir: "tests",
  outputDir: "results",
  timeout: 60_000,
  expect: { timeout: 10_000 },
  forbidOnly: true,
  retries: 0,
  // Each worker has a server, an upstream and a Chromium of its own.
  workers: 2,
  fullyParallel: false,
  reporter: "list",
  use: {
    browserName: "chromium",
    screenshot: "only-on-failure",
    launchOptions: {
      executablePath: process.env.PLUGDOCK_CHROMIUM ?? "/usr/bin/chromium",
      // Root may not sandbox; a container's /dev/shm is small.
      args: ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"],
    },
    locale: "en-US",
  },
  projects: [
    { name: "sqlite", use: { database: "sqlite" }, testIgnore: "**/postgres/**" },
    { name: "postgres", use: { database: "postgres" }, testIgnore: "**/sqlite/**" },
  ],
});
