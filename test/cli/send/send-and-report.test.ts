import { expect, test } from 'vitest'
import type { Until } from '../../../src/cli/args/message.ts'
import type { RecipientSpec } from '../../../src/cli/recipients/recipient-spec.ts'
import { createSendReport } from '../../../src/cli/send/send-and-report.ts'
import type { Receipt, SendMode, SendOptions } from '../../../src/state/model/receipt.ts'
import { createStore, type Store } from '../../../src/state/store.ts'
import { update } from '../../../src/state/update.ts'
import { noHosts } from '../../lab/no-hosts.ts'
import { fleet, session, target } from '../../state/fleet.ts'

/** More than the fleet keeps of broadcasts that are settled: each host that answers late has one of its own. */
const NAMES = Array.from({ length: 70 }, (_, index) => `lab${index}`)
const HOW = { mode: 'submit', deadline: 1000 } as const

test.each([
  ['a long text', 'x'.repeat(1_000_000)],
  ['a short one', 'hi'],
])('every host that answers late keeps its receipt; %s', async (_, text) => {
  const { post, last } = postTo(NAMES, text, { word: 'submitted', open: false })
  for (const name of NAMES) {
    post.find(name, specs => specs.map(spec => addressee(name, spec)))
    post.send()
  }
  expect(words(await post.settled())).toEqual(['submitted'])
  expect(words(last())).toEqual(['submitted'])
})

test('what is under way on them is still heard of', async () => {
  const { post, store } = postTo(NAMES, 'hi', { word: 'delivered', open: true, entered: true })
  for (const name of NAMES) {
    post.find(name, specs => specs.map(spec => addressee(name, spec)))
    post.send()
  }
  for (const { id, rows } of store.getState().broadcasts)
    for (const row of rows)
      if (row.target)
        store.dispatch({
          type: 'receipt',
          id,
          target: row.target,
          receipt: { word: 'echoed', open: false },
        })
  expect(words(await post.settled())).toEqual(['echoed'])
})

test.each<[string, SendMode, Until, Receipt, boolean]>([
  ['typed without Enter', 'no-enter', 'typed', { word: 'delivered', open: true }, true],
  ['typed, Enter is to come', 'submit', 'typed', { word: 'delivered', open: true }, false],
  ['Enter was taken', 'submit', 'typed', { word: 'delivered', open: true, entered: true }, true],
  ['an echo was asked for', 'no-enter', 'echoed', { word: 'delivered', open: true }, false],
  ['and is there', 'no-enter', 'echoed', { word: 'echoed', open: true }, true],
  ['nothing is tried yet', 'no-enter', 'typed', { word: 'waiting', open: true }, false],
])('the end of waiting, to one warm host: %s', async (_, mode, until, receipt, isOver) => {
  const how = { ...HOW, mode }
  const { post } = postTo(['lab0'], 'abc', receipt, how, until)
  post.find('lab0', specs => specs.map(spec => addressee('lab0', spec)))
  post.send()
  const next = new Promise(resolve => setImmediate(resolve, 'waits'))
  const settled = post.settled().then(words)
  expect(await Promise.race([settled, next])).toEqual(isOver ? [receipt.word] : 'waits')
})

function words(rows: readonly { readonly receipt: Receipt }[]): string[] {
  return [...new Set(rows.map(({ receipt }) => receipt.word))]
}

const specFor = (host: string): RecipientSpec => ({
  host,
  name: `${host}/api`,
  aim: { host, session: 'api' },
})

function addressee(host: string, spec = specFor(host)) {
  return { name: `${host}/api`, target: target(host, 1), command: 'bash', failure: null, spec }
}

/** A fleet in which every text that is sent has this receipt at once. */
function postTo(
  names: readonly string[],
  text: string,
  receipt: Receipt,
  how: SendOptions = HOW,
  until: Until = 'typed',
) {
  const initial = fleet(Object.fromEntries(names.map(name => [name, [session(1, 'api')]])))
  const store: Store = createStore({
    update,
    initial,
    now: () => 0,
    run(command) {
      if (command.type !== 'broadcast') return
      for (const { target } of command.targets)
        store.dispatch({ type: 'receipt', id: command.id, target, receipt })
    },
  })
  const shown = names.map(name => ({ ...addressee(name), target: null, awaited: true }))
  let rows: readonly { readonly receipt: Receipt }[] = []
  const post = createSendReport(
    {
      store,
      hosts: [],
      quit: new Promise(() => {}),
      nameOf: written => written,
      outlives: () => false,
      lend: run => run(),
      requests: {
        checkThisMachine: async () => [],
        readOutput: async () => null,
        configValues: async () => [],
        readPane: async () => ({ lines: [], above: 0 }),
        completeWord: async () => [],
        agentNames: async () => [],
        agentsOn: () => Promise.reject(new Error('no agents are asked for')),
      },
      onHosts: noHosts(),
      close: async () => {},
    },
    { text, how, until },
    shown,
    changed => (rows = changed),
  )
  return { post, store, last: () => rows }
}
