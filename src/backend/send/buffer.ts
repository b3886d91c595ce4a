import { randomBytes } from 'node:crypto'
import { FailureError } from '../../state/model/failure.ts'
import type { TmuxClient } from '../tmux/client.ts'
import { deleteBuffer, fillBuffer, pasteBuffer, type TmuxCommand } from '../tmux/command.ts'

/** Milliseconds after which an answer is not waited for any more, by anybody. */
export const PATIENCE = 600_000

/** Pieces on their way at once: a long text fills the line, and does not keep others out of it. */
const WINDOW = 4

/** A text that lies ready on a server, in a buffer that only we know. Nothing is typed until it is pasted. */
export interface TextBuffer {
  /** Puts it there; `first` goes ahead in the same line, its answers come back. */
  fill(first?: readonly TmuxCommand[]): Promise<readonly Buffer[]>
  /** Types it into the pane and takes it away. `marks`: of a bracketed paste, where the program asked for them. */
  paste(pane: string, marks: boolean): Promise<void>
  /** Takes it away, if it is there: the user's list of buffers is left as it was. */
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

/** Types a text in one line, so that whatever is asked next comes behind it. */
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
    // The pane was gone after the buffer was made.
    drop(client, name)
    throw error
  }
}

async function pasting(
  client: TmuxClient,
  words: (raw: boolean) => readonly TmuxCommand[],
  deadline?: number,
): Promise<void> {
  if (!mayNeedRaw(client.version)) return void (await client.ask(words(false), deadline))
  await client.ask(words(true), deadline).catch(error => {
    // A version without a number, older than the flag: of a line that does not parse nothing is done.
    if (!isUnknownFlag(error)) throw error
    return client.ask(words(false), deadline)
  })
}

/** From 3.7 on; `master` and OpenBSD's own numbers tell nothing. */
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

/** There is no such buffer, or nobody to ask any more: then there is nothing to take away. */
function ignoreGone(error: unknown): void {
  if (!(error instanceof FailureError)) throw error
}

export function newBufferName(): string {
  return `fleetmux-${randomBytes(6).toString('hex')}`
}
