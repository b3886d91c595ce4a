import { whyInvalidText } from '../../state/broadcast/validate-text.ts'
import { FailureError } from '../../state/model/failure.ts'
import type { Command } from '../../state/model/messages/command.ts'
import type { Key } from '../../state/model/messages/direct-command.ts'
import type { Event } from '../../state/model/messages/event.ts'
import type { Receipt, SendOptions } from '../../state/model/receipt.ts'
import type { Target } from '../../state/model/target.ts'
import type { TmuxClient } from '../tmux/client.ts'
import { sendKeys as keyWords } from '../tmux/command.ts'
import { whyNotTake } from './admit.ts'
import { typeText } from './buffer.ts'
import { type } from './deliver.ts'
import { lookInColour, mustType } from './pane-snapshot.ts'
import type { SendContext } from './send-context.ts'
import { createSettle } from './settle.ts'
import { createSteadyClient } from './steady-client.ts'

/** Types a text into one pane byte for byte, and submits it if requested. */
export async function sendText(
  means: SendContext,
  { target, text: given, enter, answer, mentions }: Extract<Command, { type: 'send' }>,
  deadline: number,
): Promise<Event> {
  const how: SendOptions = {
    mode: enter ? 'submit' : 'no-enter',
    deadline,
    ...(answer && { answer }),
  }
  const uncarried = whyInvalidText(given, how)
  if (uncarried) throw new FailureError({ ...uncarried, host: target.host })
  let last: Receipt | null = null
  const name = means.name(target)
  const current = () => means.client(target.host)
  const client = createSteadyClient(current(), current)
  const lock = means.paneLocks.take(target)
  const { text, note } = mentions
    ? await means.mentions.prepare(target, given)
    : { text: given, note: '' }
  await type({
    client,
    target,
    text,
    how,
    from: 'text',
    tell: receipt => {
      last = receipt
    },
    settle: createSettle(),
    lock,
    pause: command => means.pause(target, command),
    inputOf: snapshot => means.inputOf(target, snapshot),
    submitted: typed => means.submitted?.(target, typed),
  })
  return told(name, last, note)
}

/**
 * The event that shows the result of sending in the status line. `about`: a note about paths in the text that do not
 * exist; may be empty. @throws FailureError if the text was not typed or not submitted.
 */
function told(name: string, receipt: Receipt | null, about: string): Event {
  if (receipt?.failure) throw new FailureError(receipt.failure)
  const note = [receipt?.note, about]
    .filter(Boolean)
    .map(each => ` ${each}`)
    .join('')
  return { type: 'did', text: `Sent to ${name}.${note}` }
}

/**
 * Sends keys and pieces of text in order, as the user types them into a pane. Unlike texts and keys of `fleetmux send`
 * (see `whyNotTake`), they are sent even if a question is open, because the user sees the pane while typing. Keys that
 * answer a question (`answer`) are sent only while that question is open.
 */
export async function sendKeys(
  means: SendContext,
  { target, keys, answer }: Extract<Command, { type: 'keys' }>,
): Promise<void> {
  const lock = means.paneLocks.take(target)
  try {
    await lock.ready
    const client = means.client(target.host)
    if (answer) await mustAsk(means, client, target, answer)
    // All keys are sent at once: the channel keeps their order, and waiting for tmux's answer to each would cost a
    // round trip per key.
    const typed = Promise.all(keys.map(key => sendKey(client, target.pane, key, target.host)))
    // The next text for the pane may be typed before tmux has answered these commands.
    lock.pass()
    await typed
  } finally {
    lock.pass()
  }
}

async function mustAsk(
  means: SendContext,
  client: TmuxClient,
  target: Target,
  answer: NonNullable<SendOptions['answer']>,
): Promise<void> {
  const snapshot = await lookInColour(client, target.pane)
  mustType(snapshot, target, true)
  const how: SendOptions = { mode: 'keys', deadline: 0, answer }
  const input = means.inputOf(target, snapshot)
  const failure = whyNotTake(target.host, input, { text: '', from: 'text', how })
  if (failure) throw new FailureError(failure)
}

async function sendKey(client: TmuxClient, pane: string, key: Key, host: string): Promise<void> {
  if ('paste' in key) await paste(client, pane, key.paste, host)
  else await client.ask(keyWords(pane, [key]))
}

/** Pastes a text. A text that tmux cannot send is refused before anything is typed. */
async function paste(client: TmuxClient, pane: string, text: string, host: string): Promise<void> {
  const failure = whyInvalidText(text, { mode: 'submit' })
  if (failure) throw new FailureError({ ...failure, host })
  await typeText(client, { pane, text, marks: true })
}
