import { useCallback, useEffect, useState } from 'preact/hooks'
import type { LiveRun } from '../../state/json/live-run-json.ts'
import { agoText } from '../../state/text/age.ts'
import { ask } from '../fleet/api.ts'
import { clock, runs as liveRuns, role } from '../fleet/fleet.ts'
import { LimitNote } from '../fleet/limit-note.tsx'
import { type Run, RunCard } from './run-card.tsx'
import { RunForm } from './run-form.tsx'

/** The runs of all hosts, newest first, with their open questions and the answers to them. */
export function RunList() {
  const [runs, setRuns] = useState<readonly Run[] | null>(null)
  const [said, setSaid] = useState('')
  const [open, setOpen] = useState<string | null>(null)

  const live = new Map(liveRuns.value.map(run => [run.id, run]))
  // `living` changes when the WebSocket reports that a run has started or ended. The list is then read again.
  const living = [...live.keys()].join(' ')

  const read = useCallback(async () => {
    const { data, message } = await ask<Listed>('/api/v1/runs')
    if (data) setRuns(data.runs)
    setSaid(message ?? data?.failures.map(({ sentence }) => sentence).join(' ') ?? '')
  }, [])

  // biome-ignore lint/correctness/useExhaustiveDependencies: a change of `living` must read the list again
  useEffect(() => {
    void read()
  }, [living, read])

  function showStarted(id: string): void {
    setOpen(id)
    void read()
  }

  return (
    <>
      <h2>Runs</h2>
      <p role="status">{said}</p>
      <LimitNote rows={runs} items="runs" />
      {role.value === 'admin' && <RunForm onStarted={showStarted} />}
      {runs?.length === 0 && (
        <p class="empty">
          No runs.
          {role.value !== 'admin' && (
            <>
              {' '}
              To learn how to start one: <code>fleetmux run --help</code>
            </>
          )}
        </p>
      )}
      <ul class="hosts">
        {runs?.map(run => (
          <li key={run.id} class="card entry">
            <button
              type="button"
              aria-expanded={open === run.id}
              onClick={() => setOpen(open === run.id ? null : run.id)}
            >
              {run.agent} on {run.host}
            </button>
            <span>
              {stateOf(run)}, {agoText(Date.parse(run.createdAt), clock.value)} ago: {run.title}
            </span>
            <RunCard run={run} isOpen={open === run.id} {...liveOf(live.get(run.id))} />
          </li>
        ))}
      </ul>
    </>
  )
}

interface Listed {
  readonly runs: readonly Run[]
  readonly failures: readonly { readonly sentence: string }[]
}

function liveOf(live: LiveRun | undefined) {
  return live ? { live } : {}
}

function stateOf({ state, exitCode }: Run): string {
  if (state !== 'ended') return state
  return exitCode === null ? 'ended' : `ended with exit code ${exitCode}`
}
