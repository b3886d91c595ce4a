import { nameOf } from '../state/broadcast/recipient.ts'
import { toFailure } from '../state/model/failure.ts'
import type { Command } from '../state/model/messages/command.ts'
import type { About, Event } from '../state/model/messages/event.ts'
import type { Target } from '../state/model/target.ts'
import { paneOf } from '../state/targets/target.ts'
import { enterPauseFor } from './agents/enter-pause.ts'
import { notify } from './alert-command.ts'
import { createDeferredHandlers } from './deferred-handlers.ts'
import { editText } from './edit-text.ts'
import type { BackendOptions, Handlers, Outcome } from './handlers.ts'
import { killSession } from './kill-session.ts'
import { createLinks } from './links.ts'
import { newSession } from './new-session.ts'
import { createCastFiles } from './recording/cast-file.ts'
import { createBroadcaster } from './send/broadcast.ts'
import { createMentions } from './send/mentions.ts'
import { readInput } from './send/pane-input.ts'
import type { SendContext } from './send/send-context.ts'
import { sendKeys, sendText } from './send/type.ts'
import { createSendNotes } from './shared-history/send-notes.ts'
import { readHistory } from './tmux/history.ts'
import { createWakeTimer } from './wake-timer.ts'

export interface Backend {
  readonly run: (command: Command) => void
  /** Closes every channel, and resolves when all are closed. Shared ssh connections (masters) stay open. */
  close(): Promise<void>
}

/** The executor: passes each command to its handler and dispatches every error as a failure event. */
export function createBackend(options: BackendOptions): Backend {
  const { dispatch, getState } = options
  const links = createLinks(options)
  const { link } = links
  const deferred = createDeferredHandlers(options, links)
  const alarm = createWakeTimer(() => {
    dispatch({ type: 'tick' })
    // The wake timer fires whenever the age of something on the screen changes. At that time, hosts that have sent
    // nothing lately are also asked whether they still answer, so that no second timer wakes the process.
    links.checkIdle()
  })
  const notes = createSendNotes({
    client: host => link(host).client(),
    history: options.history,
    failed: (failure, about) => dispatch({ type: 'failed', failure, about }),
  })
  const mentions = createMentions({
    client: host => link(host).client(),
    files: options.files,
    agentIn,
  })
  const means: SendContext = {
    client: host => link(host).client(),
    name: target => nameOf(getState(), target),
    paneLocks: options.paneLocks,
    inputOf: (target, snapshot) => readInput(snapshot, options.catalogue(), agentIn(target)),
    pause,
    submitted: notes.submitted,
    mentions,
  }
  const broadcaster = createBroadcaster({ ...means, dispatch })
  const casts = createCastFiles()

  function pause(target: Target, command: string): number {
    const said = paneOf(getState(), target)?.pane.said?.agent
    return enterPauseFor(agentIn(target) ?? said, command, options.catalogue())
  }

  /** The agent that was last seen in the pane; null: none. */
  function agentIn({ host, pane }: Target): string | null {
    return getState().hosts.get(host)?.agents.get(pane)?.agent ?? null
  }

  /** Searches one host. A failed search affects only this host. */
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
    ...deferred.handlers,
    dial: ({ host }) => links.reconnect(host),
    async 'hang-up'({ host }) {
      // The connection is given up at once: a `dial` that follows, to the host's new address, must not find it.
      await Promise.all([links.hangUp(host), deferred.leave(host)])
    },
    follow: ({ target }) => links.follow(target),
    'watch-tiles': ({ targets }) => links.watchTiles(targets),
    'read-agents': () => links.readAgents(),
    history: command => readHistory(link(command.target.host).client(), command),
    send: command => sendText(means, command, getState().settings.deadline),
    keys: command => sendKeys(means, command),
    'complete-mention': async ({ target, path }) => {
      const names = await mentions.complete(target, path)
      return { type: 'mention-completed', target, path, names }
    },
    'check-mentions': async ({ target, paths }) => {
      const missing = await mentions.missing(target, paths)
      return { type: 'mentions-checked', target, missing }
    },
    broadcast: command => broadcaster.send(command),
    'call-off-panes': ({ id }) => broadcaster.cancel(id),
    'new-session': command =>
      newSession(link(command.host), command, getState().hosts.get(command.host)),
    'kill-session': command =>
      killSession(link(command.host), command, async id =>
        (await deferred.tracked()).noteKilled(id),
      ),
    search: command => find(command),
    'begin-cast': command => casts.begin(command),
    cast: command => casts.write(command),
    'end-cast': command => casts.end(command),
    'keep-cast': command => casts.keep(command),
    attach: async command => {
      const { attach } = await import('./attach/attach.ts')
      return attach(command, { ...options, link: link(command.target.host) })
    },
    'edit-text': command => editText(command, options.lend),
    notify: command => notify(command),
    wake: ({ at }) => alarm.set(at),
    quit: () => options.quit(),
  }

  return {
    run(command) {
      const handler = handlers[command.type] as (command: Command) => Outcome
      const ref = 'ref' in command && command.ref ? { ref: command.ref } : {}
      // Starts from a promise, so that an error that the handler throws synchronously becomes a failure event as well.
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
      await deferred.close()
      await links.close()
    },
  }
}

/** Adds the session or host of the command to the event, for the log. */
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
