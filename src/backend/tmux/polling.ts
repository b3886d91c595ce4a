import { randomInt } from 'node:crypto'
import { FailureError } from '../../state/model/failure.ts'
import { runMessage } from '../host-script/host-script.ts'
import type { TmuxClient } from './client.ts'
import type { TmuxCommand } from './command.ts'
import { type Asking, type Conversation, createConversation } from './conversation.ts'
import { boundOf } from './limit.ts'
import { pollingLine } from './polling-commands.ts'

/** The slow path: the same words, each run by a process of its own on the host. */
export interface Poller {
  readonly conversation: Conversation
  run(words: TmuxCommand, deadline?: number): Promise<Buffer>
  /** Several in one process: nobody sees what is between them. What they print is one answer. */
  runLine(commands: readonly TmuxCommand[], deadline?: number): Promise<Buffer>
  /** Resolves when nothing runs: until then what comes on the channel is an answer to us. */
  idle(): Promise<unknown>
}

/** The script there knows fifteen digits. */
const NUMBERS = 2 ** 48 - 1

export function createPoller(options: {
  readonly host: string
  readonly write: (line: string) => void
  readonly roundTrip: (milliseconds: number) => void
  /** A question is on its way. */
  readonly asked: () => void
  readonly deadline: number
}): Poller {
  const conversation = createConversation({ ...options, marking: 'numbered', notice: () => {} })
  let last: Promise<unknown> = Promise.resolve()

  function ask(commands: readonly TmuxCommand[], deadline?: number): Asking {
    // A number that no pane can guess closes the answer, and says whose it is.
    const id = String(randomInt(NUMBERS))
    const line = runMessage(Number(id), pollingLine(commands))
    const [words = []] = commands
    const asking = conversation.ask({ id, line, marked: true, bounds: [boundOf(words)] }, deadline)
    options.asked()
    return asking
  }

  async function runLine(commands: readonly TmuxCommand[], deadline?: number): Promise<Buffer> {
    const begun = last.then(() => ask(commands, deadline))
    // A process each, and answers that share one stream: the next waits until nothing of this is to come, also
    // where it is late. What cannot be asked has nothing to wait for.
    last = begun.then(
      ({ over }) => over,
      () => {},
    )
    const [body] = await (await begun).answer
    return body ?? Buffer.alloc(0)
  }

  return {
    conversation,
    idle: () => last,
    run: (words, deadline) => runLine([words], deadline),
    runLine,
  }
}

/** A client over the sweeper. `ended` is told when no server answers any more. */
export function pollingClient(sweeper: Poller, version: string, ended: () => void): TmuxClient {
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
