import { asksFirst, hasDraft } from '../../state/agents/asking.ts'
import { isShell } from '../../state/agents/program.ts'
import { DEFAULT_HOLD } from '../../state/broadcast/receipts.ts'
import { type Failure, FailureError, makeFailure } from '../../state/model/failure.ts'
import type { Receipt, SendOptions } from '../../state/model/receipt.ts'
import type { Target } from '../../state/model/target.ts'
import { delay, monotonic } from '../clock.ts'
import { whyNotTake } from './admit.ts'
import type { PaneInput } from './pane-input.ts'
import { lookInColour, mustType, type PaneSnapshot } from './pane-snapshot.ts'
import type { SendContext } from './send-context.ts'
import { LOOKED_FOR } from './watch-delivery.ts'

/** Milliseconds between two checks of a pane that is not ready. */
const GAP = 400
/**
 * Milliseconds between two checks of a pane that is not ready, on a host with polling, where each check starts a
 * process.
 */
const GAP_POLLED = 2000

/** A text that waits until its pane is ready. */
export interface Hold {
  readonly target: Target
  readonly how: SendOptions
  readonly text: string
  readonly from: 'text' | 'enter'
  readonly tell: (receipt: Receipt) => void
  readonly cancelled: AbortSignal
  /** When the wait began, by `monotonic`. A text that has to wait again keeps its deadline. */
  readonly since: number
}

interface Look {
  readonly snapshot: PaneSnapshot
  readonly input: PaneInput
}

/**
 * Resolves with null when the pane is ready, otherwise with the reason why the text will not be sent: the agent has
 * left the pane, the time is over, or the text was cancelled. Returns at once if the pane is ready at the first check.
 */
export async function untilReady(means: SendContext, hold: Hold): Promise<Failure | null> {
  const { target, how, cancelled, since } = hold
  let first: PaneInput | null = null
  let told = ''
  for (;;) {
    const look = await lookAt(means, target, how.mode === 'keys')
    if (look && first && hasLeft(first, look)) return left(target.host, first.agent)
    const why = look ? whyNotReady(look, first, hold) : null
    if (look && !why && !cancelled.aborted) return null
    if (look) first ??= look.input
    if (why && why.what !== told) {
      told = why.what
      hold.tell({ word: 'waiting', open: true, held: 'pane', failure: why })
    }
    if (cancelled.aborted) return sendCancelled(target.host, why)
    if (monotonic() - since > (how.hold ?? DEFAULT_HOLD)) return tooLong(target.host, how, why)
    await pause(means, target, cancelled)
  }
}

/**
 * Takes a snapshot of the pane; null: the host does not answer at the moment. @throws FailureError if the pane is gone
 * or nothing can be typed into it.
 */
async function lookAt(means: SendContext, target: Target, keys: boolean): Promise<Look | null> {
  try {
    const snapshot = await lookInColour(means.client(target.host), target.pane, LOOKED_FOR)
    mustType(snapshot, target, keys)
    return { snapshot, input: means.inputOf(target, snapshot) }
  } catch (error) {
    if (!(error instanceof FailureError)) throw error
    const { kind } = error.failure
    if (kind === 'missing' || kind === 'refused') throw error
    return null
  }
}

/**
 * The reason why the text must wait; null: it may be sent. At the first check, the text waits only for what would also
 * refuse a text sent without waiting: a question or a draft in the pane. At later checks, the pane must also be
 * certainly ready.
 */
function whyNotReady(
  { snapshot, input }: Look,
  first: PaneInput | null,
  { target, how, text, from }: Hold,
): Failure | null {
  const { host } = target
  if (!first) return whyNotTake(host, input, { text, from, how: { ...how, refuseDrafts: true } })
  if (input.question) return asksFirst(host, input.question)
  if (input.draft && from === 'text') return hasDraft(host, input.draft)
  const isProgram = input.agent === '' && !isShell(snapshot.command)
  if (input.isReady || isProgram) return null
  return makeFailure({
    kind: 'refused',
    host,
    what: `${input.agent || snapshot.command} is not ready yet.`,
  })
}

/** Whether the agent has ended and its pane is now at a shell, which would run the text as a command. */
function hasLeft(first: PaneInput, { snapshot, input }: Look): boolean {
  return isAgent(first) && !isAgent(input) && isShell(snapshot.command)
}

function isAgent({ agent }: PaneInput): boolean {
  return agent !== '' && agent !== 'shell'
}

async function pause(means: SendContext, { host }: Target, cancelled: AbortSignal): Promise<void> {
  await unlessCancelled(cancelled, delay(isPushed(means, host) ? GAP : GAP_POLLED))
}

/** Resolves when `work` does, or when the text is cancelled. */
export async function unlessCancelled(cancelled: AbortSignal, work: Promise<void>): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const stop = () => resolve()
  cancelled.addEventListener('abort', stop)
  if (!cancelled.aborted) await Promise.race([work, promise])
  cancelled.removeEventListener('abort', stop)
}

function isPushed({ client }: SendContext, host: string): boolean {
  try {
    return client(host).pushed
  } catch (error) {
    if (error instanceof FailureError) return false
    throw error
  }
}

function left(host: string, agent: string): Failure {
  return makeFailure({
    kind: 'refused',
    host,
    what: `${agent} has ended and its pane runs a shell, which would run the text as a command.`,
    hint: 'Nothing was typed.',
  })
}

function sendCancelled(host: string, why: Failure | null = null): Failure {
  return makeFailure({
    kind: 'refused',
    host,
    what: 'The send was cancelled before the pane was ready. Nothing was typed.',
    ...(why && { why: why.what }),
  })
}

function tooLong(host: string, { hold = DEFAULT_HOLD }: SendOptions, why: Failure | null): Failure {
  return makeFailure({
    kind: 'late',
    host,
    what: `The pane was not ready within ${hold / 1000} s. Nothing was typed.`,
    ...(why && { why: why.what }),
    hint: 'Send the text again when the pane is ready, or wait longer with --hold.',
  })
}
