import { FailureError } from '../../../state/model/failure.ts'
import { monotonic } from '../../clock.ts'
import {
  type AnswerLimit,
  NOTICE_SPAN,
  NOTICES,
  STRAY_LIMIT,
  tooManyNotices,
} from '../host-limit.ts'
import { type ControlEvent, createControlReader } from './control-mode-parser.ts'

/**
 * Sends questions (lines of tmux commands) over one client without waiting for earlier answers. Each question has a
 * deadline. tmux's answers are matched to questions by marks (ids that tmux prints before answers) or by numbers. A
 * line of several commands has one answer per command, up to the first error.
 */
export interface Conversation {
  /**
   * Sends a line of tmux commands. `Asking.answer` resolves with the bodies of tmux's answers, one for each command.
   */
  ask(question: Asked, deadline?: number): Asking
  /** Parses what the tmux client printed. @throws ExcessError, and no other error, if a limit is exceeded. */
  read(chunk: Buffer): void
  /** Ends the conversation: all lines of commands that tmux has not answered fail with this error. */
  fail(error: Error): void
  /**
   * Milliseconds since the oldest line of commands that tmux has not answered was sent, even if its deadline has
   * passed; 0: tmux has answered all.
   */
  waiting(): number
  /**
   * Number of answers and parts of answers received so far; tmux's notifications, such as `%window-close`, do not
   * count.
   */
  progress(): number
}

export interface Asked {
  /** Identifies this line of commands, so that tmux's answers can be matched to it (see `Marking`). */
  readonly id: string
  /** The line with the commands, including its newline. */
  readonly line: string
  /**
   * Whether tmux prints `id`, as a mark, before the answers to this line of commands. If false, the next answers that
   * arrive are taken for the answers to this line.
   */
  readonly marked: boolean
  /** Maximum size of each answer, one for each command. */
  readonly bounds: readonly AnswerLimit[]
}

export interface Asking {
  readonly answer: Promise<Buffer[]>
  /** Resolves when tmux has answered the last command of the line, which may be after the deadline. */
  readonly over: Promise<void>
}

/**
 * How tmux's answers are matched to lines of commands. `numbered`: each answer has the id of its line as its number.
 * `readMark`: tmux prints the id as a separate answer, the mark, before the others; the function returns the id, or
 * null if an answer is not a mark.
 */
export type Marking = 'numbered' | { readonly readMark: (body: Buffer) => string | null }

export interface ConversationOptions {
  readonly host: string
  readonly marking: Marking
  readonly write: (line: string) => void
  readonly notice: (name: string, rest: Buffer) => void
  /**
   * Called with the milliseconds between a line of commands and its answer, if no other line was unanswered when it was
   * sent.
   */
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
  /** The line of commands whose answers are arriving; null: none. */
  let current: Question | null = null
  let broken: Error | null = null

  let progress = 0
  /**
   * Number of notices since the time `since`: lines such as `%window-add`, which tmux sends unasked when something
   * changes.
   */
  let notices = 0
  let since = monotonic()

  const reader = createControlReader(hear, boundOf)

  function boundOf(number: string): AnswerLimit {
    const question = marking === 'numbered' ? open.find(({ id }) => id === number) : expected()
    return question?.bounds[question.bodies.length] ?? STRAY_LIMIT
  }

  /**
   * The line of commands to which the next answer belongs; null: it is a mark, or answers no line. A mark is an id that
   * fleetmux lets tmux print before the answers to a line.
   */
  function expected(): Question | null {
    return current ?? (open[0]?.marked === false ? open[0] : null)
  }

  function hear(event: ControlEvent): void {
    if (event.type === 'notice') {
      count()
      options.notice(event.name, event.rest)
    }
    // The commands of tmux hooks, and attaching itself, also have answers. These belong to no line of commands that
    // fleetmux sent.
    else if (event.type === 'answer' && event.ours) answer(event)
  }

  function count(): void {
    notices++
    if (notices <= NOTICES) return
    const now = monotonic()
    if (now - since < NOTICE_SPAN) throw tooManyNotices()
    since = now
    notices = 0
  }

  function answer(event: Extract<ControlEvent, { type: 'answer' }>): void {
    progress++
    const id = idIn(event)
    if (id !== null) begin(id)
    else if (!current && open[0]?.marked === false) current = open[0]
    // If tmux cannot parse a line of commands, it prints one error and runs none of them, not even the command by which
    // fleetmux lets tmux print an id before the answers.
    if (!current && !event.ok && isParseError(event.body)) current = open[0] ?? null
    if (current && (id === null || marking === 'numbered')) take(current, event)
  }

  function idIn(event: Extract<ControlEvent, { type: 'answer' }>): string | null {
    if (marking === 'numbered') return event.number
    return event.ok ? marking.readMark(event.body) : null
  }

  /**
   * Begins to collect the answers to the line of commands with this id. tmux answers lines in order, so an earlier line
   * that has no answer yet will never get one.
   */
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

/** The failure for an error message of tmux. */
function tmuxError(host: string, body: Buffer): FailureError {
  const why = body.toString('utf8', 0, 4096).trim()
  const missing = /^(can't find|no such|session not found|no server running)/.test(why)
  return new FailureError({
    kind: missing ? 'missing' : 'remote',
    host,
    what: missing ? 'The session or pane no longer exists.' : 'tmux refused the command.',
    why,
    hint: missing
      ? '`fleetmux ls` lists the sessions that exist now.'
      : 'Correct what tmux names as the reason, then try again.',
  })
}

function passedOver(host: string): FailureError {
  return new FailureError({
    kind: 'lost',
    host,
    what: 'The host did not answer this command, although it answered later ones.',
    hint: 'Check whether the command took effect before you try again.',
  })
}

function late(host: string, deadline: number): FailureError {
  return new FailureError({
    kind: 'late',
    host,
    what: `tmux on the host gave no answer within ${deadline / 1000} s.`,
    hint: `tmux may still do what was asked. The host may be frozen, or the connection may be broken: \`fleetmux hosts test ${host}\` tests both.`,
  })
}
