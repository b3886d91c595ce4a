import { existsSync } from 'node:fs'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    globalSetup: existsSync('test/setup.ts') ? ['test/setup.ts'] : [],
    reporters: ['default', './test/reporter.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Real processes on two cores: more workers only make everybody wait.
    maxWorkers: 2,
  },
})
