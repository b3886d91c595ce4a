import { agents } from './agents/agent-status.ts'
import { attendance } from './agents/notify.ts'
import { answering } from './answer.ts'
import { broadcasts } from './broadcast/broadcast.ts'
import { queuedSends } from './broadcast/queued-sends.ts'
import { composing } from './composer.ts'
import { picks } from './host-picks.ts'
import { trials } from './host-test-dialog.ts'
import { hosts, isOutdated } from './hosts/host.ts'
import { upkeep } from './hosts/host-admin.ts'
import { recall } from './hosts/recall.ts'
import { machine } from './hosts/this-machine.ts'
import { keeping } from './hosts-screen-requests.ts'
import { launches } from './launch/launch.ts'
import { log } from './log/log.ts'
import { logView } from './log-view.ts'
import { marks } from './mark.ts'
import type { State } from './model/state.ts'
import { tour } from './next-attention.ts'
import { output } from './output.ts'
import { duties } from './pool/cordon-decision.ts'
import { receiptTable } from './receipt-table.ts'
import { recordings } from './recording.ts'
import { fleetSearches } from './search/fleet-search.ts'
import { filtered } from './selection.ts'
import { sessions } from './sessions/session.ts'
import { andThen, type Handlers, type Message, type Step, step } from './step.ts'
import { ages } from './text/age.ts'
import { tracked } from './tracked/tracked.ts'
import { view } from './view.ts'
import { wall } from './wall.ts'
import { lookAfterWall, tileScreens } from './wall-watch.ts'

/** One slice a noun; a message passes through all that know it, in this order. */
const slices: readonly Handlers[] = [
  hosts,
  recall,
  machine,
  upkeep,
  attendance,
  agents,
  tracked,
  launches,
  duties,
  fleetSearches,
  sessions,
  broadcasts,
  queuedSends,
  output,
  recordings,
  tileScreens,
  view,
  logView,
  keeping,
  picks,
  trials,
  tour,
  answering,
  filtered,
  wall,
  marks,
  composing,
  receiptTable,
  log,
  ages,
]

/** The heart: pure, total, the same for keys, words and requests. A log of messages replays to the same state. */
export function update(state: State, message: Message, at: number): Step {
  if (isOutdated(state, message)) return step(state)
  const done = slices.reduce<Step>(
    (done, slice) => andThen(done, current => handle(slice, current, message, at)),
    step(state.now === at ? state : { ...state, now: at }),
  )
  return andThen(done, current => lookAfterWall(state, current))
}

function handle(slice: Handlers, state: State, message: Message, at: number): Step {
  const handler = slice[message.type] as
    | ((state: State, message: Message, at: number) => Step)
    | undefined
  return handler ? handler(state, message, at) : step(state)
}
