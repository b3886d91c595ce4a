import type { Session } from '../src/state/fleet.ts'
import { initialState } from '../src/state/initial.ts'
import { rowsOf } from '../src/state/list.ts'
import type { State } from '../src/state/model.ts'
import type { Message } from '../src/state/step.ts'
import { update } from '../src/state/update.ts'

/** One fleet of 1,000 hosts with 10 sessions each; times in milliseconds. */
const HOSTS = 1000
const SESSIONS = 10
const ROUNDS = 300
const START = Date.UTC(2026, 0, 1)

export interface Row {
  readonly what: string
  readonly median: number
  readonly p95: number
  readonly goal: number
}

export function benchState(): Row[] {
  const state = makeFleet()
  let round = 0
  const move = (): Message => ({
    type: 'sessions',
    host: `host${round++ % HOSTS}`,
    sessions: makeSessions(START + round),
  })
  return [
    measure('state: 10,000 sessions, one pane changes: update', 1, () =>
      update(state, move(), START),
    ),
    measure('state: the same, and the rows of the list', 16, () =>
      rowsOf(update(state, move(), START).state),
    ),
    measure('state: filter as you type: rows', 16, () =>
      rowsOf(update(state, { type: 'filter', text: `session${round++ % SESSIONS}` }, START).state),
    ),
  ]
}

function makeFleet(): State {
  const hosts = Array.from(
    { length: HOSTS },
    (_, index) => ({ name: `host${index}`, transport: 'ssh' }) as const,
  )
  const empty = initialState({ columns: 200, rows: 50 })
  const messages: Message[] = [
    { type: 'configured', hosts, settings: empty.settings },
    ...hosts.flatMap(({ name }): Message[] => [
      { type: 'link', host: name, link: { state: 'up' } },
      {
        type: 'server',
        host: name,
        server: { state: 'running', pid: 1, started: 1, version: '3.5', path: 'pushed' },
      },
      { type: 'sessions', host: name, sessions: makeSessions(START) },
    ]),
  ]
  return messages.reduce((state, message) => update(state, message, START).state, empty)
}

function makeSessions(activity: number): Session[] {
  return Array.from({ length: SESSIONS }, (_, index) => ({
    id: `$${index}`,
    name: `session${index}`,
    created: START,
    activity: index === 0 ? activity : START,
    attached: 0,
    windows: 1,
    panes: [
      {
        id: `%${index}`,
        window: { id: `@${index}`, index: 0, name: 'sh' },
        index: 0,
        active: true,
        width: 80,
        height: 24,
        pid: 1,
        command: 'sh',
        title: 'a title',
        history: 0,
        alternate: false,
        inMode: false,
        bracketPaste: false,
        activity: index === 0 ? activity : START,
        ours: false,
      },
    ],
  }))
}

function measure(what: string, goal: number, run: () => unknown): Row {
  for (let warm = 0; warm < ROUNDS; warm++) run()
  const times = Array.from({ length: ROUNDS }, () => {
    const start = performance.now()
    run()
    return performance.now() - start
  }).sort((one, other) => one - other)
  return {
    what,
    goal,
    median: times[Math.floor(ROUNDS / 2)] ?? 0,
    p95: times[Math.floor(ROUNDS * 0.95)] ?? 0,
  }
}
