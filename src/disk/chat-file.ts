import { appendFileSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { type ChatLine, formatChatLine, parseChatLog } from '../state/group-talk/chat-log.ts'
import type { ChatRecord } from '../state/group-talk/chat-record.ts'
import { FailureError, reasonOf } from '../state/model/failure.ts'
import { clean } from '../state/text/clean.ts'
import { parseLine } from '../state/text/json-line.ts'
import { stateDirectory } from './own-directory.ts'
import { makeOwnDirectory, writePrivate } from './private-file.ts'

const root = (environment: NodeJS.ProcessEnv) => join(stateDirectory(environment), 'group-chats')

export interface Metadata {
  readonly id: string
  readonly name: string
  readonly createdAt: number
  readonly moderator: string | null
  readonly participants: readonly string[]
}

/**
 * Creates a talk on this machine in the format of Maestro's group chats: `metadata.json`, `chat.log`,
 * `history.jsonl`. @throws FailureError if it cannot be written.
 */
export async function makeChatFile(
  environment: NodeJS.ProcessEnv,
  metadata: Metadata,
): Promise<ChatRecord> {
  const directory = join(root(environment), metadata.id)
  makeOwnDirectory(directory)
  writePrivate(join(directory, 'metadata.json'), `${JSON.stringify(metadata)}\n`)
  const log = join(directory, 'chat.log')
  const append = (path: string, text: string) => appendFileSync(path, text, { mode: 0o600 })
  const people = () => readLog(log).filter(({ from }) => from === 'user')
  let read = 0
  let notes = 0

  return {
    id: metadata.id,
    say(from, content, readOnly = false) {
      append(log, formatChatLine({ time: new Date().toISOString(), from, content, readOnly }))
      if (from === 'user') read++
    },
    note(type, summary, from, milliseconds) {
      const time = Date.now()
      const row = {
        // The counter gives different ids to entries of the same millisecond.
        id: `${metadata.id}-${time}-${++notes}`,
        timestamp: time,
        type,
        participantName: from,
        summary,
      }
      const took = milliseconds === undefined ? {} : { elapsedTimeMs: milliseconds }
      append(join(directory, 'history.jsonl'), `${JSON.stringify({ ...row, ...took })}\n`)
    },
    heard() {
      const all = people()
      const fresh = all.slice(read)
      read = all.length
      return fresh.map(({ content }) => content)
    },
  }
}

/**
 * Adds a text of the user to a talk (a conversation with several agents, `fleetmux ask`), which may be in progress.
 * `id`: its id or the beginning of it. @throws FailureError if no talk or several talks match.
 */
export function sayInto(environment: NodeJS.ProcessEnv, id: string, text: string): void {
  const { directory } = findChat(environment, id)
  const line = formatChatLine({ time: new Date().toISOString(), from: 'user', content: text })
  appendFileSync(join(directory, 'chat.log'), line)
}

/** The metadata of all talks, newest first. */
export function listChats(environment: NodeJS.ProcessEnv): readonly Metadata[] {
  return namesIn(root(environment))
    .map(name => readMetadata(join(root(environment), name), name))
    .sort((a, b) => b.createdAt - a.createdAt)
}

/**
 * The log of the talk (a discussion of several agents) whose id is `id` or starts with `id`.
 * @throws FailureError if no talk or several talks match.
 */
export function readChat(environment: NodeJS.ProcessEnv, id: string): readonly ChatLine[] {
  return readLog(join(findChat(environment, id).directory, 'chat.log'))
}

function findChat(environment: NodeJS.ProcessEnv, id: string) {
  const found = namesIn(root(environment)).filter(
    name => name === id || (id !== '' && name.startsWith(id)),
  )
  const [name] = found
  if (name !== undefined && found.length === 1) return { directory: join(root(environment), name) }
  throw new FailureError({
    kind: 'usage',
    what:
      found.length > 1
        ? `The ids of several talks begin with ${JSON.stringify(id)}.`
        : `No talk has the id ${JSON.stringify(id)}.`,
    hint: '`fleetmux talks` lists the talks with their ids.',
  })
}

function namesIn(directory: string): readonly string[] {
  try {
    return readdirSync(directory).filter(name => statSync(join(directory, name)).isDirectory())
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw unreadable(directory, thrown)
  }
}

/**
 * Reads the metadata of the talk in this directory, which Maestro or fleetmux has written. Missing fields are empty.
 */
function readMetadata(directory: string, id: string): Metadata {
  const value = (parseLine(readText(join(directory, 'metadata.json')).trim()) ??
    {}) as Partial<Metadata>
  const participants = Array.isArray(value.participants) ? value.participants : []
  return {
    id,
    name: clean(String(value.name ?? '')),
    createdAt: Number(value.createdAt) || 0,
    moderator: typeof value.moderator === 'string' ? clean(value.moderator) : null,
    participants: participants.map(each =>
      clean(typeof each === 'string' ? each : String((each as { name?: unknown })?.name ?? '')),
    ),
  }
}

function readLog(path: string): readonly ChatLine[] {
  return parseChatLog(readText(path))
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return ''
    throw unreadable(path, thrown)
  }
}

function unreadable(path: string, thrown: unknown): FailureError {
  return new FailureError({
    kind: 'refused',
    what: `${path} cannot be read.`,
    why: reasonOf(thrown),
    hint: `The talks are stored there. Give your user the right to read it: \`ls -ld ${path}\` shows who may read it.`,
  })
}
