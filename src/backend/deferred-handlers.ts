import type { Event } from '../state/model/messages/event.ts'
import type { BackendOptions, Handlers } from './handlers.ts'
import type { createFileRequests } from './host-files/file-requests.ts'
import type { createUpkeep, UpkeepCommand } from './hosts/host-admin.ts'
import type { Tracking } from './launch/tracking.ts'
import type { Links } from './links.ts'
import type { RunRequest } from './runs/watch/run-requests.ts'
import type { RunWatcher } from './runs/watch/run-watcher.ts'
import { paneDirectory } from './tmux/pane-directory.ts'
import type { createWorkCommands } from './worktrees/work-commands.ts'

/**
 * Handlers whose code is loaded when their first command runs, so that drawing the first frame does not wait for it.
 */
export interface DeferredHandlers {
  readonly handlers: Pick<Handlers, DeferredCommand>
  tracked(): Promise<Tracking>
  /** Stops watching the runs of this host. */
  leave(host: string): Promise<void>
  close(): Promise<void>
}

type DeferredCommand =
  | ('track' | 'join' | 'duty' | 'remove-machine' | 'stir' | 'read-ends' | 'settle' | 'end-tracked')
  | ('measure' | 'recover' | 'reassign' | 'launch' | 'accept-secrets' | 'fetch-results')
  | UpkeepCommand['type']
  | RunRequest['type']
  | ('ask-files' | 'ask-playbooks' | 'ask-history' | 'ask-agents')
  | ('watch-runs' | 'show-run' | 'read-worktrees' | 'read-worktree-text' | 'act-on-worktree')
  | ('read-kept-worktrees' | 'new-worktree' | 'restore-worktree')
  | ('start-benchmark' | 'stop-benchmark')

export function createDeferredHandlers(options: BackendOptions, links: Links): DeferredHandlers {
  let tracking: Promise<Tracking> | null = null
  let watcher: Promise<RunWatcher> | null = null
  let working: Promise<ReturnType<typeof createWorkCommands>> | null = null
  let filing: Promise<ReturnType<typeof createFileRequests>> | null = null
  let upkeep: Promise<ReturnType<typeof createUpkeep>> | null = null

  /** Loads the handlers of the commands that start sessions from prompts, once. */
  function tracked(): Promise<Tracking> {
    const { reach, hangUp } = links
    tracking ??= import('./launch/tracking.ts').then(({ createTracking }) =>
      createTracking({ ...options, environment: process.env, reach, hangUp }),
    )
    return tracking
  }

  /** Loads the code that watches the runs of hosts for the screen and the server, once. */
  function runWatcher(): Promise<RunWatcher> {
    watcher ??= import('./runs/watch/run-watcher.ts').then(({ createRunWatcher }) =>
      createRunWatcher(options),
    )
    return watcher
  }

  async function requestRun(asked: RunRequest): Promise<Event> {
    const { requestOfRun } = await import('./runs/watch/run-requests.ts')
    const { directory = process.cwd() } = options.getState().settings
    return requestOfRun(await options.runs(), asked, { directory, now: Date.now() })
  }

  /** Loads the handlers of the commands about worktree sessions, once. */
  function worked(): Promise<ReturnType<typeof createWorkCommands>> {
    working ??= import('./worktrees/work-commands.ts').then(({ createWorkCommands }) =>
      createWorkCommands(options.worktrees, options.dispatch),
    )
    return working
  }

  function directoryOf(host: string, pane: string): Promise<string> {
    return paneDirectory(links.link(host).client(), pane)
  }

  /** Loads the handlers of the commands about files, once. */
  function filed(): Promise<ReturnType<typeof createFileRequests>> {
    filing ??= import('./host-files/file-requests.ts').then(({ createFileRequests }) =>
      createFileRequests(options.files, options.dispatch, directoryOf),
    )
    return filing
  }

  async function benched() {
    const { createBenchmarkCommands } = await import('./benchmarks/benchmark-commands.ts')
    return createBenchmarkCommands(options.benchmarks, options.dispatch)
  }

  async function keepUp(command: UpkeepCommand): Promise<Event | void> {
    upkeep ??= import('./hosts/host-admin.ts').then(({ createUpkeep }) =>
      createUpkeep({ ...options, redial: links.redial }),
    )
    return (await upkeep)(command)
  }

  return {
    tracked,
    handlers: {
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
      'ask-history': async command => {
        const { createHistoryRequests } = await import('./shared-history/history-requests.ts')
        return createHistoryRequests(options.history, directoryOf)(command)
      },
      'ask-agents': async command => {
        const { askAgents } = await import('./group-talk/talk-requests.ts')
        return askAgents(command, options.talks(), options.dispatch)
      },
      'ask-playbooks': async command => {
        const { createPlaybookRequests } = await import('./playbooks/playbook-requests.ts')
        return createPlaybookRequests(options.playbooks, options.dispatch, directoryOf)(command)
      },
      'ask-files': async command => (await filed())(command),
      'act-on-worktree': async command => (await worked()).act(command),
      'read-kept-worktrees': async command => (await worked()).readKept(command),
      'new-worktree': async command => (await worked()).make(command),
      'restore-worktree': async command => (await worked()).restore(command),
      'start-benchmark': async command => (await benched()).start(command),
      'stop-benchmark': async command => (await benched()).stop(command),
    },
    async leave(host) {
      ;(await watcher)?.leave(host)
    },
    async close() {
      ;(await watcher)?.close()
      await (await tracking)?.close()
    },
  }
}
