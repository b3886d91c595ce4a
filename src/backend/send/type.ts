import { whyNotCarried } from '../../state/carried.ts'
import type { Command } from '../../state/command.ts'
import type { Key } from '../../state/errand.ts'
import type { Event } from '../../state/event.ts'
import { FailureError } from '../../state/failure.ts'
import { beforeEnter } from '../agent/submit.ts'
import { delay } from '../clock.ts'
import type { TmuxClient } from '../tmux/client.ts'
import { sendKeys as keyWords } from '../tmux/word.ts'
import { typeText } from './buffer.ts'
import { look } from './sight.ts'

/** Types a text into one pane, byte for byte, and submits it where asked. */
export async function sendText(
  client: TmuxClient,
  { target, text, enter }: Extract<Command, { type: 'send' }>,
): Promise<Event> {
  await paste(client, target.pane, text, target.host)
  if (enter) {
    if (text) await delay(beforeEnter((await look(client, target.pane)).command))
    await pressEnter(client, target.pane)
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

/** As a byte, not as a key: in a synchronised window a key would go to the neighbours too. */
export function pressEnter(client: TmuxClient, pane: string, deadline?: number): Promise<void> {
  return typeText(client, { pane, text: '\r', marks: false }, deadline)
}

async function sendKey(client: TmuxClient, pane: string, key: Key, host: string): Promise<void> {
  if ('paste' in key) await paste(client, pane, key.paste, host)
  else await client.ask(keyWords(pane, [key]))
}

/** What tmux cannot carry is refused before anything is typed. */
async function paste(client: TmuxClient, pane: string, text: string, host: string): Promise<void> {
  const failure = whyNotCarried(text, { mode: 'submit' })
  if (failure) throw new FailureError({ ...failure, host })
  await typeText(client, { pane, text, marks: true })
}
