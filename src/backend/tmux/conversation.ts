import { FailureError } from '../../state/model/failure.ts'
import { monotonic } from '../clock.ts'
import { type ControlEvent, createControlReader } from './control.ts'
import { ANY, type Bound } from './limit.ts'

/**
 * Questions and answers on one control client: pipelined, each with its deadline, each answer matched to its
 * question by what it says of itself. A line of several commands answers once a command, up to the first error.
 */
export interface Conversation {
  /** Sends a question; `answer` resolves with the bodies of its answers, one for each of `bounds`. */
  ask(question: Asked, deadline?: number): Asking
  /** Feeds what the client printed. @throws ExcessError past a limit, and nothing else. */
  read(chunk: Buffer): void
  /** Nothing will be answered any more: what waits fails with this. */
  fail(error: Error): void
  /** Milliseconds that the oldest open question has waited, also past its deadline; 0 when none does. */
  waiting(): number
  /** Grows with every answer, and with every piece of one: notices are no answers. */
  progress(): number
}

export interface Asked {
  /** What its answers are known by: see `Marking`. */
  readonly id: string
  /** With its newline. */
  readonly line: string
  /** Its answers follow one that says its id. Those of any other question are the next that come. */
  readonly marked: boolean
  /** How large each answer may be. */
  readonly bounds: readonly Bound[]
}

export interface Asking {
  readonly answer: Promise<Buffer[]>
  /** Resolves when nothing of it is to come any more, which may be after its deadline. */
  readonly over: Promise<void>
}

/**
 * How answers say whose they are. `readMark` tells the id of the question whose answers follow, from an answer
 * that only marks; `numbered`: each answer carries the id as its number.
 */
export type Marking = 'numbered' | { readonly readMark: (body: Buffer) => string | null }

export interface ConversationOptions {
  readonly host: string
  readonly marking: Marking
  readonly write: (line: string) => void
  readonly notice: (name: string, rest: Buffer) => void
  /** A question was answered after so many milliseconds, with nothing before it in the queue. */
  readonly roundTrip: (milliseconds: number) => void
  readonly deadline: number
}

interface Question extends Asked {
  readonly bodies: Buffer[]
  readonly asked: number
  readonly alone: boolean
  readonly settle: (answer: Buffer[] | Error) => void
}

export function createConversation(options: ConversationOptions): Conversation {
  const { host, marking } = options
  const open: Question[] = []
  /** Whose answers come now; null: nobody's who waits. */
  let current: Question | null = null
  let broken: Error | null = null

  let progress = 0

  const reader = createControlReader(hear, boundOf)

  function boundOf(number: string): Bound {
    const question = marking === 'numbered' ? open.find(({ id }) => id === number) : current
    return question?.bounds[question.bodies.length] ?? ANY
  }

  function hear(event: ControlEvent): void {
    if (event.type === 'notice') options.notice(event.name, event.rest)
    // Hooks and the attach itself answer too: nobody here asked.
    else if (event.type === 'answer' && event.ours) answer(event)
  }

  function answer(event: Extract<ControlEvent, { type: 'answer' }>): void {
    progress++
    const id = idIn(event)
    if (id !== null) begin(id)
    else if (!current && open[0]?.marked === false) current = open[0]
    // A line that tmux cannot read answers once, and nothing marks it.
    if (!current && !event.ok && isParseError(event.body)) current = open[0] ?? null
    if (current && (id === null || marking === 'numbered')) take(current, event)
  }

  function idIn(event: Extract<ControlEvent, { type: 'answer' }>): string | null {
    if (marking === 'numbered') return event.number
    return event.ok ? marking.readMark(event.body) : null
  }

  /** Answers come in the order of the questions: one that was passed over is not answered any more. */
  function begin(id: string): void {
    current = open.find(question => question.id === id) ?? null
    while (current && open[0] !== current) open.shift()?.settle(passedOver(host))
  }

  function take(question: Question, event: Extract<ControlEvent, { type: 'answer' }>): void {
    question.bodies.push(event.body)
    if (event.ok && question.bodies.length < question.bounds.length) return
    open.shift()
    current = null
    if (question.alone) options.roundTrip(monotonic() - question.asked)
    question.settle(event.ok ? question.bodies : tmuxError(host, event.body))
  }

  return {
    ask(asked, deadline = options.deadline) {
      if (broken) return { answer: Promise.reject(broken), over: Promise.resolve() }
      const answer = Promise.withResolvers<Buffer[]>()
      const over = Promise.withResolvers<void>()
      const timer = setTimeout(() => answer.reject(late(host, deadline)), deadline)
      timer.unref()
      open.push({
        ...asked,
        bodies: [],
        asked: monotonic(),
        alone: open.length === 0,
        settle(result) {
          clearTimeout(timer)
          over.resolve()
          if (result instanceof Error) answer.reject(result)
          else answer.resolve(result)
        },
      })
      options.write(asked.line)
      return { answer: answer.promise, over: over.promise }
    },
    read(chunk) {
      reader.read(chunk)
      if (reader.isInside()) progress++
    },
    fail(error) {
      broken = error
      current = null
      for (const question of open.splice(0)) question.settle(error)
    },
    progress: () => progress,
    waiting: () => (open[0] ? monotonic() - open[0].asked : 0),
  }
}

function isParseError(body: Buffer): boolean {
  return body.toString('latin1', 0, 11) === 'parse error'
}

/** tmux's own words, as a failure that names what a person can do. */
function tmuxError(host: string, body: Buffer): FailureError {
  const why = body.toString('utf8', 0, 4096).trim()
  const missing = /^(can't find|no such|session not found|no server running)/.test(why)
  return new FailureError({
    kind: missing ? 'missing' : 'remote',
    host,
    what: missing ? 'That session or pane is gone.' : 'tmux refused.',
    why,
  })
}

function passedOver(host: string): FailureError {
  return new FailureError({
    kind: 'lost',
    host,
    what: 'The answer was lost on its way: later questions were answered, this one was not.',
    now: 'Look whether it was done before you try again.',
  })
}

function late(host: string, deadline: number): FailureError {
  return new FailureError({
    kind: 'late',
    host,
    what: `No answer within ${deadline / 1000} s.`,
    now: 'The host may be frozen or the way to it cut; fleetmux keeps trying.',
  })
}
