import type { HostConfig } from '../../state/model/host-config.ts'
import type { Command } from '../../state/model/messages/command.ts'
import type { Event } from '../../state/model/messages/event.ts'
import type { Backend } from '../run.ts'
import { createWakeTimer } from '../wake-timer.ts'
import type { IpcServer } from './ipc-client.ts'
import { divided, hostOf, isBorrowed, isKnown, isOfRuns } from './lent-command.ts'
import { lost } from './pending.ts'

type Follow = Extract<Command, { type: 'follow' }>
type Tiles = Extract<Command, { type: 'watch-tiles' }>

/**
 * Milliseconds until a host is dialled after the process that lent it (its lender) ended. A short command, which only
 * awaited one answer, has ended by then.
 */
const AFTER_LOSS = 500

export interface Borrowing extends Backend {
  /** Whether the lender completes the commands on this host if this process ends. */
  outlives(host: string): boolean
  /** Called when the own executor has dialled this host: returns the host to its lender. */
  opened(host: string): void
}

/**
 * Creates the executor of a process that borrows connections of other fleetmux processes (lenders). Hosts and commands
 * that no lender serves are left to `own`, which is loaded only when needed and dials its own channels.
 */
export function createBorrowing(options: {
  readonly lenders: readonly IpcServer[]
  readonly ways: () => (host: HostConfig) => string
  /** Marks the pane that this process runs in, in events of a lender. */
  readonly ours: (event: Event) => Event
  readonly dispatch: (event: Event) => void
  /** Creates the executor that has its own channels. */
  readonly own: (dispatch: (event: Event) => void) => Promise<Backend>
  readonly quit: () => void
  /** Whether this process runs for long: it then pings its lenders, and dials at once when one ends. */
  readonly stays: boolean
}): Borrowing {
  const { lenders, dispatch, stays } = options
  const alarm = createWakeTimer(() => dispatch({ type: 'tick' }))
  const configs = new Map<string, HostConfig>()
  const loans = new Map<string, IpcServer>()
  /** Called when a host that this process dialled has been reached or has failed, by host name. */
  const awaited = new Map<string, () => void>()
  let own: Promise<Backend> | null = null
  let closed = false
  let readsAgents = false
  let ownReadsAgents = false
  let followed: Follow | null = null
  let watched: Tiles | null = null
  let wayOf: ((host: HostConfig) => string) | null = null

  for (const lender of lenders) {
    lender.listen({ event: event => dispatch(options.ours(event)), taken: hosts => lose(hosts) })
    if (stays) lender.keepAlive()
  }

  async function byOwn(command: Command): Promise<void> {
    own ??= options.own(event => {
      dispatch(event)
      if (isKnown(event)) awaited.get(event.host)?.()
    })
    const backend = await readByOwn()
    if (!closed) backend?.run(command)
  }

  async function readByOwn(): Promise<Backend | null> {
    const backend = await own
    if (backend && readsAgents && !ownReadsAgents && !closed) {
      ownReadsAgents = true
      backend.run({ type: 'read-agents' })
    }
    return backend
  }

  function readAgents(): void {
    readsAgents = true
    // A second request makes the own executor load the agent rules again.
    ownReadsAgents = false
    for (const lender of lenders) lender.run({ type: 'read-agents' })
    if (own) void readByOwn()
  }

  async function dial(host: HostConfig): Promise<void> {
    const { name } = host
    configs.set(name, host)
    if (loans.has(name)) return
    const isWanted = () => configs.get(name) === host && !closed
    const way = wayTo(host)
    for (const lender of lenders) {
      const granted = await lender.borrow(name, way, () => {
        // Must happen before the host's first event, whose listener may send a command at once.
        if (isWanted()) loans.set(name, lender)
        else lender.return(name)
      })
      if (granted) return
    }
    if (isWanted()) await byOwn({ type: 'dial', host })
  }

  /** The key of the host's destination. Its files are read once for all hosts that are dialled together. */
  function wayTo(host: HostConfig): string {
    if (!wayOf) setImmediate(() => (wayOf = null))
    wayOf ??= options.ways()
    return wayOf(host)
  }

  async function hangUp(host: string): Promise<void> {
    configs.delete(host)
    const lender = loans.get(host)
    if (!lender) return own ? byOwn({ type: 'hang-up', host }) : undefined
    loans.delete(host)
    lender.return(host)
    dispatch({ type: 'link', host, link: { state: 'idle' } })
  }

  /** Opens this process's own channel. Resolves when the state of the host is known. */
  async function dialOwn(host: HostConfig): Promise<void> {
    const known = new Promise<void>(resolve => awaited.set(host.name, resolve))
    await byOwn({ type: 'dial', host })
    await known
    awaited.delete(host.name)
    await watchByOwn(host.name)
  }

  /** Watches the panes of this host, which a lender has watched so far, over this process's own channel. */
  async function watchByOwn(host: string): Promise<void> {
    if (followed?.target?.host === host) await byOwn(followed)
    if (watched?.targets.some(target => target.host === host)) watch(watched)
  }

  async function takeOver(host: string): Promise<void> {
    const config = configs.get(host)
    if (config && giveBack(host)) await dialOwn(config)
  }

  function giveBack(host: string): boolean {
    const lender = loans.get(host)
    if (!lender) return false
    loans.delete(host)
    lender.return(host)
    return true
  }

  function opened(host: string): void {
    if (!giveBack(host)) return
    awaited.set(host, () => {
      awaited.delete(host)
      void watchByOwn(host)
    })
  }

  function lose(hosts: readonly string[]): void {
    for (const host of hosts) {
      if (!loans.delete(host)) continue
      const config = configs.get(host)
      const dialled = () => {
        if (config && configs.get(host) === config) void dialOwn(config)
      }
      if (stays) dialled()
      else {
        dispatch({ type: 'link', host, link: { state: 'down', failure: lost(host) } })
        setTimeout(dialled, AFTER_LOSS).unref()
      }
    }
  }

  /** Follows one pane at a time. If the previous pane had another executor, that executor is told to stop. */
  function follow(command: Follow): void {
    const before = followed?.target ? loans.get(followed.target.host) : undefined
    const next = command.target ? loans.get(command.target.host) : undefined
    followed = command
    if (before && before !== next) before.run({ type: 'follow', target: null })
    if (next) next.run(command)
    if (own) void byOwn(next ? { type: 'follow', target: null } : command)
  }

  /** Makes each lender, and the own executor, watch the panes on its hosts. */
  function watch(command: Tiles): void {
    watched = command
    const by = Map.groupBy(command.targets, ({ host }) => loans.get(host))
    for (const lender of lenders) lender.run({ ...command, targets: by.get(lender) ?? [] })
    const rest = by.get(undefined) ?? []
    if (own || rest.length > 0) void byOwn({ ...command, targets: rest })
  }

  /** Sends each lender the targets on its hosts, and the rest to the own executor. */
  async function broadcast(command: Extract<Command, { type: 'broadcast' }>): Promise<void> {
    // Only a process that is connected to both hosts can find out whether two targets are the same pane.
    for (const host of divided(command, host => loans.get(host))) await takeOver(host)
    const by = Map.groupBy(command.targets, ({ target }) => loans.get(target.host))
    for (const [lender, targets] of by) {
      if (lender) lender.run({ ...command, targets })
      else void byOwn({ ...command, targets })
    }
  }

  /** Sets the timer for the next wake-up. An own executor has a timer itself, and checks its idle connections. */
  function wake(command: Extract<Command, { type: 'wake' }>): void {
    alarm.set(own ? null : command.at)
    if (own) void byOwn(command)
  }

  function callOff(command: Extract<Command, { type: 'call-off-panes' }>): void {
    for (const lender of lenders) lender.run(command)
    if (own) void byOwn(command)
  }

  /** Cancels waiting texts before the disconnect. Without receipts it would be unknown whether they were typed. */
  async function leave(lender: IpcServer): Promise<void> {
    await lender.callOff()
    lender.close()
  }

  async function runHere(command: Command): Promise<void> {
    const host = hostOf(command)
    const lender = host === undefined ? undefined : loans.get(host)
    if (lender && isBorrowed(command, configs.get(host ?? ''))) return lender.run(command)
    if (lender && host !== undefined) await takeOver(host)
    await byOwn(command)
  }

  return {
    run(command) {
      if (command.type === 'dial') void dial(command.host)
      else if (command.type === 'hang-up') void hangUp(command.host)
      else if (command.type === 'wake') wake(command)
      else if (command.type === 'quit') options.quit()
      else if (command.type === 'read-agents') readAgents()
      else if (command.type === 'broadcast') void broadcast(command)
      else if (command.type === 'call-off-panes') callOff(command)
      else if (command.type === 'follow') follow(command)
      else if (command.type === 'watch-tiles') watch(command)
      else if (isOfRuns(command)) void byOwn(command)
      else void runHere(command)
    },
    outlives: host => loans.has(host),
    opened,
    async close() {
      closed = true
      alarm.set(null)
      configs.clear()
      await Promise.all([...lenders.map(leave), own?.then(backend => backend.close())])
    },
  }
}
