import { refused } from '../../state/broadcast/receipts.ts'
import { isMarked } from '../../state/broadcast/validate-text.ts'
import { type Failure, FailureError, makeFailure, toFailure } from '../../state/model/failure.ts'
import type { Receipt, ReceiptWord, SendOptions } from '../../state/model/receipt.ts'
import { readKeyNames } from '../../state/text/key-name.ts'
import { delay } from '../clock.ts'
import { colourSnapshotCommands, sendKeys } from '../tmux/command.ts'
import { draftNote, whyNotTake } from './admit.ts'
import { createTextBuffer, PATIENCE, pressEnter } from './buffer.ts'
import { type Before, type Delivery, failed, type Underway } from './delivery.ts'
import { mayPressEnter } from './enter-check.ts'
import { createObserver, type Observer } from './observe.ts'
import { lookInColour, mustType, type PaneSnapshot, readPaneSnapshot } from './pane-snapshot.ts'
import { createTimeBudget } from './time-budget.ts'

/** The work that remains after a text is typed: watching its effect. */
type Rest = () => Promise<void>

/**
 * Sends to one pane and reports the effect that is seen. First the text is put into a buffer; it is typed only after
 * tmux has answered. If a host freezes in between, only the buffer is left, which is deleted later, so no text is typed
 * late. Resolves when all answers have come, which may be long after the last receipt.
 */
export async function deliver(delivery: Delivery): Promise<void> {
  const rest = await type(delivery)
  await rest?.()
}

/** The first part of `deliver`. Resolves when typing has ended, so that the next text may be typed into the pane. */
export function type(delivery: Delivery): Promise<Rest | null> {
  return typeAll(delivery).finally(() => delivery.lock.pass())
}

async function typeAll(given: Delivery): Promise<Rest | null> {
  const { client, how, from, target, lock, settle } = given
  const text = from === 'enter' ? '' : textOf(given)
  const noted = withNote(given.tell)
  const delivery = { ...given, tell: noted.tell }
  const under: Underway = {
    ...delivery,
    text,
    allowance: createTimeBudget(target.host, how.deadline),
    buffer: createTextBuffer(client, text),
  }
  const before = await prepare(under)
  if (!before) return null
  noted.note(draftNote(before.input, given))
  if (how.mode === 'keys') return pressKeys(under)
  const observer = createObserver(
    { client, pane: target.pane, over: lock.over, settle },
    text,
    before.snapshot,
  )
  if (text !== '' && !(await paste(under))) return null
  if (pressesEnter(how.mode)) return submit(under, before, observer)
  return async () => end(delivery, (await observer.echo()) ? 'echoed' : 'delivered')
}

/** Takes a snapshot of the pane for later comparison and puts the text into a tmux buffer. null: that has failed. */
async function prepare(under: Underway): Promise<Before | null> {
  const { client, target, how, settle, allowance, buffer, tell } = under
  try {
    await waitForLock(under)
    const words = colourSnapshotCommands(target.pane)
    const answers = await allowance.wait(
      how.mode === 'keys' ? client.ask(words, PATIENCE) : buffer.fill(words),
    )
    settle.note()
    return await admitted(under, readPaneSnapshot(answers))
  } catch (error) {
    buffer.drop()
    const failure = toFailure(error, target.host)
    const isRefusal = failure.kind === 'refused' || failure.kind === 'missing'
    tell(isRefusal ? refused(failure) : failed(failure, 'nothing'))
    return null
  }
}

/**
 * Milliseconds that a program may need to process the Enter of fleetmux's previous text, which looks like a draft until
 * then.
 */
const TAKES = 1000
const AGAIN = 50

/** Resolves when the text may be typed. @throws FailureError if nothing may be typed into the pane. */
async function admitted(under: Underway, first: PaneSnapshot): Promise<Before> {
  const { client, target, how, lock, allowance } = under
  const start = performance.now()
  let snapshot = first
  for (;;) {
    mustType(snapshot, target, how.mode === 'keys')
    const input = under.inputOf(snapshot)
    const failure = whyNotTake(target.host, input, under)
    if (!failure) return { snapshot, input }
    const mayPass = lock.isBehind && !input.question && performance.now() - start < TAKES
    if (!mayPass) throw new FailureError(failure)
    await delay(AGAIN)
    snapshot = await allowance.wait(lookInColour(client, target.pane, PATIENCE))
  }
}

/** Waits until the earlier texts for the pane are typed. Fails if their host does not answer in time. */
async function waitForLock({ lock, how, target }: Underway): Promise<void> {
  let isReady = false
  const ready = lock.ready.then(() => {
    isReady = true
  })
  while (!isReady) {
    const left = how.deadline - lock.stillFor()
    if (left <= 0) throw new FailureError(notItsTurn(target.host, how.deadline))
    await Promise.race([ready, delay(left)])
  }
}

function notItsTurn(host: string, deadline: number): Failure {
  return makeFailure({
    kind: 'late',
    host,
    what: `tmux did not confirm the previous text within ${deadline / 1000} s, so this one was not typed.`,
    hint: `The host may be frozen, or the connection may be broken: \`fleetmux hosts test ${host}\` tests both.`,
  })
}

async function paste(under: Underway): Promise<boolean> {
  const { target, how, buffer } = under
  const late: Receipt = pressesEnter(how.mode)
    ? failed(arrivedLate(target.host), 'text')
    : { word: 'delivered', open: false }
  const done = await move(under, buffer.paste(target.pane, isMarked(how.mode)), 'nothing', late)
  under.settle.note()
  if (done) under.tell({ word: 'delivered', open: true })
  else buffer.drop()
  return done
}

async function submit(under: Underway, before: Before, observer: Observer): Promise<Rest | null> {
  const { client, target, text, from, tell } = under
  const echoed = (entered?: true) =>
    tell({ word: 'echoed', open: true, ...(entered && { entered }) })
  if (text !== '') await pauseBeforeEnter(under, before.snapshot, observer)
  if (observer.echoed) echoed()
  if (text !== '' && !(await mayPressEnter(under, before, observer))) return null
  const enter = pressEnter(client, target.pane, PATIENCE)
  const late: Receipt = { word: observer.echoed ? 'echoed' : 'delivered', open: false }
  const undone = text === '' && from === 'text' ? 'nothing' : 'text'
  if (!(await move(under, enter, undone, late))) return null
  tell({ ...late, open: true, entered: true })
  if (text !== '') under.submitted?.(text)
  return async () => {
    const submitted = await observer.output(() => echoed(true))
    end(under, submitted ? 'submitted' : observer.echoed ? 'echoed' : 'delivered')
  }
}

/**
 * Returns `tell` in a form that adds a note to each receipt of a text, and the function that sets this note; null: no
 * note.
 */
function withNote(tell: Delivery['tell']): {
  readonly tell: Delivery['tell']
  readonly note: (text: string | null) => void
} {
  let note: string | null = null
  return {
    tell: receipt => tell(note === null ? receipt : { note, ...receipt }),
    note(text) {
      note = text
    },
  }
}

async function pauseBeforeEnter(
  { how, pause }: Underway,
  before: PaneSnapshot,
  observer: Observer,
): Promise<void> {
  if (how.mode === 'submit') await observer.settle(pause(before.command))
  if (how.mode === 'enter-delayed') await observer.settle(DELAYED)
}

/** Milliseconds of pause in the mode `enter-delayed`, the same as in the tool atmux. */
const DELAYED = 500

async function pressKeys(under: Underway): Promise<null> {
  const { client, target, text } = under
  const keys = readKeyNames(text).keys.map(key => ({ key }))
  const done: Receipt = { word: 'delivered', open: false }
  if (await move(under, client.ask(sendKeys(target.pane, keys), PATIENCE), 'nothing', done))
    under.tell(done)
  return null
}

/**
 * Waits for a command that cannot be undone. Resolves with true if it succeeds. Otherwise reports the failure, and
 * later the receipt `late` if tmux's answer still arrives. `undone`: what the pane has received if tmux refuses the
 * command.
 */
async function move(
  { target, allowance, tell }: Underway,
  work: Promise<unknown>,
  undone: 'nothing' | 'text',
  late: Receipt,
): Promise<boolean> {
  try {
    await allowance.wait(work)
    return true
  } catch (error) {
    const failure = toFailure(error, target.host)
    tell(failed(failure, isAnswer(failure) ? undone : 'unsure'))
    if (failure.kind === 'late')
      await work.then(
        () => tell(late),
        later => tellLater(toFailure(later, target.host)),
      )
    return false
  }

  function tellLater(failure: Failure): void {
    tell(failed(failure, isAnswer(failure) ? undone : 'unsure'))
  }
}

/** Whether tmux answered the command that types text or keys with an error: the command then had no effect. */
function isAnswer({ kind }: Failure): boolean {
  return kind === 'remote' || kind === 'missing'
}

function end({ tell }: Delivery, word: ReceiptWord): void {
  tell({ word, open: false })
}

export function pressesEnter(mode: SendOptions['mode']): boolean {
  return mode === 'submit' || mode === 'enter' || mode === 'enter-delayed'
}

function textOf({ text, how }: Delivery): string {
  return how.mode === 'enter-literal' ? `${text}\r` : text
}

function arrivedLate(host: string): Failure {
  return makeFailure({
    kind: 'late',
    host,
    what: 'The text arrived after the time limit, so Enter was not pressed.',
    hint: 'To press Enter now: `fleetmux send --keys Enter TARGET`.',
  })
}
