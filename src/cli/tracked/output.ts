import { type Failure, FailureError, makeFailure, sentence } from '../../state/model/failure.ts'
import type { SessionRecord } from '../../state/model/tracked-session.ts'
import { find } from '../../state/targets/target.ts'
import { strip } from '../../state/text/text.ts'
import { isEnded } from '../../state/tracked/registry.ts'
import { targetOfRecord } from '../../state/tracked/tracked-sessions.ts'
import { waitUntil } from '../../state/wait-until.ts'
import type { Call } from '../command/command.ts'
import { DONE } from '../command/exit.ts'
import { limitOf } from '../connect/connect.ts'
import { followPane } from '../follow/follow-pane.ts'
import { newestLines, printableLine } from '../follow/newest.ts'
import { streamUntil } from '../follow/print-output.ts'
import { toJson } from '../print/json.ts'
import type { ResolvedTarget } from '../recipients/resolve-target.ts'
import { openRecords, reachRecorded, recordThere } from './tracked-session.ts'

const LINES = 100
/** Minimum time between two draws of a changing screen, in milliseconds. */
const PACE = 250

/**
 * `output ID` for a tracked session (started from a prompt): prints its description and the last lines of its pane.
 * Resolves with the exit code.
 */
export async function showRecord(call: Call, id: string): Promise<number> {
  const opened = await openRecords(call)
  const record = recordThere(call, opened.registry, id)
  if ('code' in record) return record.code
  const { failure } = await reachRecorded(opened.fleet, record.host)
  if (failure) throw new FailureError(failure)
  const picked = pickRecord(call, opened.fleet, record)
  const count = Math.ceil(call.flags.number('lines') ?? LINES)
  if (!call.flags.is('follow')) return showOnce(call, picked, id, count)
  if (call.terminal.stdout && !call.flags.is('json')) await redraw(call, picked, id, count)
  else await follow(call, picked, id, count)
  return DONE
}

function pickRecord(
  call: Call,
  fleet: ResolvedTarget['fleet'],
  record: SessionRecord,
): ResolvedTarget {
  const state = fleet.store.getState()
  const found = find(state, targetOfRecord(state, record))
  if ('kind' in found) throw new FailureError(gone(record))
  const name = `${record.host}/${found.session.name}`
  return { ...found, fleet, name, limit: limitOf(call, fleet) }
}

function gone({ id, host, status }: SessionRecord): Failure {
  return makeFailure({
    kind: 'lost',
    host,
    what: `Session '${id}' no longer exists on the host, so its output is gone.`,
    why: `its last known status is ${status}`,
    hint: `Its commits may still be there: \`fleetmux fetch ${id}\`.`,
  })
}

async function showOnce(
  call: Call,
  picked: ResolvedTarget,
  id: string,
  count: number,
): Promise<number> {
  const lines = await lastLines(picked, count)
  const record = recordNow(picked, id)
  if (call.flags.is('json')) {
    const { status, host, prompt } = record
    await call.print(toJson({ session: id, status, host, prompt, lines: lines.map(strip) }))
    return DONE
  }
  await printAll(call, [...heading(record), ...lines.map(line => printableLine(call, line))])
  return DONE
}

/** On a terminal: clears and redraws the screen at each change, until the session ends or the user interrupts. */
async function redraw(
  call: Call,
  picked: ResolvedTarget,
  id: string,
  count: number,
): Promise<void> {
  const { store } = picked.fleet
  for (;;) {
    const lines = await lastLines(picked, count)
    const drawn = store.getState().output.screen
    const record = recordNow(picked, id)
    const isOver = isEnded(record.status)
    const end = isOver ? [] : ['', '[Following output... Press Ctrl+C to stop]']
    const text = [...heading(record), ...lines.map(line => printableLine(call, line)), ...end]
    await call.print(`\x1b[2J\x1b[1;1H${text.join('\n')}`)
    if (isOver) return
    await new Promise(resolve => setTimeout(resolve, PACE))
    const failure = await waitUntil(
      store,
      ({ output }) => output.failure ?? (output.screen !== drawn || hasEnded(picked, id) || null),
      Number.POSITIVE_INFINITY,
    )
    if (failure && failure !== true) return call.say(sentence(failure))
  }
}

async function follow(
  call: Call,
  picked: ResolvedTarget,
  id: string,
  count: number,
): Promise<void> {
  const line = (text: string) =>
    call.flags.is('json')
      ? call.print(toJson({ session: id, line: strip(text) }))
      : call.print(printableLine(call, text))
  if (!call.flags.is('json')) await printAll(call, heading(recordNow(picked, id)))
  const screen = await followPane(picked)
  for (const each of await lastLines(picked, count)) await line(each)
  const ended = waitUntil(
    picked.fleet.store,
    () => hasEnded(picked, id) || null,
    Number.POSITIVE_INFINITY,
  )
  const failure = await streamUntil(picked, screen, { line, say: call.say }, ended)
  if (failure) call.say(sentence(failure))
}

function hasEnded(picked: ResolvedTarget, id: string): boolean {
  return isEnded(recordNow(picked, id).status)
}

/** The record as it is now, updated by the newest report of its host. */
function recordNow({ fleet }: ResolvedTarget, id: string): SessionRecord {
  const record = fleet.store.getState().registry?.sessions.get(id)
  if (record) return record
  throw new FailureError({
    kind: 'missing',
    what: `Session '${id}' is no longer in the state file of this machine.`,
    hint: 'To find sessions on the hosts again: `fleetmux recover`.',
  })
}

async function lastLines(picked: ResolvedTarget, count: number): Promise<readonly string[]> {
  return newestLines(picked, await followPane(picked), count)
}

function heading({ id, status, host, prompt }: SessionRecord): string[] {
  return [
    `=== Session: ${id} ===`,
    `Status: ${status}`,
    `VM: ${strip(host)}`,
    `Prompt: ${strip(prompt)}`,
    '='.repeat(80),
  ]
}

async function printAll(call: Call, lines: readonly string[]): Promise<void> {
  for (const line of lines) await call.print(line)
}
