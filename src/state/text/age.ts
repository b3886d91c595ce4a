import type { Host, Session } from '../model/fleet.ts'
import type { State } from '../model/state.ts'
import { type Handlers, type Step, step } from '../step.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** Ages step instead of counting, so that an idle screen stays idle: a label changes seven times in a week. */
const STEPS: readonly (readonly [number, string])[] = [
  [0, 'now'],
  [MINUTE, '1m'],
  [5 * MINUTE, '5m'],
  [15 * MINUTE, '15m'],
  [HOUR, '1h'],
  [6 * HOUR, '6h'],
  [DAY, '1d'],
  [7 * DAY, '7d'],
]

/** How long ago, as a label. */
export function age(then: number, now: number): string {
  let label = 'now'
  for (const [from, name] of STEPS) if (now - then >= from) label = name
  return label
}

/** When the label of `then` changes next; null when it never does again. */
function nextStep(then: number, now: number): number | null {
  for (const [from] of STEPS) if (then + from > now) return then + from
  return null
}

/** Keeps one timer, for the next label that changes. */
export const ages: Handlers = {
  sessions: (state, message) => wake(state, earliest(message.sessions, state.now), false),
  link: (state, { host }) => wake(state, linkStep(state, state.hosts.get(host)), false),
  tick: state => wake(state, earliestOfAll(state), true),
}

function wake(state: State, at: number | null, replace: boolean): Step {
  const sooner = at !== null && (state.wakeAt === null || at < state.wakeAt)
  if (!sooner && !(replace && at !== state.wakeAt)) return step(state)
  return step({ ...state, wakeAt: at }, { type: 'wake', at })
}

function earliest(sessions: readonly Session[], now: number): number | null {
  return soonest(sessions.map(session => nextStep(session.activity, now)))
}

function earliestOfAll(state: State): number | null {
  const hosts = [...state.hosts.values()]
  return soonest(
    hosts.flatMap(host => [
      earliest([...host.sessions.values()], state.now),
      linkStep(state, host),
    ]),
  )
}

/** Of how long a link is no good; of one that is, nobody is told its age. */
function linkStep({ now }: Pick<State, 'now'>, host: Host | undefined): number | null {
  if (!host || host.config.disabled) return null
  const { state, since } = host.link
  return state === 'down' || state === 'slow' ? nextStep(since, now) : null
}

function soonest(times: readonly (number | null)[]): number | null {
  return times.reduce(
    (first, time) => (first === null || (time !== null && time < first) ? time : first),
    null,
  )
}
