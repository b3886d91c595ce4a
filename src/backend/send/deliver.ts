import { asksFirst } from '../../state/asking.ts'
import { isMarked } from '../../state/carried.ts'
import { type Failure, FailureError, toFailure } from '../../state/failure.ts'
import { readKeyNames } from '../../state/key-name.ts'
import { type How, type Receipt, type ReceiptWord, refused } from '../../state/receipt.ts'
import type { Target } from '../../state/ref.ts'
import { delay } from '../clock.ts'
import type { TmuxClient } from '../tmux/client.ts'
import { sendKeys, sightInColour } from '../tmux/word.ts'
import { draftNote, isStillAsked, type Typing, whyNotTake } from './admit.ts'
import { type Allowance, createAllowance } from './allowance.ts'
import { createTextBuffer, PATIENCE, type TextBuffer } from './buffer.ts'
import type { Lull } from './lull.ts'
import { createObserver, type Observer } from './observe.ts'
import type { PaneInput } from './pane-input.ts'
import { pressEnter } from './press-enter.ts'
import { look, mustType, readSight, type Sight } from './sight.ts'
import type { Turn } from './turn.ts'

export interface Delivery extends Typing {
  readonly client: TmuxClient
  readonly target: Target
  readonly turn: Turn
  /** What a text would meet there. */
  readonly inputOf: (sight: Sight) => PaneInput
  /** Milliseconds before Enter, by tmux's name of the program. */
  readonly pause: (command: string) => number
  readonly lull: Lull
  readonly tell: (receipt: Receipt) => void
}

interface Underway extends Delivery {
  readonly allowance: Allowance
  readonly buffer: TextBuffer
}

/** What is left to do when all is typed: to look what comes of it. */
type Rest = () => Promise<void>

/** The pane right before the text. */
interface Before {
  readonly sight: Sight
  readonly input: PaneInput
}

/**
 * Sends to one pane and tells what was seen. In two steps, the second asked only after the first was answered:
 * what a frozen host has not answered then is a buffer that is taken away again, not a text that arrives some day.
 * Resolves when no answer is missing any more, which may be long after the last receipt.
 */
export async function deliver(delivery: Delivery): Promise<void> {
  const rest = await type(delivery)
  await rest?.()
}

/** The first part of it: resolves when all is typed, or nothing is going to be, and the next one may type. */
export function type(delivery: Delivery): Promise<Rest | null> {
  return typeAll(delivery).finally(() => delivery.turn.pass())
}

async function typeAll(given: Delivery): Promise<Rest | null> {
  const { client, how, from, target, turn, lull } = given
  const text = from === 'enter' ? '' : textOf(given)
  const noted = withNote(given.tell)
  const delivery = { ...given, tell: noted.tell }
  const under: Underway = {
    ...delivery,
    text,
    allowance: createAllowance(target.host, how.deadline),
    buffer: createTextBuffer(client, text),
  }
  const before = await prepare(under)
  if (!before) return null
  noted.note(draftNote(before.input, given))
  if (how.mode === 'keys') return pressKeys(under)
  const observer = createObserver(
    { client, pane: target.pane, over: turn.over, lull },
    text,
    before.sight,
  )
  if (text !== '' && !(await paste(under))) return null
  if (pressesEnter(how.mode)) return submit(under, before, observer)
  return async () => end(delivery, (await observer.echo()) ? 'echoed' : 'delivered')
}

/** A look at the pane, and the text laid ready. Null where that failed, which is told. */
async function prepare(under: Underway): Promise<Before | null> {
  const { client, target, how, lull, allowance, buffer, tell } = under
  try {
    await myTurn(under)
    const words = sightInColour(target.pane)
    const answers = await allowance.wait(
      how.mode === 'keys' ? client.ask(words, PATIENCE) : buffer.fill(words),
    )
    lull.note()
    const sight = readSight(answers)
    mustType(sight, target, how.mode === 'keys')
    const input = under.inputOf(sight)
    const failure = whyNotTake(target.host, input, under)
    if (failure) throw new FailureError(failure)
    return { sight, input }
  } catch (error) {
    buffer.drop()
    const failure = toFailure(error, target.host)
    const isRefusal = failure.kind === 'refused' || failure.kind === 'missing'
    tell(isRefusal ? refused(failure) : failed(failure, 'nothing'))
    return null
  }
}

/** Others type before us: that takes as long as it takes, unless their host does not answer. */
async function myTurn({ turn, how, target }: Underway): Promise<void> {
  let isReady = false
  const ready = turn.ready.then(() => {
    isReady = true
  })
  while (!isReady) {
    const left = how.deadline - turn.stillFor()
    if (left <= 0) throw new FailureError(notItsTurn(target.host, how.deadline))
    await Promise.race([ready, delay(left)])
  }
}

function notItsTurn(host: string, deadline: number): Failure {
  return {
    kind: 'late',
    host,
    what: `The text before it had no answer within ${deadline / 1000} s. Nothing was typed.`,
    now: 'The host may be frozen or the way to it cut.',
  }
}

async function paste(under: Underway): Promise<boolean> {
  const { target, how, buffer } = under
  const late: Receipt = pressesEnter(how.mode)
    ? failed(arrivedLate(target.host), 'text')
    : { word: 'delivered', open: false }
  const done = await move(under, buffer.paste(target.pane, isMarked(how.mode)), 'nothing', late)
  under.lull.note()
  if (done) under.tell({ word: 'delivered', open: true })
  else buffer.drop()
  return done
}

async function submit(under: Underway, before: Before, observer: Observer): Promise<Rest | null> {
  const { client, target, text, from, tell } = under
  const echoed = (entered?: true) =>
    tell({ word: 'echoed', open: true, ...(entered && { entered }) })
  if (text !== '') await pauseBeforeEnter(under, before.sight, observer)
  if (observer.echoed) echoed()
  if (text !== '' && !(await mayPressEnter(under, before, observer))) return null
  const enter = pressEnter(client, target.pane, PATIENCE)
  const late: Receipt = { word: observer.echoed ? 'echoed' : 'delivered', open: false }
  const undone = text === '' && from === 'text' ? 'nothing' : 'text'
  if (!(await move(under, enter, undone, late))) return null
  tell({ ...late, open: true, entered: true })
  return async () => {
    const submitted = await observer.output(() => echoed(true))
    end(under, submitted ? 'submitted' : observer.echoed ? 'echoed' : 'delivered')
  }
}

/**
 * Whether Enter would still do what it was meant to. Between the text and Enter a question may have come up, which
 * it would answer; the last look before it tells.
 */
async function mayPressEnter(
  under: Underway,
  before: Before,
  observer: Observer,
): Promise<boolean> {
  const { client, target, how, allowance, tell } = under
  try {
    const sight = observer.last ?? (await allowance.wait(look(client, target.pane, PATIENCE)))
    const input = under.inputOf(sight)
    if (how.answer !== undefined) {
      if (!before.input.question || isStillAsked(before.input, input)) return true
      tell({
        word: observer.echoed ? 'echoed' : 'delivered',
        open: false,
        note: 'It was taken as the answer without Enter, which was not pressed.',
      })
      return false
    }
    if (!input.question) return true
    const { program, text } = input.question
    const { what } = asksFirst(target.host, program, text)
    tell(failed(notEntered(target.host, what), 'text'))
  } catch (error) {
    tell(failed(toFailure(error, target.host), 'text'))
  }
  return false
}

function notEntered(host: string, why: string): Failure {
  return {
    kind: 'refused',
    host,
    what: 'A question came up before Enter, which was not pressed.',
    why,
    now: 'Answer it; retry then presses only Enter.',
  }
}

/** What there is to know of a text stands at every receipt of it. */
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
  before: Sight,
  observer: Observer,
): Promise<void> {
  if (how.mode === 'submit') await observer.settle(pause(before.command))
  if (how.mode === 'enter-delayed') await observer.settle(DELAYED)
}

/** atmux's pause, in milliseconds. */
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
 * Waits for something that cannot be taken back; true: it is done. Else it tells why, and `late` if the answer
 * comes after all. `undone`: what the pane has where tmux says no.
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

/** Whether tmux itself said no: then nothing was done. */
function isAnswer({ kind }: Failure): boolean {
  return kind === 'remote' || kind === 'missing'
}

function end({ tell }: Delivery, word: ReceiptWord): void {
  tell({ word, open: false })
}

function failed(failure: Failure, typed: NonNullable<Receipt['typed']>): Receipt {
  return { word: 'failed', open: false, failure, typed }
}

export function pressesEnter(mode: How['mode']): boolean {
  return mode === 'submit' || mode === 'enter' || mode === 'enter-delayed'
}

function textOf({ text, how }: Delivery): string {
  return how.mode === 'enter-literal' ? `${text}\r` : text
}

function arrivedLate(host: string): Failure {
  return {
    kind: 'late',
    host,
    what: 'The text arrived after its time; Enter was not pressed.',
    now: 'Retry presses only Enter.',
  }
}
