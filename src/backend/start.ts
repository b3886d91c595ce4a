import type { Command } from '../state/command.ts'
import type { Event } from '../state/event.ts'
import type { Host } from '../state/model.ts'
import type { Link } from './host/link.ts'
import { newSession, type Words } from './tmux/word.ts'

/** Starts a detached session; where no server runs yet, this starts the server too. */
export async function start(
  link: Link,
  command: Extract<Command, { type: 'new-session' }>,
  host: Host | undefined,
): Promise<Event> {
  const [words = []] = newSession(command)
  const running = host?.server.state === 'running'
  const answer = running ? await ask(link, words) : await link.runOnce(words)
  const [, session = '', name = ''] = /^(\S+) (.*)/.exec(answer?.toString('utf8') ?? '') ?? []
  return { type: 'started', host: command.host, session, name }
}

async function ask(link: Link, words: Words): Promise<Buffer | undefined> {
  const client = await link.talking()
  return (await client.ask([words]))[0]
}
