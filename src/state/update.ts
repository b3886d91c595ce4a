import { ages } from './age.ts'
import { agents } from './agent-status.ts'
import { answering } from './answer.ts'
import { broadcasts } from './broadcast.ts'
import { composing } from './composer.ts'
import { duties } from './duty.ts'
import { fleetSearches } from './fleet-search.ts'
import { heldTexts } from './held.ts'
import { hosts, isOutdated } from './host.ts'
import { picks } from './host-picks.ts'
import { trials } from './host-trial.ts'
import { keeping } from './keeping.ts'
import { launches } from './launch.ts'
import { log } from './log.ts'
import { logView } from './log-view.ts'
import { machine } from './machine.ts'
import { marks } from './mark.ts'
import type { State } from './model.ts'
import { attendance } from './notify.ts'
import { output } from './output.ts'
import { recall } from './recall.ts'
import { receiptTable } from './receipt-table.ts'
import { recordings } from './recording.ts'
import { filtered } from './selection.ts'
import { sessions } from './session.ts'
import { andThen, type Handlers, type Message, type Step, step } from './step.ts'
import { tour } from './tour.ts'
import { tracked } from './tracked.ts'
import { upkeep } from './upkeep.ts'
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
  heldTexts,
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
