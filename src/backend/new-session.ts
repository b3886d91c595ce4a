import { randomBytes } from 'node:crypto'
import type { Command } from '../state/model/command.ts'
import type { Event } from '../state/model/event.ts'
import { FailureError } from '../state/model/failure.ts'
import type { Host } from '../state/model/fleet.ts'
import { cleanName } from '../state/text/clean.ts'
import type { Connection } from './connection/connection.ts'
import { endFirst, newSession as newCommand, type TmuxCommand } from './tmux/command.ts'

/** Starts a detached session, where and with what its host is configured; without a server this starts it too. */
export async function newSession(
  link: Connection,
  command: Extract<Command, { type: 'new-session' }>,
  host: Host | undefined,
): Promise<Event> {
  const { directory, environment = {} } = host?.config ?? {}
  const where = command.directory ?? directory
  const [words = []] = newCommand({ ...command, ...(where && { directory: where }), environment })
  const running = host?.server.state === 'running'
  const isOpen = Object.keys(environment).length === 0
  const answer = await (isOpen ? openly(link, words, running) : unseen(link, words, running))
  const [, session = '', name = ''] = /^(\S+) (.*)/.exec(answer?.toString('utf8') ?? '') ?? []
  return { type: 'started', host: command.host, session, name: cleanName(name) }
}

async function openly(
  link: Connection,
  words: TmuxCommand,
  running: boolean,
): Promise<Buffer | undefined> {
  if (!running) return link.runOnce(words)
  const client = await link.talking()
  return (await client.ask([words]))[0]
}

/**
 * An environment may hold secrets. What starts a server stands in the process list as long as that lives, so
 * a session of no interest does; it ends by itself where we are lost meanwhile.
 */
async function unseen(
  link: Connection,
  words: TmuxCommand,
  running: boolean,
): Promise<Buffer | undefined> {
  const first = running ? null : `fleetmux-start-${randomBytes(4).toString('hex')}`
  const [opening = []] = newCommand({ name: first ?? '', command: ['sleep', '60'] })
  if (first) await link.runOnce(opening)
  const client = await link.talking()
  if (!client.pushed) throw tooOld(client.version, link.transport.host)
  const [answer] = await client.ask([words])
  const name = /^\S+ (.*)/.exec(answer?.toString('utf8') ?? '')?.[1]
  if (first && name) await client.ask(endFirst(first, name))
  return answer
}

function tooOld(version: string, host: string): FailureError {
  return new FailureError({
    kind: 'refused',
    host,
    what: `Its tmux ${version} cannot be given the environment of the configuration.`,
    now: 'Install tmux 3.2 or newer there, or take `environment` out of its entry.',
  })
}
