import type { Tell } from './row.ts'
import type { Stage } from './stage.ts'

/** Measures what belongs together, and tells each row as soon as it has it. */
export type Group = (stage: Stage, tell: Tell) => Promise<void>

interface Entry {
  readonly about: string
  /** Only where it is asked for, by `--long` or by its name. */
  readonly long?: boolean
  /** Loaded when it is its turn: React must find NODE_ENV set. */
  load(): Promise<Group>
}

export const GROUPS: Readonly<Record<string, Entry>> = {
  state: {
    about: 'the state of 10,000 sessions',
    load: async () => (await import('./state.ts')).benchState,
  },
  paint: {
    about: 'a frame: Ink, whole rows, changed cells',
    load: async () => (await import('./paint.ts')).benchPaint,
  },
  broadcast: {
    about: 'a line to all hosts, over open channels and warm masters',
    load: async () => (await import('./broadcast.ts')).benchBroadcast,
  },
  cold: {
    about: 'the same from a fresh process',
    load: async () => (await import('./cold.ts')).benchCold,
  },
  start: {
    about: '--version, ls, the first frame',
    load: async () => (await import('./start.ts')).benchStart,
  },
  latency: {
    about: 'from a byte or a key to the screen',
    load: async () => (await import('./latency.ts')).benchLatency,
  },
  flood: {
    about: 'one pane prints without end',
    load: async () => (await import('./flood.ts')).benchFlood,
  },
  wall: {
    about: '12 tiles, each 10 lines a second',
    load: async () => (await import('./wall.ts')).benchWall,
  },
  page: {
    about: 'the page in a real browser: first paint, a byte, a wall, viewers, a long list',
    load: async () => (await import('./page.ts')).benchPage,
  },
  receipts: {
    about: 'what following a send costs at 64, 128, 200 hosts',
    load: async () => (await import('./receipts.ts')).benchReceipts,
  },
  growth: {
    about: 'cost at 8, 16, 32, 64 hosts',
    load: async () => (await import('./growth.ts')).benchGrowth,
  },
  runs: {
    about: "an agent's lines as events, beside a pipe through ssh",
    load: async () => (await import('./runs.ts')).benchRuns,
  },
  sends: {
    about: 'a send through the screen to a third, two thirds and all of the hosts',
    long: true,
    load: async () => (await import('./sends.ts')).benchSends,
  },
  idle: {
    about: '1,000 idle sessions: processor, bytes, processes, memory',
    load: async () => (await import('./idle.ts')).benchIdle,
  },
  memory: {
    about: 'memory over 30 minutes',
    long: true,
    load: async () => (await import('./memory.ts')).benchMemory,
  },
}
