import { useCallback, useEffect, useState } from 'preact/hooks'
import { agoText } from '../../state/text/age.ts'
import { ask, post } from '../fleet/api.ts'
import { clock, role } from '../fleet/fleet.ts'
import { LimitNote } from '../fleet/limit-note.tsx'
import { type RunEvent, readRunEvents } from '../runs/run-events.ts'

/** Time between two requests for the list of playbooks while the page is open, in milliseconds. */
const EVERY = 5000
/**
 * Maximum number of lines, each for one event, that the page shows of an opened playbook: the newest. A line before them
 * says that there are more.
 */
const KEPT = 300

interface Playbook {
  readonly id: string
  readonly host: string
  readonly name: string
  readonly agent: string
  readonly state: 'running' | 'gate' | 'ended' | 'gone'
  readonly end: string
  readonly question: string
  readonly directory: string
  readonly createdAt: string
}

interface Listed {
  readonly playbooks: readonly Playbook[]
  readonly failures: readonly { readonly sentence: string }[]
}

/** The playbooks of all hosts. Those that wait for a person come first, with their question and its answers. */
export function PlaybookList() {
  const [playbooks, setPlaybooks] = useState<readonly Playbook[] | null>(null)
  const [said, setSaid] = useState('')
  const [open, setOpen] = useState<string | null>(null)

  const read = useCallback(async () => {
    if (document.hidden) return
    const { data, message } = await ask<Listed>('/api/v1/playbooks')
    if (data) setPlaybooks(data.playbooks)
    setSaid(message ?? data?.failures.map(({ sentence }) => sentence).join(' ') ?? '')
  }, [])
  useEffect(() => {
    void read()
    const timer = setInterval(read, EVERY)
    return () => clearInterval(timer)
  }, [read])

  const sorted = playbooks?.toSorted(
    (one, other) => Number(other.state === 'gate') - Number(one.state === 'gate'),
  )
  return (
    <>
      <h2>Playbooks</h2>
      <p role="status">{said}</p>
      <LimitNote rows={playbooks} items="playbooks" />
      {sorted?.length === 0 && (
        <p class="empty">
          No playbooks. To learn how to run one: <code>fleetmux playbook run --help</code>
        </p>
      )}
      <ul class="hosts">
        {sorted?.map(playbook => (
          <li key={playbook.id} class="card entry">
            <button
              type="button"
              aria-expanded={open === playbook.id}
              onClick={() => setOpen(open === playbook.id ? null : playbook.id)}
            >
              {playbook.name} on {playbook.host}
            </button>
            <span>
              {playbook.state === 'ended' ? playbook.end : playbook.state},{' '}
              {agoText(Date.parse(playbook.createdAt), clock.value)} ago: {playbook.agent} in{' '}
              {playbook.directory}
            </span>
            {playbook.state === 'gate' && <Gate playbook={playbook} answered={read} />}
            {open === playbook.id && <Events playbook={playbook} changed={read} />}
          </li>
        ))}
      </ul>
    </>
  )
}

interface Part {
  readonly playbook: Playbook
}

function Gate({ playbook, answered }: Part & { readonly answered: () => void }) {
  const [said, setSaid] = useState('')
  async function answer(how: 'go' | 'stop'): Promise<void> {
    if (how === 'stop' && !confirm(`Stop the playbook ${playbook.name}?`)) return
    const { message } = await post(`${pathOf(playbook)}/answer`, { answer: how })
    setSaid(message ?? 'The answer was sent.')
    answered()
  }
  return (
    <div class="work">
      <p class="failure" role="alert">
        {playbook.question}
      </p>
      {role.value !== 'viewer' && (
        <div class="acts">
          <button type="button" onClick={() => answer('go')}>
            Go
          </button>
          <button type="button" onClick={() => answer('stop')}>
            Stop
          </button>
        </div>
      )}
      <p role="status">{said}</p>
    </div>
  )
}

function Events({ playbook, changed }: Part & { readonly changed: () => void }) {
  const [lines, setLines] = useState<readonly string[]>([])
  const [said, setSaid] = useState('')
  const path = pathOf(playbook)
  useEffect(() => {
    const leaving = new AbortController()
    const take = (event: RunEvent) => {
      const line = lineOf(event as RunEvent & PlaybookEvent)
      if (line !== null) setLines(before => [...before.slice(-KEPT), line])
    }
    void readRunEvents(path, take, leaving.signal)
    return () => leaving.abort()
  }, [path])

  async function act(label: string, what: string): Promise<void> {
    if (!confirm(`${label} ${playbook.name}?`)) return
    const { message, success } = await post(`${path}/${what}`)
    setSaid(message ?? (success ? `${label}: done.` : `${label}: failed.`))
    changed()
  }
  const isOver = playbook.state === 'ended' || playbook.state === 'gone'
  return (
    <>
      <ol class="told">
        {lines.length > KEPT && (
          <li>
            Earlier lines: <code>fleetmux playbook show {playbook.id}</code>
          </li>
        )}
        {lines.slice(-KEPT).map((line, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines are only appended
          <li key={at}>{line}</li>
        ))}
      </ol>
      <div class="acts">
        {!isOver && role.value !== 'viewer' && (
          <button type="button" onClick={() => act('Stop', 'stop')}>
            Stop
          </button>
        )}
        {isOver && role.value === 'admin' && (
          <button type="button" onClick={() => act('Resume', 'resume')}>
            Resume
          </button>
        )}
      </div>
      <p role="status">{said}</p>
    </>
  )
}

/** The fields of a playbook's event that the page shows. */
interface PlaybookEvent {
  readonly document?: string
  readonly task?: string
  readonly success?: boolean
  readonly question?: string
  readonly answer?: string
  readonly by?: string
  readonly reason?: string
  readonly end?: string
  readonly branch?: string
  readonly url?: string
}

/** The line shown for an event; null: the event is not shown. */
function lineOf(event: RunEvent & PlaybookEvent): string | null {
  const { type, task = '', reason = '', message = '' } = event
  if (type === 'document_start') return event.document ?? null
  if (type === 'task_start') return `> ${task}`
  if (type === 'task_complete') return event.success ? 'done' : 'not done'
  if (type === 'gate') return `? ${event.question}`
  if (type === 'answer') return `${event.answer}, says ${event.by}`
  if (type === 'suspect') return `! ${reason}: ${task}`
  if (type === 'halt') return `! halted: ${reason}`
  if (type === 'warning' || type === 'error') return `! ${message}`
  if (type === 'branch') return `branch ${event.branch}`
  if (type === 'pull_request') return event.url || `! ${message}`
  return type === 'complete' ? `${event.end} ${reason}`.trim() : null
}

function pathOf({ id }: Playbook): string {
  return `/api/v1/playbooks/${encodeURIComponent(id)}`
}
