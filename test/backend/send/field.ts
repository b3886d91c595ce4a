import { type Connection, createConnection } from '../../../src/backend/connection/connection.ts'
import { createBroadcaster } from '../../../src/backend/send/broadcast.ts'
import type { Transport } from '../../../src/backend/transport/transport.ts'
import { isSettled } from '../../../src/state/broadcast/receipts.ts'
import { nameOf } from '../../../src/state/broadcast/recipient.ts'
import { serverKey } from '../../../src/state/hosts/host.ts'
import { initialState } from '../../../src/state/initial.ts'
import { THIS_MACHINE } from '../../../src/state/model/host-config.ts'
import type { Broadcast, SendOptions } from '../../../src/state/model/receipt.ts'
import type { RecipientTarget, Target } from '../../../src/state/model/target.ts'
import { createStore, type Store } from '../../../src/state/store.ts'
import { activePane } from '../../../src/state/targets/target.ts'
import { update } from '../../../src/state/update.ts'
import { until } from '../../lab/process.ts'
import { meansOf } from './send-context.ts'

/** Some hosts with real links, and nothing of fleetmux but what sends. */
export interface Field {
  readonly store: Store
  readonly links: ReadonlyMap<string, Connection>
  dial(...names: string[]): void
  /** The pane of that session that a terminal would show, once it is known. */
  target(host: string, session: string): Promise<Target>
  /** Broadcasts and resolves when something is known of every row. */
  post(
    text: string,
    aims: readonly RecipientTarget[],
    how?: Partial<SendOptions>,
  ): Promise<Broadcast>
  /** Broadcasts and resolves when something is known of the rows of these hosts. */
  begun(
    text: string,
    aims: readonly RecipientTarget[],
    how: Partial<SendOptions>,
    hosts: ReadonlySet<string>,
  ): Promise<Broadcast>
  settled(id: number): boolean
  /** Broadcasts and resolves when all is settled. */
  send(
    text: string,
    aims: readonly RecipientTarget[],
    how?: Partial<SendOptions>,
  ): Promise<Broadcast>
  retry(id: number, unsure?: boolean): Promise<Broadcast>
  close(): Promise<void>
}

export interface Place {
  readonly name: string
  readonly transport: Transport
  /** Words that choose a tmux server. */
  readonly tmux?: readonly string[]
}

export function createField(places: readonly Place[], deadline = 5000): Field {
  const links = new Map<string, Connection>()
  const broadcaster = createBroadcaster({
    ...meansOf(client),
    dispatch: event => store.dispatch(event),
    name: target => nameOf(store.getState(), target),
  })
  const store = createStore({
    update,
    initial: initialState(),
    run(command) {
      if (command.type === 'broadcast') broadcaster.send(command)
      if (command.type === 'call-off-panes') broadcaster.cancel(command.id)
    },
    now: Date.now,
  })
  const hosts = places.map(
    ({ name }) => ({ name, transport: name === THIS_MACHINE ? 'local' : 'ssh' }) as const,
  )
  store.dispatch({
    type: 'configured',
    hosts,
    settings: { ...store.getState().settings, deadline },
  })
  for (const [index, { name, transport, tmux = [] }] of places.entries()) {
    const host = hosts[index] ?? { name, transport: 'ssh' as const }
    const isOurs = () => () => false
    links.set(
      name,
      createConnection({
        host,
        transport,
        tmux,
        deadline,
        isOurs,
        dispatch: event => store.dispatch(event),
      }),
    )
  }

  function client(host: string) {
    const link = links.get(host)
    if (!link) throw new Error(`no link to ${host}`)
    return link.client()
  }

  const latest = () => store.getState().broadcasts.at(-1)
  const wait = (id: number, done: (found: Broadcast) => boolean) =>
    new Promise<Broadcast>(resolve => {
      const look = () => {
        const found = store.getState().broadcasts.find(each => each.id === id)
        if (!found || !done(found)) return
        stop()
        resolve(found)
      }
      const stop = store.subscribe(look)
      look()
    })

  function begin(
    text: string,
    targets: readonly RecipientTarget[],
    how: Partial<SendOptions> = {},
  ): number {
    const before = latest()?.id ?? 0
    store.dispatch({ type: 'broadcast', targets, text, how: { mode: 'submit', deadline, ...how } })
    const id = latest()?.id ?? 0
    if (id === before) throw new Error(store.getState().log.at(-1)?.text)
    return id
  }

  return {
    store,
    links,
    dial(...names) {
      for (const name of names) links.get(name)?.dial()
    },
    target: (host, session) =>
      until(`${session} on ${host}`, () => {
        const known = store.getState().hosts.get(host)
        const found = [...(known?.sessions.values() ?? [])].find(each => each.name === session)
        const pane = found && activePane(found)
        return known && pane ? { host, server: serverKey(known), pane: pane.id } : null
      }),
    post: (...asked) =>
      wait(begin(...asked), ({ rows }) => rows.every(row => row.receipt.word !== 'waiting')),
    begun: (text, targets, how, hosts) =>
      wait(begin(text, targets, how), ({ rows }) =>
        rows.every(
          ({ target, receipt }) => receipt.word !== 'waiting' || !hosts.has(target?.host ?? ''),
        ),
      ),
    settled: id => store.getState().broadcasts.some(each => each.id === id && isSettled(each)),
    send: (...asked) => wait(begin(...asked), isSettled),
    retry(id, unsure = false) {
      store.dispatch({ type: 'retry', id, unsure })
      return wait(id, isSettled)
    },
    async close() {
      broadcaster.close()
      await Promise.all([...links.values()].map(link => link.hangUp()))
    },
  }
}

/** `host/session word` of every row. */
export function words({ rows }: Broadcast): string[] {
  return rows.map(({ name, receipt }) => `${name.split(':')[0]} ${receipt.word}`)
}
