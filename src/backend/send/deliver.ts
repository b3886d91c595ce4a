import { isMarked } from '../../state/carried.ts'
import { type Failure, makeFailure, toFailure } from '../../state/failure.ts'
import { readKeyNames } from '../../state/key-name.ts'
import { type How, type Receipt, type ReceiptWord, refused } from '../../state/receipt.ts'
import type { Target } from '../../state/ref.ts'
import type { TmuxClient } from '../tmux/client.ts'
import { sendKeys, sight } from '../tmux/word.ts'
import { type Allowance, createAllowance } from './allowance.ts'
import { createTextBuffer, PATIENCE, type TextBuffer } from './buffer.ts'
import type { Lull } from './lull.ts'
import { createObserver, type Observer } from './observe.ts'
import { mustType, readSight, type Sight } from './sight.ts'
import type { Turn } from './turn.ts'
import { pressEnter } from './type.ts'

export interface Delivery {
  readonly client: TmuxClient
  readonly target: Target
  readonly text: string
  readonly how: How
  /** `enter`: the text is in the pane already. */
  readonly from: 'text' | 'enter'
  readonly turn: Turn
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

/**
 * Sends to one pane and tells what was seen. In two steps, the second asked only after the first was answered:
 * what a frozen host has not answered then is a buffer that is taken away again, not a text that arrives some day.
 * Resolves when no answer is missing any more, which may be long after the last receipt.
 */
export async function deliver(delivery: Delivery): Promise<void> {
  const { turn } = delivery
  const rest = await type(delivery).finally(() => turn.pass())
  await rest?.()
}

async function type(delivery: Delivery): Promise<Rest | null> {
  const { client, how, from, target, turn, lull } = delivery
  const text = from === 'enter' ? '' : textOf(delivery)
  const under: Underway = {
    ...delivery,
    text,
    allowance: createAllowance(target.host, how.deadline),
    buffer: createTextBuffer(client, text),
  }
  const before = await prepare(under)
  if (!before) return null
  if (how.mode === 'keys') return pressKeys(under)
  const observer = createObserver(
    { client, pane: target.pane, over: turn.over, lull },
    text,
    before,
  )
  if (text !== '' && !(await paste(under))) return null
  if (pressesEnter(how.mode)) return submit(under, before, observer)
  return async () => end(delivery, (await observer.echo()) ? 'echoed' : 'delivered')
}

/** A look at the pane, and the text laid ready. Null where that failed, which is told. */
async function prepare({
  client,
  target,
  how,
  turn,
  lull,
  allowance,
  buffer,
  tell,
}: Underway): Promise<Sight | null> {
  try {
    await allowance.wait(turn.ready)
    const answers = await allowance.wait(
      how.mode === 'keys'
        ? client.ask(sight(target.pane), PATIENCE)
        : buffer.fill(sight(target.pane)),
    )
    lull.note()
    const seen = readSight(answers)
    mustType(seen, target, how.mode === 'keys')
    return seen
  } catch (error) {
    buffer.drop()
    const failure = toFailure(error, target.host)
    const isRefusal = failure.kind === 'refused' || failure.kind === 'missing'
    tell(isRefusal ? refused(failure) : failed(failure, 'nothing'))
    return null
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

async function submit(under: Underway, before: Sight, observer: Observer): Promise<Rest | null> {
  const { client, target, text, from, tell } = under
  const echoed = () => tell({ word: 'echoed', open: true })
  if (text !== '') await pauseBeforeEnter(under, before, observer)
  if (observer.echoed) echoed()
  const enter = pressEnter(client, target.pane, PATIENCE)
  const late: Receipt = { word: observer.echoed ? 'echoed' : 'delivered', open: false }
  const undone = text === '' && from === 'text' ? 'nothing' : 'text'
  if (!(await move(under, enter, undone, late))) return null
  if (text === '') tell({ word: 'delivered', open: true })
  return async () => {
    const submitted = await observer.output(echoed)
    end(under, submitted ? 'submitted' : observer.echoed ? 'echoed' : 'delivered')
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

function pressesEnter(mode: How['mode']): boolean {
  return mode === 'submit' || mode === 'enter' || mode === 'enter-delayed'
}

function textOf({ text, how }: Delivery): string {
  return how.mode === 'enter-literal' ? `${text}\r` : text
}

function arrivedLate(host: string): Failure {
  return makeFailure({
    kind: 'late',
    host,
    what: 'The text arrived after its time; Enter was not pressed.',
    now: 'Retry presses only Enter.',
  })
}
