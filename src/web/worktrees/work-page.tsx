import { useCallback, useState } from 'preact/hooks'
import type { AskServer } from '../fleet/api.ts'
import { useRepeated } from '../fleet/use-repeated.ts'
import { KeptWork } from './kept-work.tsx'
import { NewWork } from './new-work.tsx'
import { WorkCard, type WorkSession } from './work-card.tsx'

/** Time between two requests while the page is open, in milliseconds. */
const EVERY = 10_000

/** The worktree sessions of all hosts, and their conflicts with each other. */
export function WorkPage({ ask, canAct }: { readonly ask: AskServer; readonly canAct: boolean }) {
  const [sessions, setSessions] = useState<readonly WorkSession[] | null>(null)
  const [conflicts, setConflicts] = useState<readonly Conflict[]>([])
  const [said, setSaid] = useState('')
  const [open, setOpen] = useState<string | null>(null)

  const read = useCallback(async () => {
    const { data, message } = await ask<Listed>('/api/v1/worktrees')
    if (data) setSessions(data.worktrees)
    setSaid(message ?? data?.failures.map(({ sentence }) => sentence).join(' ') ?? '')
    const found = await ask<{ readonly conflicts: readonly Conflict[] }>(
      '/api/v1/worktree-conflicts',
    )
    if (found.data) setConflicts(found.data.conflicts)
  }, [ask])
  useRepeated(read, EVERY)

  return (
    <>
      <h2>Work</h2>
      <p role="status">{said}</p>
      {canAct && <NewWork ask={ask} onMade={read} />}
      {sessions?.length === 0 && <p class="empty">No worktree sessions.</p>}
      <ul class="hosts">
        {sessions?.map(session => (
          <li key={session.id} class="card entry">
            <button
              type="button"
              aria-expanded={open === session.id}
              onClick={() => setOpen(open === session.id ? null : session.id)}
            >
              {session.name} on {session.host}
            </button>
            <span>{aboutOf(session)}</span>
            {othersOf(conflicts, session.id).map(other => (
              <p key={other} class="failure" role="alert">
                Would be in conflict with {other}
              </p>
            ))}
            {open === session.id && <WorkCard session={session} ask={ask} canAct={canAct} />}
          </li>
        ))}
      </ul>
      {canAct && <KeptWork ask={ask} onRestored={read} />}
    </>
  )
}

/** The state of a session in a line, such as `idle, +2/-0, 1 iteration, script: pass`. */
function aboutOf({ state, ahead, behind, iterations, lastIteration }: WorkSession): string {
  const count = `${iterations} ${iterations === 1 ? 'iteration' : 'iterations'}`
  return `${state}, +${ahead ?? '?'}/-${behind ?? '?'}, ${count}, script: ${lastIteration?.testResult ?? 'none'}`
}

interface Listed {
  readonly worktrees: readonly WorkSession[]
  readonly failures: readonly { readonly sentence: string }[]
}

interface Side {
  readonly id: string
  readonly name: string
  readonly host: string
}

interface Conflict {
  readonly one: Side
  readonly other: Side
}

function othersOf(conflicts: readonly Conflict[], id: string): readonly string[] {
  return conflicts.flatMap(({ one, other }) => {
    if (one.id !== id && other.id !== id) return []
    const { name, host } = one.id === id ? other : one
    return [`${name} on ${host}`]
  })
}
