import type { ScriptName } from './script.ts'

/** One tmux session of a demo host (an ssh server in this process). */
export interface Role {
  readonly session: string
  /** The program that the session imitates; undefined: an interactive shell. */
  readonly agent?: 'claude' | 'codex' | 'gateway' | 'preview'
  readonly script?: ScriptName
  /** The task that the simulated agent works on. */
  readonly goal?: string
  /** Working directory of the session, relative to the host's home directory. */
  readonly folder: string
}

/** The sessions of each host. Further hosts start again from the first. */
export const DEMO_SESSIONS: readonly (readonly Role[])[] = [
  [
    {
      session: 'api-refactor',
      agent: 'claude',
      script: 'build',
      folder: 'src/api',
      goal: 'Move every handler to the new router and keep the tests green',
    },
    {
      session: 'auth-review',
      agent: 'claude',
      script: 'ask',
      folder: 'src/auth',
      goal: 'Harden the session tokens; ask me before you change a file',
    },
    {
      session: 'flaky-tests',
      agent: 'codex',
      script: 'fail',
      folder: 'src/upload',
      goal: 'Find out why the upload test is flaky',
    },
    { session: 'ops', folder: 'src' },
  ],
  [
    {
      session: 'docs',
      agent: 'claude',
      script: 'idle',
      folder: 'src/docs',
      goal: 'Explain the retry queue in docs/queue.md',
    },
    { session: 'gateway-log', agent: 'gateway', script: 'log', folder: 'log' },
    {
      session: 'release-notes',
      agent: 'codex',
      script: 'done',
      folder: 'src/release',
      goal: 'Write the release notes for 2.4',
    },
  ],
  [
    {
      session: 'db-migrate',
      agent: 'codex',
      script: 'ask',
      folder: 'src/db',
      goal: 'Make every migration reversible; ask before each edit',
    },
    {
      session: 'search-index',
      agent: 'codex',
      script: 'build',
      folder: 'src/search',
      goal: 'Build the search index in batches',
    },
    { session: 'i18n', agent: 'preview', script: 'palette', folder: 'src/i18n' },
    { session: 'notes', folder: 'notes' },
  ],
]

const CITIES = [
  'oslo',
  'lima',
  'kyoto',
  'quito',
  'accra',
  'perth',
  'tunis',
  'hanoi',
  'porto',
  'izmir',
]

/** The name of demo host number n, from 0. */
export function hostName(n: number): string {
  const city = CITIES[n % CITIES.length] ?? 'host'
  return n < CITIES.length ? `demo-${city}` : `demo-${city}-${Math.floor(n / CITIES.length) + 1}`
}

/** Characters that a simulated agent draws: its spinner, and the pointer of its prompt and menus. */
export function spinnerMarks(agent: Role['agent']): readonly [mark: string, pointer: string] {
  return agent === 'codex' ? ['•', '›'] : ['✻', '❯']
}
