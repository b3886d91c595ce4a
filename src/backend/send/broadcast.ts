import { refused } from '../../state/broadcast/receipts.ts'
import { type Failure, makeFailure, toFailure } from '../../state/model/failure.ts'
import type { Command } from '../../state/model/messages/command.ts'
import type { Event } from '../../state/model/messages/event.ts'
import type { Receipt } from '../../state/model/receipt.ts'
import type { Target } from '../../state/model/target.ts'
import { monotonic } from '../clock.ts'
import type { TmuxClient } from '../tmux/client.ts'
import { deliver, pressesEnter } from './deliver.ts'
import { createPaneLocks } from './pane-lock.ts'
import { createSamePaneCheck, type SamePane } from './same-pane.ts'
import type { SendContext } from './send-context.ts'
import { createSettle, type Settle } from './settle.ts'
import { createSteadyClient } from './steady-client.ts'
import { unlessCancelled, untilReady } from './wait-until-ready.ts'

type Broadcast = Extract<Command, { type: 'broadcast' }>
type Each = Broadcast['targets'][number]

/** What all targets of one broadcast share. */
interface Common {
  readonly settle: Settle
  /**
   * Aborted when the broadcast is cancelled. Stored when the broadcast starts, so that a target whose turn comes after
   * the cancellation is cancelled too.
   */
  readonly cancelled: AbortSignal
}

export interface Broadcaster {
  /** Sends to all targets in parallel. The result for each target is dispatched in `receipt` events. */
  send(command: Broadcast): void
  /** Cancels the texts of this broadcast that still wait for their panes. */
  cancel(id: number): void
  /** Cancels all waiting texts. A text that is already being typed is completed. */
  close(): void
}

export function createBroadcaster(
  options: SendContext & {
    readonly dispatch: (event: Event) => void
  },
): Broadcaster {
  /**
   * Targets to which a text is still being sent, because tmux on their host has not answered, even if their deadline
   * has passed. A retry is refused for them, because it would send the text twice.
   */
  const open = new Set<string>()
  /** Locks that keep the order of the texts that wait until a pane is ready. */
  const waitLocks = createPaneLocks()
  const cancellations = new Map<number, AbortController>()

  async function send(command: Broadcast, each: Each, common: Common, tell: Tell): Promise<void> {
    const { target } = each
    const key = JSON.stringify([command.id, target.host, target.server, target.pane])
    if (open.has(key)) return tell(failed(stillUnderway(target.host), 'unsure'))
    const client = clientOf(target.host)
    if ('what' in client) return tell(failed(client, 'nothing'))
    open.add(key)
    try {
      if (!command.how.queue) await type(command, each, client, common.settle, tell)
      else await typeWhenReady(command, each, common, tell)
    } catch (error) {
      // Expected errors were reported as receipts already. After any other error, it is unknown what the pane has
      // received.
      tell(failed(toFailure(error, target.host), 'unsure'))
    } finally {
      open.delete(key)
    }
  }

  async function type(
    { text: given, how }: Broadcast,
    { target, from }: Each,
    client: TmuxClient,
    settle: Settle,
    told: Tell,
  ): Promise<void> {
    const lock = options.paneLocks.take(target)
    const isLooked = how.mentions === true && from === 'text'
    const { text, note } = isLooked
      ? await options.mentions.prepare(target, given)
      : { text: given, note: '' }
    const tell: Tell = receipt =>
      told(
        note === ''
          ? receipt
          : { ...receipt, note: [receipt.note, note].filter(Boolean).join(' ') },
      )
    const pause = (command: string) => options.pause(target, command)
    const inputOf: Parameters<typeof deliver>[0]['inputOf'] = snapshot =>
      options.inputOf(target, snapshot)
    const submitted = (typed: string) => options.submitted?.(target, typed)
    return deliver({
      client: createSteadyClient(client, () => options.client(target.host)),
      target,
      text,
      how,
      from,
      tell,
      settle,
      lock,
      pause,
      inputOf,
      submitted,
    })
  }

  /**
   * Waits until the pane is ready, then types. The pane is checked once more right before the text is typed; if the
   * pane is then not ready, the wait starts again.
   */
  async function typeWhenReady(
    command: Broadcast,
    each: Each,
    { settle, cancelled }: Common,
    tell: Tell,
  ): Promise<void> {
    const { how, text } = command
    const { target, from } = each
    const place = waitLocks.take(target)
    const hold = { target, how, text, from, tell, cancelled, since: monotonic() }
    let isAgain = false
    const again: Tell = receipt => {
      isAgain = receipt.word === 'refused' && !cancelled.aborted
      if (!isAgain) tell(receipt)
    }
    try {
      if (place.isBehind)
        tell({ word: 'waiting', open: true, held: 'pane', failure: isBehind(target) })
      await unlessCancelled(cancelled, place.ready)
      do {
        const failure = await untilReady(options, hold)
        if (failure) return tell({ ...refused(failure), typed: 'nothing' })
        const client = clientOf(target.host)
        if ('what' in client) return tell(failed(client, 'nothing'))
        isAgain = false
        await type(command, each, client, settle, again)
      } while (isAgain)
    } catch (error) {
      const failure = toFailure(error, target.host)
      if (failure.kind !== 'missing' && failure.kind !== 'refused') throw error
      tell(refused(failure))
    } finally {
      place.pass()
    }
  }

  function cancellationOf(id: number): AbortController {
    const known = cancellations.get(id) ?? new AbortController()
    cancellations.set(id, known)
    return known
  }

  function clientOf(host: string): TmuxClient | Failure {
    try {
      return options.client(host)
    } catch (error) {
      return toFailure(error, host)
    }
  }

  const twins = createSamePaneCheck({ clientOf, name: options.name })

  /** Sends to targets that may be the same pane, one after the other, until one of them has received the text. */
  async function sendGroup(
    command: Broadcast,
    targets: readonly Each[],
    common: Common,
  ): Promise<void> {
    const { id, heard = [], how } = command
    const before: SamePane[] = heard.map(target => ({ target, receipt: null }))
    const underway: Promise<void>[] = []
    for (const each of targets) {
      const { target } = each
      const typed = Promise.withResolvers<void>()
      let last: Receipt | null = null
      const tell: Tell = receipt => {
        last = receipt
        if (isTyped(receipt, how)) typed.resolve()
        options.dispatch({ type: 'receipt', id, target, receipt })
      }
      const twin = await twins.whyNot(target, before, how.deadline)
      if (twin) tell({ ...refused(twin), twin: true })
      else underway.push(send(command, each, common, tell))
      if (each !== targets.at(-1)) await typed.promise
      before.push({ target, receipt: last })
    }
    await Promise.all(underway)
  }

  return {
    send(command) {
      const cancellation = cancellationOf(command.id)
      const common: Common = { settle: createSettle(), cancelled: cancellation.signal }
      const groups = Map.groupBy(command.targets, ({ target: { server, pane } }) =>
        JSON.stringify([server, pane]),
      )
      const all = [...groups.values()].map(targets => sendGroup(command, targets, common))
      void Promise.all(all).then(
        () => cancellations.get(command.id) === cancellation && cancellations.delete(command.id),
      )
    },
    cancel(id) {
      cancellations.get(id)?.abort()
      // A retry counts as a new broadcast, so the cancellation must not apply to it.
      cancellations.delete(id)
    },
    close() {
      for (const each of cancellations.values()) each.abort()
    },
  }
}

/** Whether typing is over, successfully or not. After that the pane is only watched for the effect. */
function isTyped(receipt: Receipt, { mode }: Broadcast['how']): boolean {
  return (
    !receipt.open || receipt.entered === true || (receipt.word !== 'waiting' && !pressesEnter(mode))
  )
}

function isBehind({ host }: Target): Failure {
  return makeFailure({
    kind: 'refused',
    host,
    what: 'An earlier text is still waiting for this pane.',
  })
}

type Tell = (receipt: Receipt) => void

function failed(failure: Failure, typed: 'nothing' | 'unsure'): Receipt {
  return { word: 'failed', open: false, failure, typed }
}

function stillUnderway(host: string): Failure {
  return makeFailure({
    kind: 'late',
    host,
    what: 'tmux has not answered the first attempt: the text may still arrive.',
    hint: 'Retry when the host answers again.',
  })
}
