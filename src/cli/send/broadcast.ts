import { isRetryable, refused, WAITING } from '../../state/broadcast/receipts.ts'
import { whyInvalidText } from '../../state/broadcast/validate-text.ts'
import type { Fleet } from '../../state/fleet-handle.ts'
import { type Failure, FailureError, makeFailure } from '../../state/model/failure.ts'
import type { SendMode, SendOptions } from '../../state/model/receipt.ts'
import type { Target } from '../../state/model/target.ts'
import type { Until } from '../args/message.ts'
import type { Call } from '../command/command.ts'
import { exitOfAll, FAILED } from '../command/exit.ts'
import { agentsRead } from '../connect/agents-read.ts'
import { comeBack, limitOf, type ReachedHost } from '../connect/connect.ts'
import type { ConnectedHosts } from '../connect/connect-all.ts'
import { downText } from '../print/down-text.ts'
import { confirmRecipients } from '../recipients/confirm.ts'
import { reachRecipients } from '../recipients/reach-recipients.ts'
import { type AskedRecipients, termsOf } from '../recipients/recipient-spec.ts'
import { type ResolvedRecipient, resolveRecipients } from '../recipients/resolve-recipients.ts'
import { receiptLine, recipientTable, summaryLine, wasUnreached } from './receipt-table.ts'
import { createReport } from './report.ts'
import { createSendReport, type SendReport, type SendReportRow, toRow } from './send-and-report.ts'

/** A text to send, its recipients, and its options. */
export interface SendOrder extends Pick<SendOptions, 'onlyAtPrompt' | 'mentions'> {
  readonly text: string
  readonly mode: SendMode
  readonly asked: AskedRecipients
  /** Panes that have already received the text. */
  readonly taken?: readonly Target[]
  /**
   * The delivery status (a word of the receipt) at which waiting for a target ends. Default: when everything is typed.
   */
  readonly until?: Until
  /** Whether the text waits for hosts that are down and for panes that are not ready. */
  readonly queue?: boolean
  /** Maximum time for which the text waits for a pane that is not ready, in milliseconds. */
  readonly hold?: number
  /** Saves the recipients that have not received the text. Called before anything is sent, and at the end. */
  readonly keep?: (rows: readonly SendReportRow[]) => Promise<void>
  /** The flag with which `fleetmux send` sends again to the recipients that `keep` saved, such as `--retry-last`. */
  readonly again?: string
}

/** Sends to all recipients in parallel, and prints the receipts; resolves with the exit code. */
export async function broadcast(call: Call, order: SendOrder): Promise<number> {
  const uncarried = whyInvalidText(order.text, order)
  if (uncarried) throw new FailureError(uncarried)
  const fleet = await call.open([...new Set(order.asked.named.map(spec => spec.host))])
  const how = {
    mode: order.mode,
    onlyAtPrompt: order.onlyAtPrompt === true,
    deadline: limitOf(call, fleet),
    ...(order.mentions && { mentions: true }),
    ...(order.queue && { queue: true, ...(order.hold !== undefined && { hold: order.hold }) }),
  }
  const gathered = await reachRecipients(fleet, order.asked, {
    limit: how.deadline,
    keep: order.queue === true,
    // The host must answer before it is known which of its sessions a selector matches. A named target is known by its
    // name.
    isNeeded: ({ aim }) => 'select' in aim,
  })
  await readAgents(call, fleet, order, [...gathered.reached.keys()])
  const found = resolveRecipients(fleet, gathered.specs, gathered.reached, how, order.taken)
  if (found.length === 0) throw new FailureError(nobody)
  const waiting = order.queue ? queued(gathered) : []
  const shown = found.map(each => hold(each, waiting))
  if (call.flags.is('dry-run')) return rehearse(call, shown)
  await tellWho(call, shown)
  const what = order.mode === 'keys' ? 'keys' : 'text'
  if (!(await confirmRecipients(call, fleet, shown, what))) {
    call.say('Nothing was sent.')
    return FAILED
  }
  const refuseDrafts = how.onlyAtPrompt || shown.length > 1 || order.asked.selects.length > 0
  return carryOut(call, order, {
    fleet,
    how: { ...how, refuseDrafts },
    late: gathered.late,
    waiting,
    shown,
  })
}

const nobody: Failure = makeFailure({
  kind: 'missing',
  what: 'No session matches.',
  hint: 'See `fleetmux ls`.',
})

/**
 * Finds out from the screens which agents run, if a selector asks for the agent or its state, or if the text mentions
 * files, which each agent wants in its own form (such as `@file`).
 */
async function readAgents(
  call: Call,
  fleet: Fleet,
  { asked: { selects }, mentions }: Pick<SendOrder, 'asked' | 'mentions'>,
  hosts: readonly string[],
): Promise<void> {
  const terms = selects.flatMap(termsOf)
  if (mentions || terms.some(({ field }) => field === 'agent' || field === 'state'))
    for (const sentence of await agentsRead(call, fleet, hosts)) call.say(sentence)
}

interface Scene {
  readonly fleet: Fleet
  readonly how: SendOptions
  readonly late: ConnectedHosts['late']
  readonly waiting: readonly ReachedHost[]
  readonly shown: readonly ResolvedRecipient[]
}

async function carryOut(call: Call, order: SendOrder, scene: Scene): Promise<number> {
  const { fleet, how, late, waiting, shown } = scene
  const report = createReport(call)
  const post = createSendReport(
    fleet,
    { text: order.text, how, until: order.until, taken: order.taken },
    shown,
    report.changed,
  )
  const keep = inTurn(async () => order.keep?.(post.rows()))
  await keep()
  // Saves the recipients for a retry once more before the process exits, also after a signal. The connections are
  // closed by then, so texts that still wait are certainly not typed later.
  call.beforeExit(keep)
  post.send()
  const arrive = async (reached: ReachedHost) => {
    await readAgents(call, fleet, order, [reached.name])
    post.find(reached.name, specs =>
      resolveRecipients(fleet, specs, new Map([[reached.name, reached]]), how, [
        ...(order.taken ?? []),
        ...targetsOf(post),
      ]),
    )
    await keep()
    post.send()
  }
  const take = async (answer: Promise<ReachedHost>) => {
    const reached = await answer
    const isHeld = order.queue === true && isWorthWaiting(reached)
    await arrive(isHeld ? await outwait(call, fleet, reached) : reached)
  }
  await Promise.all([...late.values(), ...waiting.map(each => Promise.resolve(each))].map(take))
  const rows = await post.settled()
  const code = await report.end(rows)
  if (order.again !== undefined) sayAgain(call, order.again, rows)
  return code
}

/** If there were several recipients, prints how to send to the failed ones again. */
function sayAgain(call: Call, flag: string, rows: readonly SendReportRow[]): void {
  const left = rows.filter(({ receipt }) => isRetryable(receipt))
  if (rows.length < 2 || left.length === 0 || call.flags.is('json')) return
  const isDown = left.some(({ receipt }) => receipt.typed !== 'text' && wasUnreached(receipt))
  const queue = isDown ? '; with --queue, the command waits for hosts that are down' : ''
  const who = left.length === 1 ? 'target' : `${left.length} targets`
  const act = left.every(({ receipt }) => receipt.typed === 'text')
    ? `To press Enter in the ${who} that got only the text`
    : `To send the text to the ${who} that did not get it`
  call.say(`${act}: \`fleetmux send ${flag}\`${queue}.`)
}

/** The hosts for whose targets the text waits: those that are down and may come back by themselves. */
function queued({ reached }: ConnectedHosts): ReachedHost[] {
  return [...reached.values()].filter(isWorthWaiting)
}

function isWorthWaiting({ failure }: ReachedHost): boolean {
  return failure !== null && !failure.needsPerson
}

function hold(each: ResolvedRecipient, waiting: readonly ReachedHost[]): ResolvedRecipient {
  const isHeld = waiting.some(({ name }) => name === each.spec.host)
  return isHeld ? { ...each, failure: null, awaited: true } : each
}

/** Waits until the host is back, without a timeout, or until its failure is one that only a person can fix. */
async function outwait(call: Call, fleet: Fleet, reached: ReachedHost): Promise<ReachedHost> {
  if (reached.failure)
    call.say(`${downText(reached.failure)} The text waits until the host is reachable again.`)
  const back = await comeBack(fleet, reached.name, Number.POSITIVE_INFINITY)
  if (back) call.say(`${reached.name} is connected again.`)
  return back ?? reached
}

function targetsOf(post: SendReport): Target[] {
  return post.rows().flatMap(row => row.target ?? [])
}

/** Wraps a function so that its calls run one after the other. */
function inTurn(work: () => Promise<void>): () => Promise<void> {
  let last = Promise.resolve()
  return () => {
    last = last.then(work)
    return last
  }
}

/** Prints the recipients before sending, if there are several. */
async function tellWho(call: Call, shown: readonly ResolvedRecipient[]): Promise<void> {
  if (shown.length === 1) return
  const wide = {
    stdout: true,
    columns: call.terminal.stdout ? call.terminal.columns : Number.POSITIVE_INFINITY,
  }
  // This table has only short reasons why a recipient gets no text. The report after the sending has the complete ones.
  for (const line of recipientTable(shown, wide, true)) call.say(line)
}

async function rehearse(call: Call, shown: readonly ResolvedRecipient[]): Promise<number> {
  const rows = shown.map(each => toRow(each, each.failure ? refused(each.failure) : WAITING))
  const code = exitOfAll(shown.map(each => each.failure))
  if (call.flags.is('json')) {
    for (const row of rows) await call.print(receiptLine(row))
    await call.print(summaryLine(rows, code))
  } else for (const line of recipientTable(shown, call.terminal)) await call.print(line)
  call.say('Nothing was sent: this was --dry-run.')
  return code
}
