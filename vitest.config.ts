import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    globalSetup: ['test/setup.ts'],
    reporters: ['default', './test/reporter.ts'],
    // A machine that is busy with other things is no fault of a test; a retry shows in the report.
    retry: process.env.CI ? 2 : 0,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Real processes on two cores: more workers only make everybody wait.
    maxWorkers: 2,
  },
})
