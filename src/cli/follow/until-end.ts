import type { Fleet } from '../../state/fleet-handle.ts'
import { FailureError, sentence } from '../../state/model/failure.ts'
import type { Screen } from '../../state/model/live-pane.ts'
import type { State } from '../../state/model/state.ts'
import type { SessionRecord } from '../../state/model/tracked-session.ts'
import { type Found, find } from '../../state/targets/target.ts'
import { isEnded } from '../../state/tracked/registry.ts'
import type { Call } from '../command/command.ts'
import { pause, when } from '../command/wait.ts'
import { followPane } from './follow-pane.ts'

/**
 * Prints what a tracked session prints, from its first line on. Resolves with its record when it has ended,
 * with null when `patience` (milliseconds) is over. It is the record that tells: the way to the host may be lost
 * and come back.
 */
export async function untilEnd(
  call: Call,
  fleet: Fleet,
  id: string,
  patience: number,
): Promise<SessionRecord | null> {
  const { store } = fleet
  const ended = when(store, state => endedRecord(state, id), patience)
  try {
    await show(call, fleet, id, ended)
  } catch (thrown) {
    if (!(thrown instanceof FailureError)) throw thrown
    call.say(sentence(thrown.failure))
  }
  return ended
}

/** Whatever moves on its screen says that there is more to read; what is read is all that it prints, in order. */
async function show(
  call: Call,
  fleet: Fleet,
  id: string,
  ended: Promise<SessionRecord | null>,
): Promise<void> {
  const { store } = fleet
  const limit = store.getState().settings.deadline
  // It began a moment ago: its host may have to be asked once more.
  const found = await when(store, state => sessionIn(state, id), limit)
  const record = store.getState().registry?.sessions.get(id)
  if (!record) return
  const state = { over: false }
  const end = ended.then(() => {
    state.over = true
    return null
  })
  let offset = 0
  let told = ''
  // The way to the host may be lost and come back: what was printed meanwhile is in the file.
  const printSome = async (from: number) => {
    try {
      return await printFrom(call, fleet, record, from)
    } catch (thrown) {
      if (!(thrown instanceof FailureError)) throw thrown
      const words = sentence(thrown.failure)
      if (words !== told) call.say(words)
      told = words
      return from
    }
  }
  if (found) {
    const picked = { ...found, fleet, limit, name: `${found.target.host}/${found.session.name}` }
    let last = await followPane(picked)
    while (!state.over) {
      offset = await printSome(offset)
      const news = when(store, now => newsOf(now, last), Number.POSITIVE_INFINITY)
      last = (await Promise.race([news, end])) ?? last
      await Promise.race([pause(PACE), end])
    }
  }
  await ended
  // What tmux has read of it last may be on its way into the file.
  await pause(PACE)
  await printFrom(call, fleet, record, offset, true)
}

/** Milliseconds between two pieces. */
const PACE = 250

/** Prints what there is from that byte on, and resolves with where it ends; `isEnd`: an unfinished line, too. */
async function printFrom(
  call: Call,
  { requests }: Fleet,
  record: SessionRecord,
  offset: number,
  isEnd = false,
): Promise<number> {
  for (let at = offset; ; ) {
    const piece = await requests.readOutput(record, at)
    if (piece.skipped > 0) call.say(skippedWords(piece.skipped))
    for (const line of piece.lines) await call.print(line)
    if (isEnd && piece.isAll) for (const line of piece.rest) await call.print(line)
    if (piece.isAll || piece.next === at) return piece.next
    at = piece.next
  }
}

function skippedWords(bytes: number): string {
  const amount = bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${Math.ceil(bytes / 1e6)} MB`
  return `It prints faster than that can be shown: ${amount} are left out here. All of it comes home with the results.`
}

function newsOf({ output: { failure, screen } }: State, last: Screen): Screen | null {
  return failure ? last : screen && screen !== last ? screen : null
}

function sessionIn(state: State, id: string): Found | null {
  const record = state.registry?.sessions.get(id)
  if (!record) return null
  const found = find(state, { host: record.host, session: record.tmuxSession })
  return 'kind' in found ? null : found
}

function endedRecord({ registry }: State, id: string): SessionRecord | null {
  const record = registry?.sessions.get(id)
  return record && isEnded(record.status) ? record : null
}
