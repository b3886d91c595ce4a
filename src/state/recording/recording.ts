import { isReached } from '../hosts/link-text.ts'
import { note, refuse } from '../log/log.ts'
import { makeFailure } from '../model/failure.ts'
import { paneKey, type Screen } from '../model/live-pane.ts'
import type { Command } from '../model/messages/command.ts'
import { andThen, type Handlers, type Step, step } from '../model/messages/step.ts'
import type { Recording } from '../model/recording.ts'
import type { State } from '../model/state.ts'
import type { Target } from '../model/target.ts'
import { paneOf, sameTarget } from '../targets/target.ts'
import { castEvents, castHeader } from './asciicast.ts'

/**
 * Maximum number of recordings at once; more are refused. Twice as many as the panes on a page of the wall. Each needs
 * a file, and a capture whenever its pane changes.
 */
const MOST = 40
/** The reducers of the recordings. They return commands that write a recording's file, identified by its number. */
export const recordings: Handlers = {
  record: (state, { targets }, at) => {
    const running = state.recordings.filter(each =>
      targets.some(target => sameTarget(target, each.target)),
    )
    return running.length > 0 ? end(state, running) : begin(state, targets, at)
  },

  screen: (state, { target, screen }, at) => write(state, target, screen, at),
  tiles: (state, { host, server, screens }, at) =>
    screens.reduce<Step>(
      (done, { pane, screen }) =>
        andThen(done, current => write(current, { host, server, pane }, screen, at)),
      step(state),
    ),

  sessions: state => endGone(state),
  configured: state => endGone(state),

  'cast-failed': (state, { recording, failure }, at) => {
    const left = state.recordings.filter(each => each.id !== recording)
    return step(
      note(
        { ...state, recordings: left },
        { at, tone: 'bad', text: failure.what, failure, atOnce: true },
      ),
    )
  },
}

function begin(state: State, targets: readonly Target[], at: number): Step {
  const first = state.recorded + 1
  const begun = targets.flatMap(target => {
    const found = paneOf(state, target)
    const isOther = found && !found.pane.ours
    return isOther ? [{ target, name: recordingName(state, target), pane: found.pane }] : []
  })
  if (begun.length === 0)
    return refused(
      state,
      'There is no pane to record.',
      'Follow another pane, or mark sessions: fleetmux does not record the pane that it runs in.',
    )
  if (state.recordings.length + begun.length > MOST)
    return refused(
      state,
      `At most ${MOST} panes can be recorded at the same time.`,
      'ctrl-r on recorded sessions ends their recordings.',
    )
  const added = begun.map(({ target, name }, index): Recording => {
    return { id: first + index, target, name, since: at, last: null }
  })
  const commands = begun.map(({ name, pane }, index): Command => {
    const header = castHeader(pane, name, at)
    return { type: 'begin-cast', recording: first + index, name, at, header }
  })
  const recorded = first + begun.length - 1
  const next = { ...state, recordings: [...state.recordings, ...added], recorded }
  return added.reduce<Step>(
    (done, { target }) => {
      const screen = screenNow(state, target)
      return screen ? andThen(done, current => write(current, target, screen, at)) : done
    },
    step(next, ...commands),
  )
}

/**
 * The current screen of a pane, if it is known. A recording begins with it, because fleetmux sends no event for a pane
 * that it already watches until the pane changes.
 */
function screenNow({ output, watched }: State, target: Target): Screen | null {
  if (sameTarget(target, output.target)) return output.screen
  const isAsked = watched.asked.some(each => sameTarget(each, target))
  return (isAsked && watched.screens[paneKey(target)]) || null
}

function refused(state: State, what: string, hint: string): Step {
  return step(refuse(state, makeFailure({ kind: 'refused', what, hint })))
}

function write(state: State, target: Target, screen: Screen, at: number): Step {
  const recording = state.recordings.find(each => sameTarget(each.target, target))
  if (!recording) return step(state)
  const lines = castEvents(recording.last, screen, (at - recording.since) / 1000)
  const next = state.recordings.map(each => (each === recording ? { ...each, last: screen } : each))
  const written = { ...state, recordings: next }
  return lines.length === 0
    ? step(written)
    : step(written, { type: 'cast', recording: recording.id, lines })
}

function end(state: State, ended: readonly Recording[]): Step {
  const left = state.recordings.filter(each => !ended.includes(each))
  return step(
    { ...state, recordings: left },
    ...ended.map(({ id }) => ({ type: 'end-cast', recording: id }) as const),
  )
}

function endGone(state: State): Step {
  const gone = state.recordings.filter(each => isGone(state, each))
  return gone.length > 0 ? end(state, gone) : step(state)
}

/** Whether the pane is gone, or its host is no longer configured. While its host is down, the pane may still exist. */
function isGone(state: State, { target }: Recording): boolean {
  const host = state.hosts.get(target.host)
  return !host || (isReached(host) && paneOf(state, target) === null)
}

/** `host/session:window.pane`, as far as it is known. */
export function recordingName(state: State, target: Target): string {
  const found = paneOf(state, target)
  const session = found?.session.name ?? state.output.session?.name ?? target.pane
  const place = found ? `:${found.pane.window.index}.${found.pane.index}` : ''
  return `${target.host}/${session}${place}`
}
