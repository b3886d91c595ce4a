import type { HostConfig } from '../../state/model/host-config.ts'
import type { Command } from '../../state/model/messages/command.ts'
import type { Event } from '../../state/model/messages/event.ts'
import type { Backend } from '../run.ts'
import { createWakeTimer } from '../wake-timer.ts'
import type { IpcServer } from './ipc-client.ts'
import { dividedHosts, hostOf, isKnown, isLentCommand, isOfRuns } from './lent-command.ts'
import { lenderLost } from './pending.ts'

type Follow = Extract<Command, { type: 'follow' }>
type Tiles = Extract<Command, { type: 'watch-tiles' }>

/**
 * After the process whose connection this process used has ended: wait before this process dials the host itself, in
 * milliseconds. A short command, which awaits only one answer, ends during the wait and so need not dial.
 */
const AFTER_LOSS = 500

export interface BorrowingBackend extends Backend {
  /** Whether another process lends the connection to this host, so that it completes sent commands if this one ends. */
  outlives(host: string): boolean
  /** Called when this process has dialled this host itself, and no longer uses another process's connection to it. */
  opened(host: string): void
}

/**
 * Creates the executor of a process that borrows connections of other fleetmux processes (lenders). Hosts and commands
 * that no lender serves are left to `own`, which is loaded only when needed and dials its own channels.
 */
export function createBorrowing(options: {
  readonly lenders: readonly IpcServer[]
  readonly ways: () => (host: HostConfig) => string
  /** In events that come from a lender (another process), marks the pane that this process runs in. */
  readonly ours: (event: Event) => Event
  readonly dispatch: (event: Event) => void
  /** Creates this process's own executor of commands, which has its own channels. */
  readonly own: (dispatch: (event: Event) => void) => Promise<Backend>
  readonly quit: () => void
  /** Whether this process runs for long: it pings the lenders, and dials the hosts of one that has ended itself. */
  readonly stays: boolean
}): BorrowingBackend {
  const { lenders, dispatch, stays } = options
  const alarm = createWakeTimer(() => dispatch({ type: 'tick' }))
  const configs = new Map<string, HostConfig>()
  const loans = new Map<string, IpcServer>()
  /** By host name: called when a host that this process dialled itself has been reached or has failed. */
  const awaited = new Map<string, () => void>()
  let own: Promise<Backend> | null = null
  let closed = false
  let readsAgents = false
  let ownReadsAgents = false
  let followed: Follow | null = null
  let watched: Tiles | null = null
  let wayOf: ((host: HostConfig) => string) | null = null

  for (const lender of lenders) {
    lender.listen({ event: event => dispatch(options.ours(event)), revoked: hosts => lose(hosts) })
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
    // Also `own`, the executor with this process's own channels, gets this command again if it has got it before.
    ownReadsAgents = false
    for (const lender of lenders) lender.run({ type: 'read-agents' })
    if (own) void readByOwn()
  }

  async function dial(host: HostConfig): Promise<void> {
    const { name } = host
    configs.set(name, host)
    if (loans.has(name)) return
    const isWanted = () => configs.get(name) === host && !closed
    let way: string | undefined
    for (const lender of lenders) {
      way ??= wayTo(host)
      const granted = await lender.borrow(name, way, () => {
        // Record the lending process before the host's first event, whose listener may send a command at once.
        if (isWanted()) loans.set(name, lender)
        else lender.return(name)
      })
      if (granted) return
    }
    if (isWanted()) await byOwn({ type: 'dial', host })
  }

  /** Identifies the machine of a host name. Calls in one event loop turn share one read of ssh's config files. */
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

  /** Dials the host from this process itself, not by a lender. Resolves when the host is reached or has failed. */
  async function dialOwn(host: HostConfig): Promise<void> {
    const known = new Promise<void>(resolve => awaited.set(host.name, resolve))
    await byOwn({ type: 'dial', host })
    await known
    awaited.delete(host.name)
    await watchByOwn(host.name)
  }

  /** Watches the panes of this host over this process's own channel. Until now another process watched them. */
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
        dispatch({ type: 'link', host, link: { state: 'down', failure: lenderLost(host) } })
        setTimeout(dialled, AFTER_LOSS).unref()
      }
    }
  }

  /** Follows one pane at a time. If another process followed the previous pane, tells that process to stop. */
  function follow(command: Follow): void {
    const before = followed?.target ? loans.get(followed.target.host) : undefined
    const next = command.target ? loans.get(command.target.host) : undefined
    followed = command
    if (before && before !== next) before.run({ type: 'follow', target: null })
    if (next) next.run(command)
    if (own) void byOwn(next ? { type: 'follow', target: null } : command)
  }

  /** Has each target's pane watched by the process whose connection to its host is used: a lender or this process. */
  function watch(command: Tiles): void {
    watched = command
    const by = Map.groupBy(command.targets, ({ host }) => loans.get(host))
    for (const lender of lenders) lender.run({ ...command, targets: by.get(lender) ?? [] })
    const rest = by.get(undefined) ?? []
    if (own || rest.length > 0) void byOwn({ ...command, targets: rest })
  }

  /** Sends each target to the process whose connection to the target's host is used: a lender or this process. */
  async function broadcast(command: Extract<Command, { type: 'broadcast' }>): Promise<void> {
    // Only a process that is connected to both hosts can find out whether two targets are the same pane.
    for (const host of dividedHosts(command, host => loans.get(host))) await takeOver(host)
    const by = Map.groupBy(command.targets, ({ target }) => loans.get(target.host))
    for (const [lender, targets] of by) {
      if (lender) lender.run({ ...command, targets })
      else void byOwn({ ...command, targets })
    }
  }

  /** Sets the timer of the next `tick` event: in `own`, the executor with this process's channels, if loaded. */
  function wake(command: Extract<Command, { type: 'wake' }>): void {
    alarm.set(own ? null : command.at)
    if (own) void byOwn(command)
  }

  function cancelBroadcast(command: Extract<Command, { type: 'call-off-panes' }>): void {
    for (const lender of lenders) lender.run(command)
    if (own) void byOwn(command)
  }

  /** Cancels this process's texts that wait in the lender for busy panes, awaits their receipts, then disconnects. */
  async function leave(lender: IpcServer): Promise<void> {
    await lender.cancelHeld()
    lender.close()
  }

  async function runHere(command: Command): Promise<void> {
    const host = hostOf(command)
    const lender = host === undefined ? undefined : loans.get(host)
    if (lender && isLentCommand(command, configs.get(host ?? ''))) return lender.run(command)
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
      else if (command.type === 'call-off-panes') cancelBroadcast(command)
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
