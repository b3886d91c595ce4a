import { agents } from './agents/agent-status.ts'
import { sentAnswers } from './agents/answer.ts'
import { alertHandlers } from './agents/raise-alert.ts'
import { broadcasts } from './broadcast/broadcast.ts'
import { queuedSends } from './broadcast/queued-sends.ts'
import { hostAdmin } from './configuration/host-admin.ts'
import { ageTimer } from './hosts/age-timer.ts'
import { hosts, isOutdated } from './hosts/host.ts'
import { recall } from './hosts/recall.ts'
import { thisMachine } from './hosts/this-machine.ts'
import { launches } from './launch/launch.ts'
import { log } from './log/log.ts'
import { noteTransitions } from './log/transition-entry.ts'
import { PASSED_ON, type PassedOn } from './model/messages/passed-on.ts'
import {
  andThen,
  type Handlers,
  type Message,
  type Step,
  step,
  throughSlices,
} from './model/messages/step.ts'
import type { State } from './model/state.ts'
import { output } from './output/followed-pane.ts'
import { watchedPanes, watchRecorded } from './output/watched-panes.ts'
import { cordonDecisions } from './pool/cordon-decision.ts'
import { recordings } from './recording/recording.ts'
import { fleetRuns } from './runs/fleet-runs.ts'
import { fleetSearches } from './search/fleet-search.ts'
import { sessions } from './sessions/session.ts'
import { tracked } from './tracked/tracked-sessions.ts'
import { work } from './worktrees/work-list.ts'

const passedOn: Handlers = Object.fromEntries(
  PASSED_ON.map(type => [type, (state: State, command: PassedOn) => step(state, command)]),
)

/** The parts of the reducer. A message passes through all parts that handle it, in this order. */
const slices: readonly Handlers[] = [
  hosts,
  recall,
  thisMachine,
  hostAdmin,
  alertHandlers,
  agents,
  sentAnswers,
  tracked,
  launches,
  cordonDecisions,
  fleetRuns,
  fleetSearches,
  work,
  passedOn,
  sessions,
  broadcasts,
  queuedSends,
  output,
  recordings,
  watchedPanes,
  log,
  ageTimer,
]

/**
 * The state of the fleet after a message: a pure function, the same for every face (screen, CLI or server). Replaying
 * the same messages gives the same state.
 */
export function update(state: State, message: Message, at: number): Step {
  if (isOutdated(state, message)) return step(state)
  const current = state.now === at ? state : { ...state, now: at }
  const done = throughSlices(slices, step(current), message, at)
  const noted = { ...done, state: noteTransitions(state, done.state, message) }
  return andThen(noted, next => watchRecorded(state, next))
}
