import { nameOf } from '../state/broadcast/recipient.ts'
import { noSuchHost, switchedOff } from '../state/hosts/host.ts'
import type { Command } from '../state/model/command.ts'
import type { About, Event } from '../state/model/event.ts'
import { FailureError, toFailure } from '../state/model/failure.ts'
import type { HostConfig } from '../state/model/host-config.ts'
import type { State } from '../state/model/state.ts'
import type { Target } from '../state/model/target.ts'
import type { Runs } from '../state/runs/order.ts'
import type { SharedHistory } from '../state/shared-history/shared-history.ts'
import { paneOf } from '../state/targets/target.ts'
import type { Worktrees } from '../state/worktrees/worktree-handle.ts'
import type { Catalogue } from './agents/catalogue.ts'
import { enterPauseFor } from './agents/enter-pause.ts'
import type { Lend } from './attach/hand-over-terminal.ts'
import type { createUpkeep, UpkeepCommand } from './config/host-admin.ts'
import type { Connection } from './connection/connection.ts'
import { editText } from './edit-text.ts'
import { killSession } from './kill-session.ts'
import { newSession } from './new-session.ts'
import { notify } from './notify.ts'
import type { OwnPane } from './own-pane.ts'
import { createCastFiles } from './recording/cast-file.ts'
import type { RunRequest } from './runs/watch/run-requests.ts'
import type { RunWatcher } from './runs/watch/run-watcher.ts'
import { createBroadcaster } from './send/broadcast.ts'
import { readInput } from './send/pane-input.ts'
import type { PaneLocks } from './send/pane-lock.ts'
import type { SendContext } from './send/send-context.ts'
import { sendKeys, sendText } from './send/type.ts'
import { createSendNotes } from './shared-history/send-notes.ts'
import { readHistory } from './tmux/history.ts'
import type { Tracking } from './track/tracking.ts'
import type { Transport } from './transport/transport.ts'
import { createWakeTimer } from './wake-timer.ts'
import type { createWorkCommands } from './worktrees/work-commands.ts'

export interface Backend {
  readonly run: (command: Command) => void
  /** Ends every channel and waits for it. Masters stay warm. */
  close(): Promise<void>
}

export interface BackendOptions {
  readonly dispatch: (event: Event) => void
  readonly getState: () => State
  readonly createLink: (host: HostConfig) => Connection
  /** A way to a host that has no link; whoever takes it closes it. */
  readonly transport: (host: HostConfig) => Transport
  /** Turns in panes, shared by all who use the same links. */
  readonly turns: PaneLocks
  /** The agents that are known, a person's own too. */
  readonly catalogue: () => Catalogue
  /** The runs of hosts, over ways of their own. */
  readonly runs: () => Promise<Runs>
  /** Hands the person's terminal to a child, and takes it back. */
  readonly lend: Lend
  /** Where fleetmux itself runs. */
  readonly here: OwnPane
  /** Another ssh_config than the user's own. */
  readonly sshConfig?: string
  /** The worktree sessions of the fleet's hosts. */
  readonly worktrees: () => Promise<Worktrees>
  readonly quit: () => void
  /** Histories of projects on hosts, loaded with the first text for a session that shares its own. */
  readonly history: () => Promise<SharedHistory>
}

type Handlers = {
  readonly [T in Command['type']]: (command: Extract<Command, { type: T }>) => Outcome
}

/** What came of a command, where there is something to tell. */
type Outcome = void | Promise<Event | void>

/** The one executor: a command goes to its handler, whatever is thrown comes back as a failure event. */
export function createBackend(options: BackendOptions): Backend {
  const { dispatch, getState } = options
  const links = new Map<string, Connection>()
  const alarm = createWakeTimer(() => {
    dispatch({ type: 'tick' })
    // An age on the screen steps, and the process is awake: no timer more for hosts that say nothing.
    for (const each of links.values()) each.checkIdle()
  })
  const notes = createSendNotes({
    client: host => link(host).client(),
    history: options.history,
    failed: (failure, about) => dispatch({ type: 'failed', failure, about }),
  })
  const means: SendContext = {
    client: host => link(host).client(),
    turns: options.turns,
    inputOf: (target, sight) => readInput(sight, options.catalogue(), agentIn(target)),
    pause,
    submitted: (target, text) => notes.submitted(target, text),
  }
  const name = (target: Target) => nameOf(getState(), target)
  const broadcaster = createBroadcaster({ ...means, dispatch, name })
  const casts = createCastFiles()
  let followed = ''
  let readsAgents = false
  let tracking: Promise<Tracking> | null = null
  let watcher: Promise<RunWatcher> | null = null
  let working: Promise<ReturnType<typeof createWorkCommands>> | null = null
  let upkeep: Promise<ReturnType<typeof createUpkeep>> | null = null

  function link(host: string): Connection {
    const known = links.get(host)
    if (!known) throw new FailureError(noSuchHost(host))
    return known
  }

  function pause(target: Target, command: string): number {
    const said = paneOf(getState(), target)?.pane.said?.agent
    return enterPauseFor(agentIn(target) ?? said, command, options.catalogue())
  }

  /** The agent that was seen in that pane last. */
  function agentIn({ host, pane }: Target): string | null {
    return getState().hosts.get(host)?.agents.get(pane)?.agent ?? null
  }

  function dial(host: HostConfig): void {
    const known = links.get(host.name) ?? options.createLink(host)
    links.set(host.name, known)
    if (readsAgents) known.readAgents()
    known.dial()
  }

  /** As a person asks for it: one that is up is tried, and what came of it is said. */
  async function reconnect(host: HostConfig): Promise<Event | void> {
    const known = links.get(host.name)
    if (!known) return dial(host)
    if (readsAgents) known.readAgents()
    const took = await known.reconnect()
    if (took === null) return
    const text = `${host.name} is connected: it answered in ${Math.max(1, Math.round(took))} ms.`
    return { type: 'did', text, about: { host: host.name } }
  }

  async function hangUp(host: string): Promise<void> {
    const known = links.get(host)
    links.delete(host)
    await known?.hangUp()
  }

  function follow(target: Target | null): void {
    if (followed && followed !== target?.host) links.get(followed)?.unfollow()
    followed = target?.host ?? ''
    const found = target && paneOf(getState(), target)
    if (target && found) link(target.host).follow(target, found.session)
  }

  /** Hosts with no tile any more are told so, too. */
  function watchTiles(targets: readonly Target[]): void {
    for (const [host, known] of links)
      known.watchTiles(targets.filter(target => target.host === host))
  }

  /** A host that is connected by now, or is not to be. */
  async function reach(host: string): Promise<Connection> {
    const { hosts, settings } = getState()
    const known = hosts.get(host)
    if (!known) throw new FailureError(noSuchHost(host))
    if (known.config.disabled) throw new FailureError(switchedOff(host))
    dial(known.config)
    await link(host).ready(2 * settings.deadline)
    return link(host)
  }

  /** Loaded for those who start sessions from prompts; others need not wait for it. */
  function tracked(): Promise<Tracking> {
    tracking ??= import('./track/tracking.ts').then(({ createTracking }) =>
      createTracking({ ...options, environment: process.env, reach, hangUp }),
    )
    return tracking
  }

  /** Loaded for faces that show runs, where a host has some. */
  function runWatcher(): Promise<RunWatcher> {
    watcher ??= import('./runs/watch/run-watcher.ts').then(({ createRunWatcher }) =>
      createRunWatcher(options),
    )
    return watcher
  }

  async function requestRun(asked: RunRequest): Promise<Event> {
    const { requestOfRun } = await import('./runs/watch/run-requests.ts')
    const { directory = process.cwd() } = getState().settings
    return requestOfRun(await options.runs(), asked, { directory, now: Date.now() })
  }

  /** Loaded for those who look at worktree sessions. */
  function worked(): Promise<ReturnType<typeof createWorkCommands>> {
    working ??= import('./worktrees/work-commands.ts').then(({ createWorkCommands }) =>
      createWorkCommands(options.worktrees, dispatch),
    )
    return working
  }

  /** Loaded with the first of these commands: the first frame need not wait for them. */
  async function keepUp(command: UpkeepCommand): Promise<Event | void> {
    upkeep ??= import('./config/host-admin.ts').then(({ createUpkeep }) =>
      createUpkeep({ ...options, redial: host => links.get(host)?.dial() }),
    )
    return (await upkeep)(command)
  }

  /** What fails costs only its own host. */
  async function find(command: Extract<Command, { type: 'search' }>): Promise<Event> {
    const { host, search: id } = command
    try {
      const { search } = await import('./search/search.ts')
      return await search(link(host), command)
    } catch (thrown) {
      return { type: 'search-failed', search: id, host, failure: toFailure(thrown, host) }
    }
  }

  const handlers: Handlers = {
    dial: ({ host }) => reconnect(host),
    async 'hang-up'({ host }) {
      ;(await watcher)?.leave(host)
      await hangUp(host)
    },
    follow: ({ target }) => follow(target),
    'watch-tiles': ({ targets }) => watchTiles(targets),
    history: command => readHistory(link(command.target.host).client(), command),
    send: command => sendText(means, command, getState().settings.deadline),
    keys: command => sendKeys(means, command),
    broadcast: command => broadcaster.send(command),
    'call-off-panes': ({ id }) => broadcaster.callOff(id),
    'new-session': command =>
      newSession(link(command.host), command, getState().hosts.get(command.host)),
    'kill-session': command =>
      killSession(link(command.host), command, async id => (await tracked()).noteKilled(id)),
    search: command => find(command),
    'begin-cast': command => casts.begin(command),
    cast: command => casts.write(command),
    'end-cast': command => casts.end(command),
    'keep-cast': command => casts.keep(command),
    'read-agents'() {
      readsAgents = true
      for (const each of links.values()) each.readAgents()
    },
    track: async () => (await tracked()).track(),
    join: async command => (await tracked()).join(command),
    duty: async command => (await tracked()).decide(command),
    'remove-machine': async command => (await tracked()).removeMachine(command),
    stir: async command => (await tracked()).stir(command),
    'read-ends': async command => (await tracked()).readEnds(command),
    settle: async command => (await tracked()).settle(command),
    'end-tracked': async command => (await tracked()).end(command),
    measure: async command => (await tracked()).measure(command),
    recover: async command => (await tracked()).recover(command),
    reassign: async command => (await tracked()).reassign(command),
    launch: async command => (await tracked()).launch(command),
    'accept-secrets': async command =>
      (await import('./workspace/pack/accept-secrets.ts')).acceptSecrets(command),
    'fetch-results': async command => (await tracked()).fetch(command),
    attach: async command => {
      const { attach } = await import('./attach/attach.ts')
      return attach(command, { ...options, link: link(command.target.host) })
    },
    'edit-text': command => editText(command, options.lend),
    'close-masters': keepUp,
    'import-hosts': keepUp,
    discover: keepUp,
    'keep-host': keepUp,
    'drop-host': keepUp,
    'test-host': keepUp,
    'connect-host': keepUp,
    'read-importable': keepUp,
    'watch-runs': async ({ host }) => (await runWatcher()).watch(host),
    'show-run': async ({ run }) => (await runWatcher()).show(run),
    'answer-run': requestRun,
    'send-to-run': requestRun,
    'stop-run': requestRun,
    'fetch-run': requestRun,
    'remove-run': requestRun,
    'start-run': requestRun,
    'read-worktrees': async command => (await worked()).read(command),
    'read-worktree-text': async command => (await worked()).readText(command),
    'act-on-worktree': async command => (await worked()).act(command),
    notify: command => notify(command),
    wake: ({ at }) => alarm.set(at),
    quit: () => options.quit(),
  }

  return {
    run(command) {
      const handler = handlers[command.type] as (command: Command) => Outcome
      const ref = 'ref' in command && command.ref ? { ref: command.ref } : {}
      // In a turn of its own: what a handler throws at once is a failure event too.
      Promise.resolve(command)
        .then(handler)
        .then(event => event && dispatch({ ...event, ...aboutOf(event, command), ...ref }))
        .catch(error =>
          dispatch({
            type: 'failed',
            failure: toFailure(error, hostOf(command)),
            ...aboutOf({ type: 'failed' }, command),
            ...ref,
          }),
        )
    },
    async close() {
      alarm.set(null)
      broadcaster.close()
      await casts.close()
      await notes.close()
      ;(await watcher)?.close()
      await (await tracking)?.close()
      await Promise.all([...links.keys()].map(hangUp))
    },
  }
}

/** So that the log knows the session or the host that was asked for, too. */
function aboutOf({ type }: Pick<Event, 'type'>, command: Command): { about?: About } {
  if (type !== 'did' && type !== 'failed') return {}
  if (command.type === 'kill-session') {
    const { host, session, name } = command
    return { about: { host, session, name } }
  }
  if ('target' in command) return command.target ? { about: command.target } : {}
  const host = hostOf(command)
  return host === undefined ? {} : { about: { host } }
}

function hostOf(command: Command): string | undefined {
  if ('target' in command) return command.target?.host
  if (!('host' in command)) return undefined
  return typeof command.host === 'object' ? command.host.name : command.host
}
