import { note } from './log/log.ts'
import type { Command } from './model/command.ts'
import type { Screen } from './model/live-pane.ts'
import type { Recording } from './model/recording.ts'
import type { State } from './model/state.ts'
import type { Target } from './model/target.ts'
import { castEvents, castHeader } from './recording/asciicast.ts'
import { isReached } from './sessions/status.ts'
import { paneOf, sameTarget } from './sessions/target.ts'
import { andThen, type Handlers, type Step, step } from './step.ts'
import { hush, say } from './toast.ts'
import { tileKey } from './wall-model.ts'

/** Each is a file, and a pane that is looked at whenever it moves: twice what a page of the wall shows. */
const MOST = 40
/** The screen alone makes no file: what is to be written are commands, in order, by the recording's number. */
export const recordings: Handlers = {
  record: (state, { targets }, at) => {
    const running = state.recordings.filter(each =>
      targets.some(target => sameTarget(target, each.target)),
    )
    return running.length > 0 ? end(hush(state), running) : begin(hush(state), targets, at)
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
    const told = note(
      { ...state, recordings: left },
      { at, tone: 'bad', text: failure.what, failure },
    )
    return step(say(told, failure.what, 'bad'))
  },

  'keep-past': (state, _, at) => keepPast(hush(state), at),
}

function begin(state: State, targets: readonly Target[], at: number): Step {
  const first = state.recorded + 1
  const begun = targets.flatMap(target => {
    const found = paneOf(state, target)
    const isOther = found && !found.pane.ours
    return isOther ? [{ target, name: nameOf(state, target), pane: found.pane }] : []
  })
  if (begun.length === 0) return step(say(state, 'There is no pane to record.'))
  if (state.recordings.length + begun.length > MOST)
    return step(say(state, `At most ${MOST} panes can be recorded at once.`))
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

/** What shows there, where that is known: who looks already is told of nothing until it changes. */
function screenNow({ output, tiles }: State, target: Target): Screen | null {
  if (sameTarget(target, output.target)) return output.screen
  const isAsked = tiles?.asked.some(each => sameTarget(each, target))
  return (isAsked && tiles?.screens[tileKey(target)]) || null
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

/** A host that is down may come back, and the pane with it. */
function isGone(state: State, { target }: Recording): boolean {
  const host = state.hosts.get(target.host)
  return !host || (isReached(host) && paneOf(state, target) === null)
}

function keepPast(state: State, at: number): Step {
  const { target, ring } = state.output
  const [first] = ring.frames
  if (!target || !first) return step(say(state, 'There is nothing to keep yet.'))
  const name = nameOf(state, target)
  const changes = ring.frames.flatMap((frame, index) =>
    castEvents(ring.frames[index - 1]?.screen ?? null, frame.screen, (frame.at - first.at) / 1000),
  )
  const lines = [castHeader(first.screen, name, first.at), ...changes]
  return step(state, { type: 'keep-cast', name, at, lines })
}

function nameOf(state: State, target: Target): string {
  const found = paneOf(state, target)
  const session = found?.session.name ?? state.output.session?.name ?? target.pane
  const place = found ? `:${found.pane.window.index}.${found.pane.index}` : ''
  return `${target.host}/${session}${place}`
}
