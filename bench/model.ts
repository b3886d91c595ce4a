import { median } from './figure.ts'

/** How another tool reads its panes, as it is published: what it starts, and how often. */
export interface Model {
  readonly name: string
  /** `capture`: a local `tmux capture-pane`. `ssh`: the same through ssh, over a warm master. */
  readonly starts: 'capture' | 'ssh'
  /** Processes a second for so many hosts and sessions. */
  rate(hosts: number, sessions: number): number
}

/**
 * Methods and not programs: none of them is installed here, and none but atmux and amplihack is made for more
 * than one machine or for so many sessions. What they do not publish is left out, so these are lower bounds.
 */
export const MODELS: readonly Model[] = [
  {
    // A tree of hosts every 2 s: one for the host, one a session, one a window (of which each has one).
    name: 'model of atmux',
    starts: 'ssh',
    rate: (hosts, sessions) => (hosts + 2 * sessions) / 2,
  },
  {
    // A poll of 60 s: one for the host, one for the screen of each session.
    name: 'model of amplihack',
    starts: 'ssh',
    rate: (hosts, sessions) => (hosts + sessions) / 60,
  },
  {
    // The selected one every 100 ms, all of them every 500 ms; its limit of 10 is not applied.
    name: 'model of claude-squad',
    starts: 'capture',
    rate: (_, sessions) => 10 + 2 * sessions,
  },
  {
    // For each remote: a list every 15 s, a preview every 10 s, a probe every 5 s.
    name: 'model of agent-deck',
    starts: 'ssh',
    rate: hosts => hosts * (1 / 15 + 1 / 10 + 1 / 5),
  },
]

const SHORT = 40
const BATCHES = 3

/**
 * Processor time of one such process and what it starts here, in milliseconds: it is really run, some hundred
 * times, and a shell says what its children took. What it costs tmux and the host is not counted.
 */
export async function costOf(
  argv: string,
  run: (argv: readonly string[]) => Promise<string>,
): Promise<number> {
  const loop = `i=0; while [ $i -lt ${SHORT} ]; do ${argv} >/dev/null; i=$((i+1)); done; times`
  const costs: number[] = []
  for (let batch = 0; batch < BATCHES; batch++) {
    const told = await run(['sh', '-c', loop])
    costs.push(childrenTime(told) / SHORT)
  }
  return median(costs)
}

/** Milliseconds out of the last line of `times`: user and system time of the children. */
export function childrenTime(told: string): number {
  const last = told.trim().split('\n').at(-1) ?? ''
  const parts = [...last.matchAll(/(\d+)m([\d.]+)s/g)]
  if (parts.length !== 2) throw new Error(`the shell says no times: ${last}`)
  return (
    parts.reduce((sum, [, minutes, seconds]) => sum + Number(minutes) * 60 + Number(seconds), 0) *
    1000
  )
}
