import { randomBytes, randomUUID } from 'node:crypto'
import { toFailure } from '../../state/model/failure.ts'
import type { HistoryLine } from '../../state/shared-history/history-entry.ts'
import { MOST_ENTRIES, mergeHistory } from '../../state/shared-history/merge-history.ts'
import type {
  HistoryNote,
  HistoryPlace,
  HistoryReading,
  SharedHistory,
} from '../../state/shared-history/shared-history.ts'
import type { HostTransports } from '../host-transports.ts'
import { askScript } from '../transport/ask-script.ts'
import type { Result, Transport } from '../transport/transport.ts'
import { appendScript, EXITS, readScript, shareScript } from './history-scripts.ts'
import { createOwnCopy } from './own-copy.ts'
import { readAnswer } from './read-answer.ts'
import { readWriter } from './writer.ts'

/** Maximum bytes to read of each writer's file. */
const READ = 8 << 20
/** File size in bytes above which a writer's file is trimmed. */
const LIMIT = 32 << 20
/** Bytes that are kept when a writer's file is trimmed. */
const KEPT = 16 << 20
/** Maximum bytes, as JSON, of the request and of the answer in an entry, so that a line stays below 64 KiB. */
const [LONGEST_SUMMARY, LONGEST_ANSWER] = [16_000, 40_000]
/** Timeout for a request to a host, in milliseconds. Long, because other processes may be using the same file. */
const DEADLINE = 30_000

export function createSharedHistory(
  { config, to, tmux }: HostTransports,
  environment: NodeJS.ProcessEnv,
): SharedHistory {
  const own = createOwnCopy(environment)
  const directoryOf = ({ host, directory }: HistoryPlace) =>
    directory || (config(host).directory ?? '')

  async function read(place: HistoryPlace): Promise<HistoryReading> {
    const asked = directoryOf(place)
    const mark = randomBytes(12).toString('hex')
    try {
      const words = [mark, asked, String(MOST_ENTRIES), String(READ)]
      const { stdout } = await ask(to(place.host), readScript, words)
      const { root, writers, wantsIgnore } = readAnswer(stdout.toString('utf8'), mark)
      const entries = mergeHistory([ownLines(place.host, root), ...writers], Date.now())
      return { entries, directory: root, ...(wantsIgnore && { wantsIgnore }) }
    } catch (thrown) {
      const failure = toFailure(thrown, place.host)
      if (failure.kind !== 'unreachable' && failure.kind !== 'late' && failure.kind !== 'lost')
        throw thrown
      const entries = mergeHistory([ownLines(place.host, asked)], Date.now())
      return { entries, directory: '', failure }
    }
  }

  function ownLines(host: string, directory: string) {
    const { name } = readWriter(environment)
    return { writer: name, text: own.lines(host, directory).join('\n') }
  }

  async function append(place: HistoryPlace, note: HistoryNote): Promise<void> {
    const { name, machine, person } = readWriter(environment)
    const asked = directoryOf(place)
    const id = randomUUID()
    const summary = shorten(note.summary, LONGEST_SUMMARY)
    const answer = note.fullResponse && shorten(note.fullResponse, LONGEST_ANSWER)
    const cut = [
      ...(summary === note.summary ? [] : [note.summary]),
      ...(answer === note.fullResponse ? [] : [note.fullResponse]),
    ]
    const rest = cut.join('\n\n')
    const entry: HistoryLine = {
      ...{
        id,
        ...note,
        summary,
        timestamp: Date.now(),
        projectPath: asked,
        hostname: machine,
        user: person,
      },
      ...(answer && { fullResponse: answer }),
    }
    const line = JSON.stringify(entry)
    let root = ''
    try {
      const words = [
        asked,
        name,
        rest && `answer-${id}.txt`,
        ...[LIMIT, KEPT, MOST_ENTRIES].map(String),
      ]
      const { stdout } = await ask(to(place.host), appendScript, words, `${line}\n${rest}`)
      root = stdout.toString('utf8').replace(/\n$/, '')
    } finally {
      own.add(place.host, { root, asked, line })
    }
  }

  async function share(host: string, session: string, on: boolean): Promise<void> {
    await ask(to(host), shareScript, [session, on ? 'on' : '', ...tmux(host)])
  }

  return { read, append, share }
}

/** Shortens a text. The complete text is stored in a separate file. */
function shorten(text: string, most: number): string {
  if (Buffer.byteLength(JSON.stringify(text)) <= most) return text
  let length = Math.min(text.length, most)
  while (Buffer.byteLength(JSON.stringify(text.slice(0, length))) > most - 8)
    length = Math.floor(length * 0.8)
  return `${text.slice(0, length).toWellFormed()}…`
}

function ask(
  transport: Transport,
  script: string,
  words: readonly string[],
  stdin?: string,
): Promise<Result> {
  const more = stdin === undefined ? {} : { stdin }
  return askScript(transport, script, words, { ...SAID, deadline: DEADLINE, ...more })
}

const SAID = {
  exits: { [EXITS.noSession]: ['missing', 'See `fleetmux ls`.'] },
  full: 'The history could not be written down.',
} as const
