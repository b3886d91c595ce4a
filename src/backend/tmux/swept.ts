import { FailureError } from '../../state/failure.ts'
import type { TmuxClient } from './client.ts'
import { type Conversation, createConversation } from './conversation.ts'
import { muxRun } from './mux.ts'
import { sweptWords } from './swept-words.ts'
import type { Words } from './word.ts'

/** The slow path: the same words, each run by a process of its own on the host. */
export interface Sweeper {
  readonly conversation: Conversation
  run(words: Words, deadline?: number): Promise<Buffer>
  /** Resolves when nothing runs: until then what comes on the channel is an answer to us. */
  idle(): Promise<unknown>
}

export function createSweeper(options: {
  readonly host: string
  readonly write: (line: string) => void
  readonly roundTrip: (milliseconds: number) => void
  readonly deadline: number
}): Sweeper {
  const conversation = createConversation({ ...options, notice: () => {} })
  let last: Promise<unknown> = Promise.resolve()

  async function ask(words: Words, deadline?: number): Promise<Buffer> {
    // A number that no pane can guess closes the answer.
    const number = Math.floor(Math.random() * 1e15)
    const [body] = await conversation.ask(muxRun(number, sweptWords(words)), 1, deadline)
    return body ?? Buffer.alloc(0)
  }

  return {
    conversation,
    idle: () => last,
    run(words, deadline) {
      // One at a time: each has a process, and its answer shares the channel's stdout.
      const turn = last.then(() => ask(words, deadline))
      last = turn.catch(() => {})
      return turn
    },
  }
}

/** A client over the sweeper. `ended` is told when no server answers any more. */
export function sweptClient(sweeper: Sweeper, version: string, ended: () => void): TmuxClient {
  return {
    pushed: false,
    version,
    async ask(commands, deadline) {
      try {
        const answers: Buffer[] = []
        for (const words of commands) answers.push(await sweeper.run(words, deadline))
        return answers
      } catch (error) {
        if (isServerGone(error)) ended()
        throw error
      }
    },
    // Nothing to listen to: the followed pane is looked at again and again.
    stream() {},
    unstream() {},
  }
}

function isServerGone(error: unknown): boolean {
  return (
    error instanceof FailureError &&
    /^(no server running|error connecting|failed to connect|lost server)/.test(
      error.failure.why ?? '',
    )
  )
}
