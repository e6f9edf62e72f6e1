import { defineConfig } from "vitest/config";

export default defineConfig(({ mode }) => ({
  test: {
    environment: "happy-dom",
    // A separate run validates the answers that the server's tests recorded.
    include: mode === "answers" ? ["answers/*.test.ts"] : ["test/**/*.test.ts"],
    restoreMocks: true,
    unstubGlobals: true,
  },
}));
