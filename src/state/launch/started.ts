import { sentence } from '../model/failure.ts'
import type { LaunchRow } from '../model/launch.ts'
import type { State } from '../model/state.ts'
import type { SessionRef } from '../model/target.ts'
import type { RecordStatus, SessionRecord } from '../model/tracked-session.ts'
import { type Clean, clean, says } from '../text/clean.ts'
import { sessionOfRecord } from '../tracked/tracked-sessions.ts'
import { launchRows } from './launch.ts'

/** A session that was or is being started from a prompt on this machine. */
export interface StartedRow {
  readonly prompt: string
  readonly id: string
  readonly host: string
  /** The progress of the session, how it ended, or why it did not start. */
  readonly words: Clean
  readonly state: 'starting' | 'running' | 'ended' | 'failed'
  /** The tmux session; null: its host does not list it. */
  readonly session: SessionRef | null
}

type Known = Pick<State, 'launches' | 'registry' | 'hosts'>

/** Sessions started by this process, then those of earlier processes from the state file; each newest first. */
export function startedRows(state: Known): readonly StartedRow[] {
  const records = state.registry?.sessions ?? new Map<string, SessionRecord>()
  const fresh = launchRows(state)
  const ids = new Set(fresh.map(({ id }) => id))
  // A session that was started on another machine has no local repository.
  const earlier = [...records.values()]
    .filter(({ id, repository }) => repository !== '' && !ids.has(id))
    .toSorted((one, other) => other.createdAt - one.createdAt)
  return [
    ...fresh.map(row => ofLaunch(state, row, records.get(row.id ?? ''))),
    ...earlier.map(record => ofRecord(state, record)),
  ]
}

function ofLaunch(state: Known, row: LaunchRow, record: SessionRecord | undefined): StartedRow {
  const { prompt, id = '', host = '', step, failure, done } = row
  if (record && done && !failure) return ofRecord(state, record)
  if (failure) {
    const words = sentence({ ...failure, host: '' })
    return { prompt, id, host, words, state: 'failed', session: null }
  }
  return { prompt, id, host, words: step, state: done ? 'running' : 'starting', session: null }
}

function ofRecord(state: Known, record: SessionRecord): StartedRow {
  const { prompt, id, host, status, exitCode } = record
  const session = sessionOfRecord(state.hosts.get(host), record)
  return {
    prompt,
    id,
    host,
    words: exitCode ? says`${status}, exit ${exitCode}` : clean(status),
    state: STATES[status],
    session: session ? { host, session: session.id } : null,
  }
}

const STATES: Readonly<Record<RecordStatus, StartedRow['state']>> = {
  pending: 'starting',
  running: 'running',
  completed: 'ended',
  failed: 'failed',
  killed: 'ended',
}
