import { defineConfig } from "vitest/config";

export default defineConfig(({ mode }) => ({
  test: {
    environment: "happy-dom",
    // What the server's tests leave behind is held against the API document by a run of its own.
    include: mode === "answers" ? ["answers/*.test.ts"] : ["test/**/*.test.ts"],
    restoreMocks: true,
    unstubGlobals: true,
  },
}));
