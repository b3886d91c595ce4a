import { useState } from 'preact/hooks'
import type { AskServer } from '../fleet/api.ts'
import { LimitNote } from '../fleet/limit-note.tsx'
import { KeptWork } from './kept-work.tsx'
import { NewWork } from './new-work.tsx'
import { type Conflict, useWorkList } from './use-work-list.ts'
import { WorkCard, type WorkSession } from './work-card.tsx'

/** The worktree sessions of all hosts, and their conflicts with each other. */
export function WorkPage({ ask, canAct }: { readonly ask: AskServer; readonly canAct: boolean }) {
  const { sessions, conflicts, said, read, readHost } = useWorkList(ask)
  const [open, setOpen] = useState<string | null>(null)
  /** The result of the last action, if the session, whose card would show it, no longer exists. */
  const [last, setLast] = useState('')

  async function showActed({ id, host }: WorkSession, lines: readonly string[]): Promise<void> {
    const left = await readHost(host)
    const isGone = left?.every(each => each.id !== id)
    setLast(isGone ? lines.join(' ') : '')
  }

  return (
    <>
      <h2>Work</h2>
      <p role="status">{[said, last].filter(Boolean).join(' ')}</p>
      <LimitNote rows={sessions} items="worktree sessions" />
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
            {open === session.id && (
              <WorkCard
                session={session}
                ask={ask}
                canAct={canAct}
                onActed={lines => showActed(session, lines)}
              />
            )}
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

function othersOf(conflicts: readonly Conflict[], id: string): readonly string[] {
  return conflicts.flatMap(({ one, other }) => {
    if (one.id !== id && other.id !== id) return []
    const { name, host } = one.id === id ? other : one
    return [`${name} on ${host}`]
  })
}
