import { useEffect, useState } from 'preact/hooks'
import { ageOf } from './age.ts'
import { ask } from './api.ts'
import { clock } from './fleet.ts'
import { type Run, RunCard } from './run-card.tsx'

/** Milliseconds between two looks, while somebody looks. */
const EVERY = 5000

/** The runs of all hosts, the newest first; what one of them asks is answered here. */
export function RunList() {
  const [runs, setRuns] = useState<readonly Run[] | null>(null)
  const [said, setSaid] = useState('')
  const [open, setOpen] = useState<string | null>(null)

  useEffect(() => {
    const read = async () => {
      if (document.hidden) return
      const { data, message } = await ask<Listed>('/api/v1/runs')
      if (data) setRuns(data.runs)
      setSaid(message ?? data?.failures.map(({ sentence }) => sentence).join(' ') ?? '')
    }
    void read()
    const timer = setInterval(read, EVERY)
    return () => clearInterval(timer)
  }, [])

  return (
    <>
      <h2>Runs</h2>
      <p role="status">{said}</p>
      {runs?.length === 0 && <p class="empty">No runs. Start one: fleetmux run.</p>}
      <ul class="hosts">
        {runs?.map(run => (
          <li key={run.id} class="card">
            <button
              type="button"
              aria-expanded={open === run.id}
              onClick={() => setOpen(open === run.id ? null : run.id)}
            >
              {run.agent} on {run.host}
            </button>{' '}
            {stateOf(run)}, {ageOf(Date.parse(run.createdAt), clock.value)} ago: {run.title}
            {(open === run.id || run.state === 'running') && (
              <RunCard run={run} isOpen={open === run.id} every={EVERY} />
            )}
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

function stateOf({ state, exitCode }: Run): string {
  return state === 'ended' ? `ended with ${exitCode}` : state
}
