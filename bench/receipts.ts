import type { ResolvedRecipient } from '../src/cli/recipients/resolve-recipients.ts'
import { createSendReport } from '../src/cli/send/send-and-report.ts'
import type { Fleet } from '../src/state/fleet-handle.ts'
import { initialState } from '../src/state/initial.ts'
import type { HostConfig } from '../src/state/model/host-config.ts'
import type { Receipt } from '../src/state/model/receipt.ts'
import { createStore } from '../src/state/store.ts'
import { update } from '../src/state/update.ts'
import { noHosts } from '../test/lab/no-hosts.ts'
import { KEY, SERVER, session } from '../test/state/fleet.ts'
import { median } from './figure.ts'
import type { Goal, Tell } from './row.ts'
import type { Stage } from './stage.ts'

/** What it costs to follow a send to one session on each host, without any host: the part that is ours alone. */
const SIZES = [64, 128, 200]
const SESSIONS = 15
const ROUNDS = 5
/** Each row is printed and counted at each change of one: what grows faster than twice that is a fault. */
const GOAL: Goal = { kind: 'within', times: 2 }

export async function benchReceipts(_: Stage, tell: Tell): Promise<void> {
  let before: { readonly size: number; readonly figure: number } | null = null
  for (const size of SIZES) {
    const raw: number[] = []
    for (let round = 0; round <= ROUNDS; round++) {
      const spent = await followed(size)
      if (round > 0) raw.push(spent)
    }
    const figure = median(raw)
    const share = before && size / before.size
    tell({
      what: `receipts of a send, ${size} hosts of ${SESSIONS} sessions`,
      unit: 'ms',
      ours: figure,
      raw: { raw },
      ...(before &&
        share && {
          other: {
            name: `${share.toFixed(1)} times ${before.size} hosts`,
            figure: share * before.figure,
          },
          goal: GOAL,
        }),
    })
    before = { size, figure }
  }
}

/** Milliseconds from the send until all is told. */
async function followed(size: number): Promise<number> {
  const { fleet, shown } = fleetOf(size)
  const { store } = fleet
  const how = { mode: 'submit', onlyAtPrompt: false, deadline: 10_000 } as const
  const start = performance.now()
  const post = createSendReport(fleet, { text: 'hello', how }, shown, () => {})
  post.send()
  const over = post.settled()
  const id = store.getState().broadcasts.at(-1)?.id ?? 0
  for (const word of ['delivered', 'echoed', 'submitted'] as const) {
    const receipt: Receipt = { word, open: word !== 'submitted' }
    for (const { target } of shown)
      if (target) store.dispatch({ type: 'receipt', id, target, receipt })
  }
  await over
  return performance.now() - start
}

function fleetOf(size: number): { fleet: Fleet; shown: readonly ResolvedRecipient[] } {
  const initial = initialState()
  const store = createStore({ update, initial, run() {}, now: Date.now })
  const hosts = Array.from(
    { length: size },
    (_, n): HostConfig => ({ name: `h${n}`, transport: 'ssh', address: `h${n}` }),
  )
  store.dispatch({ type: 'configured', hosts, settings: initial.settings })
  for (const { name: host } of hosts) {
    store.dispatch({ type: 'link', host, link: { state: 'up' } })
    store.dispatch({ type: 'server', host, server: SERVER })
    const sessions = Array.from({ length: SESSIONS }, (_, n) => session(n, `s${n}`))
    store.dispatch({ type: 'sessions', host, sessions })
  }
  const shown = hosts.map(({ name: host }): ResolvedRecipient => {
    const aim = { host, session: 's0' }
    const target = { host, server: KEY, pane: '%0' }
    const spec = { host, name: `${host}/s0`, aim }
    return { name: `${host}/s0:0.0`, target, command: 'cat', failure: null, spec }
  })
  const fleet: Fleet = {
    store,
    hosts,
    nameOf: name => name,
    quit: new Promise(() => {}),
    outlives: () => true,
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
  }
  return { fleet, shown }
}
