import { FailureError } from '../../state/model/failure.ts'
import { delay, monotonic } from '../clock.ts'
import type { TmuxClient } from '../tmux/client.ts'
import type { TmuxCommand } from '../tmux/command.ts'
import { deleteBuffer, leaveMark } from '../tmux/paste-buffer.ts'
import { newBufferName, PATIENCE } from './buffer.ts'
import { hasBuffer } from './same-server.ts'

/** The buffer that shows whether commands have run. */
interface Trace {
  readonly buffer: string
  readonly existsAfter: boolean
}

/** Milliseconds to wait for the next client after tmux closed one. */
const FOLLOWED = 3000
/** Milliseconds between two checks whether another tmux client has replaced the closed one. */
const AGAIN = 20

/**
 * A tmux client that survives the end of the session that it is attached to. For example, C-c sent to a pane can end
 * that session; tmux then closes the client, and the answers for all other panes are lost. The next client on the same
 * channel continues: it repeats commands that only read. Commands that type change whether a tmux buffer with a random
 * name exists, and are repeated only if it shows that they did not run: a paste deletes its own buffer, and other
 * commands also set one. The original commands cannot arrive late, since the old client is gone when the next one
 * answers.
 */
export function createSteadyClient(first: TmuxClient, current: () => TmuxClient): TmuxClient {
  let client = first

  async function ask(commands: readonly TmuxCommand[], deadline?: number): Promise<Buffer[]> {
    if (!client.channel || !commands.some(types)) return again(commands, deadline)
    const pasted = pastedBuffer(commands)
    if (pasted) return askOnce(commands, { buffer: pasted, existsAfter: false }, deadline)
    const buffer = newBufferName()
    const marked = [...commands, ...leaveMark(buffer)]
    const answers = await askOnce(marked, { buffer, existsAfter: true }, deadline)
    again(deleteBuffer(buffer), PATIENCE).catch(ignoreLost)
    return answers.slice(0, commands.length)
  }

  async function again(commands: readonly TmuxCommand[], deadline?: number): Promise<Buffer[]> {
    const asked = client
    try {
      return await asked.ask(commands, deadline)
    } catch (error) {
      if (!commands.every(isRepeatable) || !(await isFollowed(asked, error))) throw error
      return again(commands, deadline)
    }
  }

  /**
   * Sends commands that must run once. If the answers were lost but the buffer shows that the commands have run,
   * resolves with no answers, since commands that type print nothing.
   */
  async function askOnce(
    commands: readonly TmuxCommand[],
    trace: Trace,
    deadline?: number,
  ): Promise<Buffer[]> {
    const asked = client
    try {
      return await asked.ask(commands, deadline)
    } catch (error) {
      if (!(await isFollowed(asked, error))) throw error
      const exists = await hasBuffer(client, trace.buffer, FOLLOWED)
      if (exists === null) throw error
      return exists === trace.existsAfter ? [] : askOnce(commands, trace, deadline)
    }
  }

  /**
   * Whether tmux closed the control client `asked` but not the channel, and within `FOLLOWED` milliseconds another one
   * on the same channel and server has replaced it. That one is then used from now on.
   */
  async function isFollowed(asked: TmuxClient, error: unknown): Promise<boolean> {
    const isLost = error instanceof FailureError && error.failure.kind === 'lost'
    if (!isLost || !asked.channel) return false
    const end = monotonic() + FOLLOWED
    while (monotonic() < end) {
      const next = clientNow(current)
      if (next === 'none') return false
      if (next !== 'not yet' && next !== asked) return isOfSameServer(asked, next)
      await delay(AGAIN)
    }
    return false
  }

  function isOfSameServer(asked: TmuxClient, next: TmuxClient): boolean {
    if (next.channel !== asked.channel || next.server !== asked.server) return false
    client = next
    return true
  }

  return {
    ask,
    stream: session => client.stream(session),
    unstream: () => client.unstream(),
    get pushed() {
      return client.pushed
    },
    get version() {
      return client.version
    },
  }
}

/**
 * The current client. `not yet`: tmux runs, and a client is about to attach. `none`: there is no server or no
 * connection.
 */
function clientNow(current: () => TmuxClient): TmuxClient | 'not yet' | 'none' {
  try {
    return current()
  } catch (error) {
    if (!(error instanceof FailureError)) throw error
    return error.failure.kind === 'lost' ? 'not yet' : 'none'
  }
}

const TYPES: ReadonlySet<unknown> = new Set(['send-keys', 'paste-buffer'])
const LOOKS: ReadonlySet<unknown> = new Set(['display-message', 'capture-pane', 'show-buffer'])

function types([name]: TmuxCommand): boolean {
  return TYPES.has(name)
}

/**
 * The buffer that a paste deletes, and that an earlier command line has set; null: the commands are more than that
 * paste. Most texts are typed so, and a mark of their own would cost each of them one more command line.
 */
function pastedBuffer(commands: readonly TmuxCommand[]): string | null {
  const [[name, ...flags] = [], ...others] = commands
  if (others.length > 0 || name !== 'paste-buffer' || !flags.includes('-d')) return null
  return flags[flags.indexOf('-b') + 1]?.toString() ?? null
}

/** Whether a command may run twice without harm: it only reads, deletes a buffer, or sets a buffer as a whole. */
function isRepeatable([name, flag]: TmuxCommand): boolean {
  return LOOKS.has(name) || (name === 'set-buffer' && flag !== '-a') || name === 'delete-buffer'
}

function ignoreLost(error: unknown): void {
  if (!(error instanceof FailureError)) throw error
}
