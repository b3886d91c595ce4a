import { randomBytes } from 'node:crypto'
import { FailureError } from '../state/model/failure.ts'
import type { Host } from '../state/model/fleet.ts'
import type { Command } from '../state/model/messages/command.ts'
import type { Event } from '../state/model/messages/event.ts'
import { cleanName } from '../state/text/clean.ts'
import { outliveStart } from './check-started.ts'
import type { Connection } from './connection/connection.ts'
import { wasKilled } from './kill-session.ts'
import { killSession, type TmuxCommand } from './tmux/command.ts'
import {
  askId,
  listNames,
  needsLabel,
  newSession as newCommands,
  readNewSession,
  renameToNumber,
  type StartedSession,
  temporarySession,
} from './tmux/new-session.ts'
import { endFirst } from './tmux/tracked-session-commands.ts'
import { findDirectory } from './working-directory.ts'

/**
 * Starts a detached session with the directory and environment of its host's configuration. Starts the server if none
 * runs.
 * @throws FailureError if the session cannot start, or if its program ends within a second (a plain shell: within 100
 * ms).
 */
export async function newSession(
  link: Connection,
  command: Extract<Command, { type: 'new-session' }>,
  host: Host | undefined,
): Promise<Event> {
  const { environment = {} } = host?.config ?? {}
  const directory = await directoryOf(link, command, host)
  const { name } = command
  const label = temporaryName()
  const commands = newCommands(
    {
      ...(name !== undefined && { name }),
      ...(directory !== undefined && { directory }),
      ...(command.command !== undefined && { command: command.command }),
      environment,
    },
    label,
  )
  const running = host?.server.state === 'running'
  if (running && name !== undefined && needsLabel(name)) await expectFree(link, name)
  const isOpen = Object.keys(environment).length === 0
  const begin = isOpen ? openly : unseen
  const started = await named(link, label, name, () => begin(link, commands, running))
  const start = { ...started, command: [command.command ?? []].flat() }
  const called = await outliveStart(link, start).catch(unlessKilled(link, started.id))
  if (called === null)
    return { type: 'did', text: `Ended ${name ?? 'the new session'} on ${command.host}.` }
  return { type: 'started', host: command.host, session: started.id, name: cleanName(called) }
}

/** Ignores the error of a session's start if the user killed the session during its first second. */
function unlessKilled(link: Connection, session: string): (thrown: unknown) => null {
  return thrown => {
    if (wasKilled(link, session)) return null
    throw thrown
  }
}

/**
 * Rejects a session name that exists already. This is checked before the start, because the new session is renamed only
 * after its program has started.
 */
async function expectFree(link: Connection, name: string): Promise<void> {
  const names = String(await link.runOnce([listNames()])).split('\n')
  if (names.includes(nameInTmux(name))) throw existsThere(link, name)
}

/** Replaces `:` and `.` in the name of a session, as tmux does. */
function nameInTmux(name: string): string {
  return name.replace(/[:.]/g, '_')
}

function existsThere({ transport: { host } }: Connection, name: string): FailureError {
  const what = `A session ${nameInTmux(name)} already exists on the host.`
  const hint = 'Nothing was started: choose another name.'
  return new FailureError({ kind: 'remote', host, what, hint })
}

/**
 * Handles a name that another session has already. If tmux chose the name, changes it; if the user requested it, kills
 * the new session and throws.
 */
async function named(
  link: Connection,
  label: string,
  name: string | undefined,
  begin: () => Promise<StartedSession>,
): Promise<StartedSession> {
  try {
    return await begin()
  } catch (thrown) {
    const isTaken =
      thrown instanceof FailureError && /duplicate session/.test(thrown.failure.why ?? '')
    if (!isTaken) throw thrown
    if (name !== undefined) {
      if (needsLabel(name)) await link.runOnce(killSession(`=${label}`))
      throw existsThere(link, name)
    }
    const id = String(await link.runOnce([askId(label)])).trim()
    await link.runOnce(renameToNumber(label))
    return { id, exits: false, hooks: [] }
  }
}

async function directoryOf(
  link: Connection,
  command: Extract<Command, { type: 'new-session' }>,
  host: Host | undefined,
): Promise<string | undefined> {
  const directory = command.directory ?? host?.config.directory
  if (!directory) return undefined
  return findDirectory(link.transport, directory, command.directory === undefined)
}

async function openly(
  link: Connection,
  commands: readonly TmuxCommand[],
  running: boolean,
): Promise<StartedSession> {
  if (running) await link.talking()
  return read(link, await link.runOnce(commands))
}

/**
 * Starts the session without its environment in the process list, since that may hold secrets. The command that starts
 * a server is listed as long as the server lives, so a temporary session starts the server. The temporary session ends
 * by itself if the connection is lost.
 */
async function unseen(
  link: Connection,
  commands: readonly TmuxCommand[],
  running: boolean,
): Promise<StartedSession> {
  const first = running ? null : temporaryName()
  if (first) await link.runOnce(temporarySession(first))
  const client = await link.talking()
  if (!client.pushed) throw tooOld(client.version, link.transport.host)
  const [answer] = await client.ask(commands)
  const started = read(link, answer)
  if (first) await client.ask(endFirst(first, started.id))
  return started
}

function temporaryName(): string {
  return `fleetmux-start-${randomBytes(4).toString('hex')}`
}

function read(link: Connection, answer: Buffer | undefined): StartedSession {
  const text = answer?.toString('utf8').split('\n')[0] ?? ''
  const started = readNewSession(text)
  if (started) return started
  throw new FailureError({
    kind: 'remote',
    host: link.transport.host,
    what: 'tmux did not report which session it started.',
    why: text || 'tmux printed nothing',
    hint: 'Check with `fleetmux ls` whether the session exists.',
  })
}

function tooOld(version: string, host: string): FailureError {
  return new FailureError({
    kind: 'refused',
    host,
    what: `Nothing was started: the tmux ${version} of the host is too old to set the environment variables of the configuration.`,
    hint: 'Install tmux 3.2 or newer on the host, or remove `environment` from the entry of the host in the configuration.',
  })
}
