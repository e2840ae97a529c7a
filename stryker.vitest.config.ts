import { defineConfig } from "vitest/config";

// The tests that mutants of core/policy must not survive: npm run test:mutation.
export default defineConfig({
  test: { include: ["test/core/policy/**/*.test.ts"] },
});
