import { randomBytes } from 'node:crypto'
import type { Command, Key } from '../state/command.ts'
import type { Event } from '../state/event.ts'
import { FailureError } from '../state/failure.ts'
import { delay } from './clock.ts'
import type { TmuxClient } from './tmux/client.ts'
import { deleteBuffer, paste, sendKeys as keyWords } from './tmux/word.ts'

/** Some programs take an Enter close behind a paste for one more line of it (Codex: within 120 ms). */
const BEFORE_ENTER = 150

/** Types a text into a pane, byte for byte, and submits it where asked. */
export async function sendText(
  client: TmuxClient,
  { target, text, enter }: Extract<Command, { type: 'send' }>,
): Promise<Event> {
  await pasteText(client, target.pane, text, target.host)
  if (enter) {
    if (text) await delay(BEFORE_ENTER)
    await client.ask(keyWords(target.pane, [{ key: 'Enter' }]))
  }
  return { type: 'did', text: `Sent to ${target.host} ${target.pane}.` }
}

/** Keys and pieces of text in the order in which they were typed. */
export async function sendKeys(
  client: TmuxClient,
  { target, keys }: Extract<Command, { type: 'keys' }>,
): Promise<void> {
  // One after the other would wait for a round trip a key: the channel keeps the order.
  await Promise.all(keys.map(key => sendKey(client, target.pane, key, target.host)))
}

async function sendKey(client: TmuxClient, pane: string, key: Key, host: string): Promise<void> {
  if ('paste' in key) await pasteText(client, pane, key.paste, host)
  else await client.ask(keyWords(pane, [key]))
}

async function pasteText(client: TmuxClient, pane: string, text: string, host: string): Promise<void> {
  if (!text) return
  refuseUncarried(text, host)
  const buffer = `fleetmux-${randomBytes(6).toString('hex')}`
  try {
    await client.ask(paste(pane, text, buffer))
  } catch (error) {
    // The pane was gone after its buffer was made: the user's list of buffers is left as it was.
    await client.ask(deleteBuffer(buffer)).catch(() => {})
    throw error
  }
}

/** What tmux cannot carry is refused before anything is typed. */
function refuseUncarried(text: string, host: string): void {
  const found = text.includes('\0') ? 'a NUL character' : text.includes('\u001b[201~') ? 'the end mark of a bracketed paste' : null
  if (!found) return
  throw new FailureError({
    kind: 'refused',
    host,
    what: `The text holds ${found}, which tmux cannot carry. Nothing was typed.`,
  })
}
