import { useEffect, useState } from 'preact/hooks'
import type { LiveRun } from '../../state/json/live-run-json.ts'
import { endQuestion } from '../../state/runs/end-question.ts'
import { post } from '../fleet/api.ts'
import { role } from '../fleet/fleet.ts'
import { type RunEvent, readRunEvents } from './run-events.ts'
import { RunQuestion } from './run-question.tsx'

export interface Run {
  readonly id: string
  readonly host: string
  readonly state: 'running' | 'ended' | 'gone'
  readonly exitCode: number | null
  readonly agent: string
  readonly title: string
  readonly createdAt: string
}

/** Maximum number of lines that the page shows of a run: the newest. A line before them says that there are more. */
const KEPT = 300

/**
 * A run with its open question. If the card is open, also what the agent has said and done, and a button to stop the
 * run.
 */
export function RunCard({ run, live, isOpen }: { run: Run; live?: LiveRun; isOpen: boolean }) {
  return (
    <>
      {live && <RunQuestion run={live} />}
      {isOpen && <Conversation run={run} />}
    </>
  )
}

function Conversation({ run }: { run: Run }) {
  const [told, setTold] = useState<readonly RunEvent[]>([])
  const [said, setSaid] = useState('')
  const path = `/api/v1/runs/${encodeURIComponent(run.id)}`
  useEffect(() => {
    const leaving = new AbortController()
    const take = (event: RunEvent) => {
      if (lineOf(event) !== null) setTold(before => [...before.slice(-KEPT), event])
    }
    void readRunEvents(path, take, leaving.signal)
    return () => leaving.abort()
  }, [path])

  async function stop(): Promise<void> {
    if (!confirm(endQuestion('Stop', run))) return
    const { message } = await post(`${path}/stop`)
    setSaid(message ?? '')
  }

  return (
    <>
      <ol class="told">
        {told.length > KEPT && (
          <li>
            Earlier lines: <code>fleetmux run show {run.id}</code>
          </li>
        )}
        {told.slice(-KEPT).map(event => (
          <li key={event.id}>{lineOf(event)}</li>
        ))}
      </ol>
      {run.state === 'running' && role.value !== 'viewer' && (
        <button type="button" onClick={stop}>
          Stop
        </button>
      )}
      <p role="status">{said}</p>
    </>
  )
}

/** The line shown for an event; null: the event is not shown. */
function lineOf({ type, text, toolName, error, message }: RunEvent): string | null {
  if (type === 'message_stop') return text ?? null
  if (type === 'tool_call_ready') return `> ${toolName}`
  if (type === 'tool_error') return `! ${toolName}: ${error}`
  if (type === 'error' || type.endsWith('_error')) return `! ${message}`
  return type === 'approval_granted' || type === 'approval_denied' ? type.slice(9) : null
}
