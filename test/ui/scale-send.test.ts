import { expect, test } from 'vitest'
import type { Receipt } from '../../src/state/model/receipt.ts'
import { countsOf } from '../../src/ui/app/counts.ts'
import type { UiState } from '../../src/ui/model/ui-state.ts'
import { sessionRowsOf } from '../../src/ui/sessions/session-list-rows.ts'
import type { UiMessage } from '../../src/ui/view/step.ts'
import { fleet, later, session, target } from './fleet.ts'

const EACH = 15
const RECEIPTS: readonly Receipt[] = [
  { word: 'delivered', open: true },
  { word: 'echoed', open: true, entered: true },
  { word: 'submitted', open: false },
]

let reads = 0
/** Counts what is read of it. */
function counted<T extends object>(value: T): T {
  return new Proxy(value, {
    get(of, name, receiver) {
      reads++
      return Reflect.get(of, name, receiver)
    },
  })
}

function readsOf(work: () => unknown): number {
  reads = 0
  work()
  return reads
}

/** How much is read of hosts, sessions and rows while a text is sent to one session on each of so many hosts. */
function costOfSend(count: number): { readonly event: number; readonly frame: number } {
  const names = Array.from({ length: count }, (_, at) => `host${at}`)
  const sessions = (activity: number) =>
    Array.from({ length: EACH }, (_, at) => counted(session(at + 1, `s${at + 1}`, { activity })))
  const whole = fleet(Object.fromEntries(names.map(name => [name, sessions(1)])))
  const targets = names.map(name => target(name, 1))
  const how = { mode: 'submit', onlyAtPrompt: false, deadline: 1000 } as const
  const sent = later(whole, { type: 'broadcast', targets, text: 'go on', how })
  const { id = 0 } = sent.broadcasts.at(-1) ?? {}
  let state: UiState = {
    ...sent,
    hosts: new Map([...sent.hosts].map(([name, host]) => [name, counted(host)])),
    broadcasts: sent.broadcasts.map(each => ({ ...each, rows: each.rows.map(counted) })),
  }
  let [events, ofEvents, frames, ofFrames] = [0, 0, 0, 0]
  const hear = (message: UiMessage) => {
    events++
    ofEvents += readsOf(() => (state = later(state, message)))
  }
  for (const receipt of RECEIPTS)
    for (const [at, host] of names.entries()) {
      hear({ type: 'receipt', id, target: target(host, 1), receipt })
      if (receipt.word === 'submitted') hear({ type: 'sessions', host, sessions: sessions(2) })
      if (at % 8 > 0) continue
      frames++
      ofFrames += readsOf(() => [sessionRowsOf(state), countsOf(state)])
    }
  return { event: ofEvents / events, frame: ofFrames / frames }
}

test('a text to many hosts costs each host as much with 200 hosts as with 64', () => {
  const [few, many] = [costOfSend(64), costOfSend(200)]
  expect(few.event).toBeGreaterThan(1)
  expect(many.event).toBeLessThan(few.event * 1.1)
  // Three times as many hosts: what a frame reads of those that have not changed is kept.
  expect(many.frame).toBeLessThan(few.frame * 2)
})
