import { FailureError } from '../../state/failure.ts'
import { type ControlEvent, createControlReader } from './control.ts'

/**
 * Questions and answers on one control client: pipelined, in order, each with its deadline.
 * A line of several commands answers once a command, up to the first error.
 */
export interface Conversation {
  /** Sends `line` (of `count` commands, with its newline); resolves with the answers' bodies. */
  ask(line: string, count: number, deadline?: number): Promise<Buffer[]>
  /** Feeds what the client printed. */
  read(chunk: Buffer): void
  /** Nothing will be answered any more: what waits fails with this. */
  fail(error: Error): void
  /** Milliseconds that the oldest open question has waited; 0 when none does. */
  waiting(): number
}

export interface ConversationOptions {
  readonly host: string
  readonly write: (line: string) => void
  readonly notice: (name: string, rest: Buffer) => void
  /** A question was answered after so many milliseconds, with nothing before it in the queue. */
  readonly roundTrip: (milliseconds: number) => void
  readonly deadline: number
}

interface Question {
  readonly count: number
  readonly bodies: Buffer[]
  readonly asked: number
  readonly alone: boolean
  readonly settle: (answer: Buffer[] | Error) => void
}

export function createConversation(options: ConversationOptions): Conversation {
  const read = createControlReader()
  const open: Question[] = []
  let broken: Error | null = null

  function answer(event: Extract<ControlEvent, { type: 'answer' }>): void {
    // Hooks and the attach itself answer too: nobody here asked.
    if (!event.ours) return
    const question = open[0]
    if (!question) return
    question.bodies.push(event.body)
    if (event.ok && question.bodies.length < question.count) return
    open.shift()
    if (question.alone) options.roundTrip(performance.now() - question.asked)
    question.settle(event.ok ? question.bodies : tmuxError(options.host, event.body))
  }

  return {
    ask(line, count, deadline = options.deadline) {
      if (broken) return Promise.reject(broken)
      return new Promise((resolve, reject) => {
        // A late answer still comes in its turn, so the question keeps its place in the queue.
        const timer = setTimeout(() => reject(late(options.host, deadline)), deadline)
        timer.unref()
        open.push({
          count,
          bodies: [],
          asked: performance.now(),
          alone: open.length === 0,
          settle(result) {
            clearTimeout(timer)
            if (result instanceof Error) reject(result)
            else resolve(result)
          },
        })
        options.write(line)
      })
    },
    read(chunk) {
      for (const event of read(chunk)) {
        if (event.type === 'answer') answer(event)
        else if (event.type === 'notice') options.notice(event.name, event.rest)
      }
    },
    fail(error) {
      broken = error
      for (const question of open.splice(0)) question.settle(error)
    },
    waiting: () => (open[0] ? performance.now() - open[0].asked : 0),
  }
}

/** tmux's own words, as a failure that names what a person can do. */
function tmuxError(host: string, body: Buffer): FailureError {
  const why = body.toString('utf8').trim()
  const missing = /^(can't find|no such|session not found|no server running)/.test(why)
  return new FailureError({
    kind: missing ? 'missing' : 'remote',
    host,
    what: missing ? 'That session or pane is gone.' : 'tmux refused.',
    why,
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
