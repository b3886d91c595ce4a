import type { Fleet } from '../../state/fleet-handle.ts'
import { FailureError, sentence } from '../../state/model/failure.ts'
import type { Screen } from '../../state/model/live-pane.ts'
import type { State } from '../../state/model/state.ts'
import type { SessionRecord } from '../../state/model/tracked-session.ts'
import { linesBetween } from '../../state/output/missed-lines.ts'
import { type Found, find } from '../../state/targets/target.ts'
import { isEnded } from '../../state/tracked/registry.ts'
import { targetOfRecord } from '../../state/tracked/tracked-sessions.ts'
import { waitUntil } from '../../state/wait-until.ts'
import type { Call } from '../command/command.ts'
import type { ResolvedTarget } from '../recipients/resolve-target.ts'
import { followPane, readScrollback } from './follow-pane.ts'
import { keptOutput } from './kept-output.ts'
import { printableLine, printedLines } from './newest.ts'
import { streamUntil, tellLink } from './print-output.ts'
import { readWhole, wholeLines } from './whole-lines.ts'

/**
 * Prints the output of a tracked session (started from a prompt) from the first line. Resolves with the session's
 * record when the record says that the session has ended, since a lost connection is not an end; resolves with null
 * after `patience` milliseconds.
 */
export async function untilEnd(
  call: Call,
  fleet: Fleet,
  id: string,
  patience: number,
): Promise<SessionRecord | null> {
  const { store } = fleet
  const ended = waitUntil(store, state => endedRecord(state, id), patience)
  try {
    await show(call, fleet, id, ended)
  } catch (thrown) {
    if (!(thrown instanceof FailureError)) throw thrown
    call.say(sentence(thrown.failure))
  }
  return ended
}

async function show(
  call: Call,
  fleet: Fleet,
  id: string,
  ended: Promise<SessionRecord | null>,
): Promise<void> {
  const { store } = fleet
  const limit = store.getState().settings.deadline
  // The session has just started, so it may not be in the list of its host yet.
  const found = await waitUntil(store, state => sessionIn(state, id), limit)
  if (!found) return
  const picked = { ...found, fleet, limit, name: `${found.target.host}/${found.session.name}` }
  const record = store.getState().registry?.sessions.get(id)
  const kept = record ? await keptOutput(call, fleet, record) : null
  if (kept) {
    const stop = store.subscribe(tellLink(picked, call))
    store.dispatch({ type: 'follow', target: picked.target })
    await kept.print(ended).finally(stop)
  } else await showScreen(call, picked, ended)
}

/** Prints the output as far as the pane's screen shows it, for a session whose output is not stored in a file. */
async function showScreen(
  call: Call,
  picked: ResolvedTarget,
  ended: Promise<SessionRecord | null>,
): Promise<void> {
  const line = (text: string) => call.print(printableLine(call, text))
  const screen = await followPane(picked)
  const whole = wholeLines(screen.width, line, readWhole(picked))
  const sink = call.terminal.stdout ? line : whole.line
  for (const each of await soFar(picked, screen)) await sink(each)
  const failure = await streamUntil(picked, screen, { line: sink, say: call.say }, ended)
  await whole.end()
  if (failure) call.say(sentence(failure))
}

/** All lines so far, from the scrollback and the screen. */
async function soFar(picked: ResolvedTarget, screen: Screen): Promise<readonly string[]> {
  const shown = printedLines(picked, screen.lines)
  if (screen.history === 0) return shown
  const looked = await readScrollback(picked, screen.history + screen.height)
  return [...linesBetween(looked, 0, screen.history), ...shown]
}

function sessionIn(state: State, id: string): Found | null {
  const record = state.registry?.sessions.get(id)
  if (!record) return null
  const found = find(state, targetOfRecord(state, record))
  return 'kind' in found ? null : found
}

function endedRecord({ registry }: State, id: string): SessionRecord | null {
  const record = registry?.sessions.get(id)
  return record && isEnded(record.status) ? record : null
}
