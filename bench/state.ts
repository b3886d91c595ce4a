import { initialState } from '../src/state/initial.ts'
import type { Session } from '../src/state/model/fleet.ts'
import { clean, says } from '../src/state/text/clean.ts'
import { update } from '../src/ui/app/update.ts'
import type { UiState } from '../src/ui/model/ui-state.ts'
import { rowsOf } from '../src/ui/sessions/session-list-rows.ts'
import { beginScreen } from '../src/ui/view/initial.ts'
import type { UiMessage } from '../src/ui/view/step.ts'
import { median, percentile } from './figure.ts'
import type { Row, Tell } from './row.ts'
import type { Stage } from './stage.ts'

/** One fleet of 1,000 hosts with 10 sessions each; times in milliseconds. */
const HOSTS = 1000
const SESSIONS = 10
const ROUNDS = 300
const START = Date.UTC(2026, 0, 1)

export async function benchState(_stage: Stage, tell: Tell): Promise<void> {
  const state = makeFleet()
  let round = 0
  const move = (): UiMessage => ({
    type: 'sessions',
    host: `host${round++ % HOSTS}`,
    sessions: makeSessions(START + round),
  })
  const filter = () => update(state, { type: 'filter', text: `session${round++ % 10}` }, START)
  tell(measure('state: 10,000 sessions, one changes', 1, () => update(state, move(), START)))
  tell(
    measure('state: the same, and the rows of the list', 16, () =>
      rowsOf(update(state, move(), START).state),
    ),
  )
  tell(measure('state: filter as you type, and the rows', 16, () => rowsOf(filter().state)))
  benchMany(state, tell)
}

/** 10,000 marks, recipients and records. */
function benchMany(state: UiState, tell: Tell): void {
  const after = (from: UiState, ...messages: UiMessage[]) =>
    messages.reduce((now, message) => update(now, message, START).state, from)
  let round = 0
  const next = () => ({ host: `host${round % HOSTS}`, session: `$${round++ % SESSIONS}` })
  const sessions = Array.from({ length: HOSTS * SESSIONS }, next)
  const marked = after(state, { type: 'mark-these', sessions })
  const list = (): UiMessage => ({
    type: 'sessions',
    host: `host${round++ % HOSTS}`,
    sessions: makeSessions(START + round),
  })
  tell(measure('state: 10,000 marks, one host lists', 1, () => after(marked, list())))
  tell(
    measure('state: 10,000 marks become recipients', 200, () =>
      after(marked, { type: 'ask', mode: 'compose', text: 'go on' }),
    ),
  )
  const targets = sessions.map(({ host, session }) => ({
    host,
    server: '1:1',
    pane: `%${session.slice(1)}`,
  }))
  const how = { mode: 'submit', onlyAtPrompt: false, deadline: 1000 } as const
  const sent = after(state, { type: 'broadcast', targets, text: 'x', how })
  const id = sent.broadcasts.at(-1)?.id ?? 0
  const receipt = { word: 'delivered', open: true } as const
  const arrive = (): UiMessage => ({
    type: 'receipt',
    id,
    target: targets[round++ % targets.length] ?? { host: '', server: '', pane: '' },
    receipt,
  })
  const begun = after(sent, arrive())
  tell(measure('state: a receipt among 10,000', 1, () => after(begun, arrive())))
}

function makeFleet(): UiState {
  const hosts = Array.from(
    { length: HOSTS },
    (_, index) => ({ name: `host${index}`, transport: 'ssh' }) as const,
  )
  const empty = beginScreen(initialState(), { columns: 200, rows: 50 })
  const messages: UiMessage[] = [
    { type: 'configured', hosts, settings: empty.settings },
    ...hosts.flatMap(({ name }): UiMessage[] => [
      { type: 'link', host: name, link: { state: 'up' } },
      {
        type: 'server',
        host: name,
        server: { state: 'running', pid: 1, started: 1, version: clean('3.5'), path: 'pushed' },
      },
      { type: 'sessions', host: name, sessions: makeSessions(START) },
    ]),
  ]
  return messages.reduce((state, message) => update(state, message, START).state, empty)
}

function makeSessions(activity: number): Session[] {
  return Array.from({ length: SESSIONS }, (_, index) => ({
    id: `$${index}`,
    name: says`session${index}`,
    created: START,
    activity: index === 0 ? activity : START,
    attached: 0,
    windows: 1,
    panes: [
      {
        id: `%${index}`,
        window: { id: `@${index}`, index: 0, name: clean('sh') },
        index: 0,
        active: true,
        width: 80,
        height: 24,
        pid: 1,
        command: clean('sh'),
        title: clean('a title'),
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

/** The median; the worst twentieth is in the raw figures. */
function measure(what: string, value: number, run: () => unknown): Row {
  for (let warm = 0; warm < ROUNDS; warm++) run()
  const times = Array.from({ length: ROUNDS }, () => {
    const start = performance.now()
    run()
    return performance.now() - start
  })
  const raw = { p95: [percentile(times, 0.95)] }
  return { what, unit: 'ms', ours: median(times), goal: { kind: 'most', value }, raw }
}
