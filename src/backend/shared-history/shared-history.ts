import { randomBytes, randomUUID } from 'node:crypto'
import { type Failure, FailureError, toFailure } from '../../state/model/failure.ts'
import type { HistoryLine } from '../../state/shared-history/history-entry.ts'
import {
  MOST_ENTRIES,
  mergeHistory,
  type WriterLines,
} from '../../state/shared-history/merge-history.ts'
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
import { createUnsentNotes, type Note } from './unsent-notes.ts'
import { readWriterIdentity, type Writer } from './writer-identity.ts'

/**
 * Maximum bytes to read of one history file (its end), and of all history files of a project together, which share them
 * equally. Each writer (an installation of fleetmux) has its own file there.
 */
const [READ, READ_ALL] = [8 << 20, 48 << 20]
/**
 * Size in bytes above which the history file of a writer (an installation of fleetmux) is trimmed when an entry is
 * added, and the maximum bytes at its end that are then kept.
 */
const LIMIT = 32 << 20
const KEPT = 16 << 20
/**
 * Maximum bytes, as JSON, of the user's request and of the agent's answer in a history entry, so that the entry's line
 * stays below 64 KiB. The rest is cut off; the whole texts are stored in a file of their own.
 */
const [LONGEST_SUMMARY, LONGEST_ANSWER] = [16_000, 40_000]
/** Timeout for a request to a host, in milliseconds. Long, because other processes may be using the same file. */
const DEADLINE = 30_000

export function createSharedHistory(
  { config, to, tmux }: HostTransports,
  environment: NodeJS.ProcessEnv,
): SharedHistory {
  const own = createOwnCopy(environment)
  const unsent = createUnsentNotes(environment)
  const directoryOf = ({ host, directory }: HistoryPlace) =>
    directory || (config(host).directory ?? '')

  async function read(place: HistoryPlace): Promise<HistoryReading> {
    const asked = directoryOf(place)
    const mark = randomBytes(12).toString('hex')
    try {
      await sendUnsent(place.host)
      const words = [mark, asked, String(MOST_ENTRIES), String(READ), String(READ_ALL)]
      const { stdout } = await ask(to(place.host), readScript, words)
      const { root, writers, wantsIgnore, isCut } = readAnswer(stdout.toString('utf8'), mark)
      const here = keepOwn(place.host, { asked, root }, writers)
      const entries = mergeHistory([here, ...writers], Date.now())
      return {
        ...{ entries, directory: root },
        ...(wantsIgnore && { wantsIgnore }),
        ...(isCut && { isCut }),
      }
    } catch (thrown) {
      const failure = toFailure(thrown, place.host)
      if (!isAway(failure)) throw thrown
      const entries = mergeHistory([writtenHere(own.lines(place.host, asked))], Date.now())
      return { entries, directory: '', failure }
    }
  }

  function writtenHere(lines: readonly string[]): WriterLines {
    return { writer: readWriterIdentity(environment).name, text: lines.join('\n') }
  }

  /**
   * Adds to the local copy those entries that other programs wrote on the host in this machine's name: a playbook
   * records its tasks there. Returns all entries that the copy has for the project.
   */
  function keepOwn(
    host: string,
    place: { readonly asked: string; readonly root: string },
    writers: readonly WriterLines[],
  ): WriterLines {
    const { name } = readWriterIdentity(environment)
    const there = writers.find(({ writer }) => writer === name)?.text.split('\n') ?? []
    const lines = there.filter(line => line.trim() !== '')
    return writtenHere(own.merge(host, place, lines))
  }

  async function append(place: HistoryPlace, written: HistoryNote): Promise<void> {
    const asked = directoryOf(place)
    const note = noteOf(written, asked, readWriterIdentity(environment))
    let root = ''
    try {
      root = await write(place.host, note)
    } catch (thrown) {
      const failure = toFailure(thrown, place.host)
      if (!isAway(failure)) throw thrown
      unsent.keep(place.host, note)
      const hint =
        'The entry is stored on this machine. fleetmux sends it the next time that the history on this host is read or written.'
      throw new FailureError({ ...failure, hint })
    } finally {
      own.add(place.host, { root, asked, line: note.line })
    }
    try {
      await sendUnsent(place.host)
    } catch (thrown) {
      // The entry of this call was written before. If older entries could not be sent because the host is away, they
      // are sent another time.
      if (!isAway(toFailure(thrown, place.host))) throw thrown
    }
  }

  /** Writes a history entry on the host. Resolves with the root of the project. */
  async function write(host: string, { id, asked, line, rest }: Note): Promise<string> {
    const limits = [LIMIT, KEPT, MOST_ENTRIES].map(String)
    const words = [
      asked,
      readWriterIdentity(environment).name,
      rest && `answer-${id}.txt`,
      ...limits,
    ]
    const { stdout } = await ask(to(host), appendScript, words, `${line}\n${rest}`)
    return stdout.toString('utf8').replace(/\n$/, '')
  }

  /**
   * Sends the history entries that the host has not received yet. If the host refuses an entry, this entry and later
   * ones for its directory are kept for another time. @throws FailureError if the host is not reached.
   */
  async function sendUnsent(host: string): Promise<void> {
    const refused = new Set<string>()
    for (const note of unsent.list(host)) {
      if (refused.has(note.asked)) continue
      try {
        await write(host, note)
        unsent.drop(host, note)
      } catch (thrown) {
        if (isAway(toFailure(thrown, host))) throw thrown
        refused.add(note.asked)
      }
    }
  }

  async function share(host: string, session: string, on: boolean): Promise<void> {
    await ask(to(host), shareScript, [session, on ? 'on' : '', ...tmux(host)])
  }

  return { read, append, share }
}

/** Whether the host was not reached, so that another attempt may succeed. */
function isAway({ kind }: Failure): boolean {
  return kind === 'unreachable' || kind === 'late' || kind === 'lost'
}

/** Makes the line of a history entry, and the complete texts if they are too long for a line. */
function noteOf(note: HistoryNote, asked: string, { machine, person }: Writer): Note {
  const id = randomUUID()
  const summary = shorten(note.summary, LONGEST_SUMMARY)
  const answer = note.fullResponse && shorten(note.fullResponse, LONGEST_ANSWER)
  const cut = [
    ...(summary === note.summary ? [] : [note.summary]),
    ...(answer === note.fullResponse ? [] : [note.fullResponse]),
  ]
  const who = { projectPath: asked, hostname: machine, user: person }
  const entry: HistoryLine = {
    ...{ id, ...note, summary, timestamp: Date.now(), ...who },
    ...(answer && { fullResponse: answer }),
  }
  return { id, asked, line: JSON.stringify(entry), rest: cut.join('\n\n') }
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
  exits: {
    [EXITS.noSession]: ['missing', '`fleetmux ls` lists the sessions.'],
    [EXITS.noDirectory]: ['remote', 'Name a directory that exists on the host: HOST:DIRECTORY.'],
    [EXITS.notWritten]: [
      'remote',
      'On the host, check who owns that path, who may write to it, and whether the disk is full. Then try again.',
    ],
    [EXITS.locked]: ['remote', 'Try again in a minute: a lock that is older is removed.'],
  },
  full: 'The entry could not be written to the history.',
} as const
