import { randomBytes } from 'node:crypto'
import { FailureError } from '../../state/model/failure.ts'
import type { TmuxClient } from '../tmux/client.ts'
import type { TmuxCommand } from '../tmux/command.ts'
import { deleteBuffer, fillBuffer, pasteBuffer } from '../tmux/paste-buffer.ts'

/** Milliseconds after which tmux's answer to a command is no longer awaited. */
export const PATIENCE = 600_000

/**
 * Maximum number of pieces of a text that are sent without waiting for tmux's answers. A long text then uses the
 * connection well without blocking other commands.
 */
const WINDOW = 4

/** A text in a tmux buffer with a random name. Nothing is typed until `paste` is called. */
export interface TextBuffer {
  /**
   * Puts the text into the tmux buffer. Runs the commands `first` before, in the same command line, and resolves with
   * tmux's answers to them.
   */
  fill(first?: readonly TmuxCommand[]): Promise<readonly Buffer[]>
  /**
   * Types the buffer into the pane and deletes the buffer. `marks`: use bracketed paste if the program has enabled it.
   */
  paste(pane: string, marks: boolean): Promise<void>
  /** Deletes the buffer if it still exists, so that nothing is left in the user's list of buffers. */
  drop(): void
}

export function createTextBuffer(client: TmuxClient, text: string): TextBuffer {
  const name = newBufferName()
  let dropped = false

  return {
    async fill(first = []) {
      const [piece, ...rest] = fillBuffer(name, text)
      const answers = await client.ask(piece ? [...first, piece] : first, PATIENCE)
      for (let at = 0; at < rest.length && !dropped; at += WINDOW) {
        await Promise.all(rest.slice(at, at + WINDOW).map(words => client.ask([words], PATIENCE)))
      }
      return answers
    },
    paste: (pane, marks) =>
      pasting(client, raw => [pasteBuffer(pane, name, { marks, raw })], PATIENCE),
    drop() {
      dropped = true
      drop(client, name)
    },
  }
}

/** Types a text by a single line of commands, so that commands sent later run after it. */
export async function typeText(
  client: TmuxClient,
  { pane, text, marks }: { readonly pane: string; readonly text: string; readonly marks: boolean },
  deadline?: number,
): Promise<void> {
  if (text === '') return
  const name = newBufferName()
  try {
    await pasting(
      client,
      raw => [...fillBuffer(name, text), pasteBuffer(pane, name, { marks, raw })],
      deadline,
    )
  } catch (error) {
    // Deletes the buffer, since the pane may have ended after the buffer was set.
    drop(client, name)
    throw error
  }
}

/** Sends Enter as a byte and not as a key, because a key would also go to the other panes of a synchronised window. */
export function pressEnter(client: TmuxClient, pane: string, deadline?: number): Promise<void> {
  return typeText(client, { pane, text: '\r', marks: false }, deadline)
}

async function pasting(
  client: TmuxClient,
  words: (raw: boolean) => readonly TmuxCommand[],
  deadline?: number,
): Promise<void> {
  if (!mayNeedRaw(client.version)) return void (await client.ask(words(false), deadline))
  await client.ask(words(true), deadline).catch(error => {
    // A tmux version without a number may be older than the flag `-S` of `paste-buffer`. If tmux cannot parse the
    // command line, nothing was typed, so the command line is sent again without the flag.
    if (!isUnknownFlag(error)) throw error
    return client.ask(words(false), deadline)
  })
}

/**
 * Whether this tmux may need the flag `-S` of `paste-buffer`, which pastes a text unchanged: true from 3.7 on, and for
 * `master` and OpenBSD's versions, whose numbers cannot be compared.
 */
function mayNeedRaw(version: string): boolean {
  const [, major = '', minor = ''] = /^(?:next-)?(\d+)\.(\d+)/.exec(version) ?? []
  return major === '' ? version !== '' : Number(major) * 100 + Number(minor) >= 307
}

function isUnknownFlag(error: unknown): boolean {
  return (
    error instanceof FailureError &&
    /unknown flag|invalid option|usage:/.test(error.failure.why ?? '')
  )
}

function drop(client: TmuxClient, name: string): void {
  client.ask(deleteBuffer(name), PATIENCE).catch(ignoreGone)
}

/** Ignores failures: if the buffer does not exist or the connection is closed, nothing needs to be deleted. */
function ignoreGone(error: unknown): void {
  if (!(error instanceof FailureError)) throw error
}

export function newBufferName(): string {
  return `fleetmux-${randomBytes(6).toString('hex')}`
}
