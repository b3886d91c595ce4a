import {
  type ControlEvent,
  createControlReader,
  unescapeOutput,
} from '../../../src/backend/tmux/channel/control-mode-parser.ts'
import {
  type Conversation,
  createConversation,
} from '../../../src/backend/tmux/channel/conversation.ts'
import { ExcessError, SCROLLBACK_LIMIT } from '../../../src/backend/tmux/host-limit.ts'
import { FailureError } from '../../../src/state/model/failure.ts'
import { hold, inPieces, same, showFailure } from '../finding.ts'
import { type Grammar, generateBytes, many, maybe, noise, number } from '../generate.ts'
import type { Random } from '../random.ts'
import type { Reader } from '../reader.ts'

const NOTICES = ['%sessions-changed', '%output %1 a\\033[31mb', '%exit', '%subscription-changed']

function block(random: Random): string {
  const guard = `${number(random)} ${random.int(9)} ${random.pick(['0', '1', '1', '1'])}`
  const lines = many(random, 4, () => `${noise(random, NOTICES, 3)}\n`).join('')
  const end = random.pick(['%end', '%end', '%end', '%error'])
  return `%begin ${guard}\n${lines}${end} ${maybe(random, guard)}\n`
}

const grammar: Grammar = {
  whole: random =>
    many(random, 5, () =>
      random.chance(0.6)
        ? block(random)
        : `${maybe(random, random.pick(['%exit', '%x y', 'z']))}\n`,
    ).join(''),
  atoms: ['%begin 1 1 1\n', '%end 1 1 1\n', '%error 1 1 1\n', '\n', ...NOTICES],
}

/** All events, and last the limit that was passed, where one was. */
function read(chunks: readonly Buffer[]): unknown[] {
  const events: unknown[] = []
  const reader = createControlReader(event => events.push(plain(event)))
  try {
    for (const chunk of chunks) reader.read(chunk)
  } catch (error) {
    if (!(error instanceof ExcessError)) throw error
    showFailure(error.failure)
    events.push(error.failure.what)
  }
  return events
}

const plain = (event: ControlEvent): unknown =>
  Object.entries(event).map(([key, value]) => [key, String(value)])

function escapeOutput(bytes: Buffer): string {
  return bytes
    .toString('latin1')
    .replace(/[\x00-\x1f\\]/g, char => `\\${char.charCodeAt(0).toString(8).padStart(3, '0')}`)
}

export const control: Reader = {
  name: 'control mode',
  holds: 'cut anywhere it gives the same events; escaped output comes back byte for byte',
  make: random => generateBytes(random, grammar),
  check(input) {
    const bytes = Buffer.from(input, 'latin1')
    same(read(inPieces(bytes)), read([bytes]), 'events when cut')
    const back = unescapeOutput(Buffer.from(escapeOutput(bytes), 'latin1'))
    hold(back.equals(bytes), 'escaped output does not come back')
    hold(unescapeOutput(bytes).length <= bytes.length, 'output grows')
  },
  worst: [
    size => 'a'.repeat(size),
    size => `%begin 1 1 1\n${'%end\n'.repeat(size / 5)}`,
    size => '%\n'.repeat(size / 2),
    size => `%begin ${'1'.repeat(size)}\n%end ${'1'.repeat(size)}\n`,
    size => '\\'.repeat(size),
  ],
}

function feed(talk: Conversation, pieces: readonly Buffer[]): void {
  try {
    for (const piece of pieces) talk.read(piece)
  } catch (error) {
    if (!(error instanceof ExcessError)) throw error
  }
}

/** How many of the questions that are open when the bytes come. */
const QUESTIONS = [1, 2, 1]

export const conversation: Reader = {
  name: 'conversation',
  holds: 'every question is settled, in its turn, by an answer or by a failure of ours',
  make: random => generateBytes(random, grammar),
  async check(input) {
    const settled: string[] = []
    const talk = createConversation({
      host: 'h',
      marking: 'numbered',
      write() {},
      notice() {},
      roundTrip: milliseconds => hold(milliseconds >= 0, 'a negative round trip'),
      deadline: 60_000,
    })
    const asked = QUESTIONS.map(async (count, index) => {
      try {
        const bounds = Array.from({ length: count }, () => SCROLLBACK_LIMIT)
        const bodies = await talk.ask({ id: `${index + 1}`, line: 'x\n', marked: true, bounds })
          .answer
        same(bodies.length, count, 'answers to a question')
        settled.push(`${index}`)
      } catch (error) {
        if (!(error instanceof FailureError)) throw error
        showFailure(error.failure)
        settled.push(`${index}`)
      }
    })
    feed(talk, inPieces(Buffer.from(input, 'latin1')))
    talk.fail(new FailureError({ kind: 'lost', host: 'h', what: 'The connection broke.' }))
    await Promise.all(asked)
    same(settled, settled.toSorted(), 'the order of answers')
  },
  worst: [size => '%begin 1 1 1\n%error 1 1 1\n'.repeat(size / 26)],
  costs: 3,
}
