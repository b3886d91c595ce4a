import { configDefaults, defineConfig } from 'vitest/config'

/** What needs long by nature: rounds of floods and storms, and every key of the program by robot. */
const LONG = ['test/flood/**', 'test/storm/**', 'test/robot/keys.test.ts']

/** Tests that start no process and share no state: they run together in one thread per worker. */
const UNIT = [
  'test/*.test.ts',
  'test/state/**',
  'test/bench/**',
  // How the screen ends is tried on a process of its own.
  'test/ui/!(exit).test.ts',
  'test/ui/paint/**',
  'test/ui/parts/**',
]

const only = (patterns: readonly string[]) =>
  patterns.map(pattern => pattern.replace(/\*\*$/, '**/*.test.{ts,tsx}'))

export default defineConfig({
  test: {
    globalSetup: ['test/setup.ts'],
    reporters: ['default', './test/reporter.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: only(UNIT),
          pool: 'threads',
          isolate: false,
          // Ink asks for the terminal's size where its stdout has none: without these it starts `tput` twice a frame.
          env: { COLUMNS: '100', LINES: '24' },
        },
      },
      {
        extends: true,
        test: {
          name: 'process',
          include: ['test/**/*.test.{ts,tsx}'],
          exclude: [...configDefaults.exclude, ...only(UNIT), ...only(LONG)],
        },
      },
      { extends: true, test: { name: 'long', include: only(LONG) } },
    ],
  },
})
