import { randomInt } from 'node:crypto'
import { FailureError } from '../../../state/model/failure.ts'
import { runMessage } from '../../host-script/host-script.ts'
import type { TmuxClient } from '../client.ts'
import type { TmuxCommand } from '../command.ts'
import { answerLimitOf } from '../host-limit.ts'
import { type Asking, type Conversation, createConversation } from './conversation.ts'
import { pollingLine } from './polling-commands.ts'

/** Runs tmux commands as processes on the host, for when no control client may attach. */
export interface Poller {
  readonly conversation: Conversation
  run(words: TmuxCommand, deadline?: number): Promise<Buffer>
  /**
   * Runs several commands in one tmux process, so that no other client sees the state between them. Their output is one
   * answer.
   */
  runLine(commands: readonly TmuxCommand[], deadline?: number): Promise<Buffer>
  /** Resolves when no command runs. While one runs, output on the channel is the answer to that command. */
  idle(): Promise<unknown>
}

/** A command is identified by a random number below this: `randomInt` allows no more, `runMessage` only 15 digits. */
const NUMBERS = 2 ** 48 - 1

export function createPoller(options: {
  readonly host: string
  readonly write: (line: string) => void
  readonly roundTrip: (milliseconds: number) => void
  /** Called when a command was sent to the host, so that a missing answer is noticed. */
  readonly asked: () => void
  readonly deadline: number
}): Poller {
  const conversation = createConversation({ ...options, marking: 'numbered', notice: () => {} })
  let last: Promise<unknown> = Promise.resolve()

  function ask(commands: readonly TmuxCommand[], deadline?: number): Asking {
    // A random number marks the end of the answer and identifies it. No pane can guess the number.
    const id = String(randomInt(NUMBERS))
    const line = runMessage(Number(id), pollingLine(commands))
    const [words = []] = commands
    const asking = conversation.ask(
      { id, line, marked: true, bounds: [answerLimitOf(words)] },
      deadline,
    )
    options.asked()
    return asking
  }

  async function runLine(commands: readonly TmuxCommand[], deadline?: number): Promise<Buffer> {
    const begun = last.then(() => ask(commands, deadline))
    // Each command is a separate tmux process, and all these processes print to one output stream. So the next command
    // is sent only when the previous answer is complete, even if its deadline has passed. After a command that could
    // not be sent, there is nothing to wait for.
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

/**
 * A tmux client that runs each command as a separate tmux process on the host. `ended` is called when a command finds
 * that the tmux server no longer runs.
 */
export function pollingClient(poller: Poller, version: string, ended: () => void): TmuxClient {
  return {
    pushed: false,
    version,
    async ask(commands, deadline) {
      try {
        const answers: Buffer[] = []
        for (const words of commands) answers.push(await poller.run(words, deadline))
        return answers
      } catch (error) {
        if (isServerGone(error)) ended()
        throw error
      }
    },
    // Polling has no streams: the live pane is captured at intervals.
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
