import type { Command } from '../../state/command.ts'
import type { Event } from '../../state/event.ts'
import { type Failure, makeFailure, toFailure } from '../../state/failure.ts'
import type { Receipt } from '../../state/receipt.ts'
import type { Target } from '../../state/ref.ts'
import type { TmuxClient } from '../tmux/client.ts'
import { deliver } from './deliver.ts'
import { createLull, type Lull } from './lull.ts'
import { createTurns } from './turn.ts'

type Broadcast = Extract<Command, { type: 'broadcast' }>

/** Sends to all targets at once; none waits for another. What becomes of each comes back as `receipt` events. */
export function createBroadcaster(options: {
  /** @throws FailureError where there is no conversation with that host now. */
  readonly client: (host: string) => TmuxClient
  readonly dispatch: (event: Event) => void
  /** Milliseconds that what runs in a pane needs before Enter; `command`: tmux's name of it. */
  readonly pause: (target: Target, command: string) => number
}): (command: Broadcast) => void {
  /** Without an answer yet, past their deadline too: a second text behind them would arrive twice. */
  const open = new Set<string>()
  const turns = createTurns()

  async function send(
    command: Broadcast,
    { target, from }: Broadcast['targets'][number],
    lull: Lull,
  ): Promise<void> {
    const { id, text, how } = command
    const tell = (receipt: Receipt) => options.dispatch({ type: 'receipt', id, target, receipt })
    const key = JSON.stringify([id, keyOf(target)])
    if (open.has(key)) return tell(failed(stillUnderway(target.host), 'unsure'))
    const client = clientOf(target.host)
    if ('what' in client) return tell(failed(client, 'nothing'))
    open.add(key)
    try {
      const pause = (command: string) => options.pause(target, command)
      const turn = turns(keyOf(target))
      await deliver({ client, target, text, how, from, tell, lull, turn, pause })
    } catch (error) {
      // Nothing that is foreseen ends here, so nobody knows how far it came.
      tell(failed(toFailure(error, target.host), 'unsure'))
    } finally {
      open.delete(key)
    }
  }

  function clientOf(host: string): TmuxClient | Failure {
    try {
      return options.client(host)
    } catch (error) {
      return toFailure(error, host)
    }
  }

  return command => {
    const lull = createLull()
    for (const each of command.targets) void send(command, each, lull)
  }
}

function keyOf({ host, server, pane }: Target): string {
  return JSON.stringify([host, server, pane])
}

function failed(failure: Failure, typed: 'nothing' | 'unsure'): Receipt {
  return { word: 'failed', open: false, failure, typed }
}

function stillUnderway(host: string): Failure {
  return makeFailure({
    kind: 'late',
    host,
    what: 'The first attempt is still without an answer: it may arrive yet.',
    now: 'Retry when the host answers again.',
  })
}
