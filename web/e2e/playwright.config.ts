import { defineConfig } from "@playwright/test";
import type { Options } from "./support/test.ts";

// Every test runs on both databases. Tests for only one database are in tests/sqlite (the demo, the
// lock of a folder, a failing disk) and tests/postgres (two servers on one database).
export default defineConfig<Options, Options>({
  testDir: "tests",
  outputDir: "results",
  timeout: 60_000,
  expect: { timeout: 10_000 },
  forbidOnly: true,
  retries: 0,
  // Each worker has its own server, upstream and Chromium.
  workers: 2,
  fullyParallel: false,
  reporter: "list",
  use: {
    browserName: "chromium",
    screenshot: "only-on-failure",
    launchOptions: {
      executablePath: process.env.PLUGDOCK_CHROMIUM ?? "/usr/bin/chromium",
      // Chromium's sandbox does not work for root, and /dev/shm is small in a container.
      args: ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"],
    },
    locale: "en-US",
  },
  projects: [
    { name: "sqlite", use: { database: "sqlite" }, testIgnore: "**/postgres/**" },
    { name: "postgres", use: { database: "postgres" }, testIgnore: "**/sqlite/**" },
  ],
});
