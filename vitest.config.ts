import { configDefaults, defineConfig } from 'vitest/config'
import { compileCache } from './test/lab/compile-cache.ts'
import Sequencer from './test/sequencer.ts'

/** Rounds of floods and storms, thousands of texts, every key by robot: long by nature. */
const STORMS = [
  'test/flood/**',
  'test/storm/**',
  'test/robot/{keys,paint,sizes,bad-days}.test.ts',
  'test/backend/send/bytes.test.ts',
]

/** Journeys through the whole program, over real hosts, containers and machines that are made for them. */
const JOURNEYS = [
  'test/robot/{bad-hosts,demo,files,hosts,runs,six-kinds}.test.ts',
  'test/cli/{launch,launch-azlin,launch-bad,launch-end,launch-key,launch-room,launch-state}.test.ts',
  'test/cli/{borrow,fleet,hostile-answers,killed,loaded-packages,search-path,send-fleet,trouble}.test.ts',
  'test/cli/commands/setup/demo.test.ts',
  'test/cli/commands/tracked/{exec,exec-output,recover,tracked-sessions}.test.ts',
  'test/cli/commands/talk/**',
  'test/cli/commands/agents/install.test.ts',
  'test/cli/commands/mcp/servers.test.ts',
  'test/server/{bad-days,benchmarks-page,beside-screen,mcp-policy,page,push,push-page,remote-page,run-page,seed-tunnel,two-devices,walk,wall,work-page,worktrees}.test.ts',
  'test/lab/azlin.test.ts',
  'test/backend/workspace/{trip,hostile,pack/pack}.test.ts',
  'test/backend/ssh/master.test.ts',
  'test/backend/pool/tunnel.test.ts',
  'test/backend/state-file/lock.test.ts',
  'test/backend/host-script/left-clients.test.ts',
  'test/backend/send/fleet.test.ts',
  'test/backend/attach/{inside,mosh,ssh}.test.ts',
  'test/backend/containers/{docker,kube}.test.ts',
  'test/backend/host-files/**',
  'test/backend/demo/{exec,fleet}.test.ts',
  'test/cli/run/**',
  'test/cli/day/**',
  'test/cli/playbook/**',
  'test/cli/benchmark/**',
  'test/cli/work/**',
  'test/robot/work/**',
  'test/backend/worktrees/**',
]

const LONG = [...STORMS, ...JOURNEYS]

/** Tests that start no process and share no state: they run together in one thread per worker. */
const UNIT = [
  'test/!(checks).test.ts',
  'test/state/**',
  'test/bench/**',
  // How the screen ends is tried on a process of its own.
  'test/ui/terminal/!(exit).test.ts',
  'test/ui/!(terminal)/**',
  'test/ui/*.test.ts',
  // Their clock is set by hand: a timer of another test's process would be taken for one of their own.
  'test/backend/agents/watch-agents.test.ts',
  'test/backend/connection/interruptible-wait.test.ts',
  'test/backend/tmux/channel/liveness.test.ts',
  'test/backend/transport/patience.test.ts',
  'test/backend/clock.test.ts',
  'test/server/{access,streams,live,mcp,push}/**',
]

/** Builds the program: the unit tests need none. What they start compiles itself once for all. */
const real = { globalSetup: ['test/setup.ts'], env: { NODE_COMPILE_CACHE: compileCache } }

const only = (patterns: readonly string[]) =>
  patterns.map(pattern => pattern.replace(/\*\*$/, '**/*.test.{ts,tsx}'))

export default defineConfig({
  test: {
    reporters: ['default', './test/reporter.ts'],
    // A machine that is busy with other things is no fault of a test; a retry shows in the report.
    retry: process.env.CI ? 2 : 0,
    // Deadlines for what hangs, not for what is slow: other work may take most of the machine.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    // One more than there are cores. Two cores are full with these: further ones only make each other late.
    maxWorkers: 3,
    sequence: { sequencer: Sequencer },
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
          ...real,
          // A worker loads the program once, not for each file; clocks and environments are put back by who changes them.
          isolate: false,
          include: ['test/**/*.test.{ts,tsx}'],
          exclude: [...configDefaults.exclude, ...only(UNIT), ...only(LONG)],
        },
      },
      { extends: true, test: { name: 'long', ...real, include: only(LONG) } },
    ],
  },
})
