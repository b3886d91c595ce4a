import { useState } from 'preact/hooks'
import type { AskServer } from '../fleet/api.ts'
import { DiffTable } from './diff-table.tsx'
import { useWorkActions, type WorkActions } from './use-work-actions.ts'

export interface WorkSession {
  readonly id: string
  readonly name: string
  readonly host: string
  readonly state: string
  readonly branchName: string
  readonly baseBranch: string
  readonly ahead: number | null
  readonly behind: number | null
  readonly iterations: number
  readonly lastIteration: { readonly testResult: string } | null
}

/** The actions: label, route, and the question that asks for a confirmation; null: none is asked. */
const ACTS = [
  { label: 'Squash', path: (id: string) => `/api/v1/worktrees/${id}/squash`, asks: null },
  { label: 'Rebase', path: (id: string) => `/api/v1/worktrees/${id}/rebase`, asks: null },
  {
    label: 'Merge',
    path: (id: string) => `/api/v1/sessions/${id}/merge`,
    asks: ({ name, baseBranch }: WorkSession) => `Merge ${name} into ${baseBranch}?`,
  },
  { label: 'Continue', path: (id: string) => `/api/v1/worktrees/${id}/continue`, asks: null },
  {
    label: 'Abort',
    path: (id: string) => `/api/v1/worktrees/${id}/abort`,
    asks: ({ name }: WorkSession) => `Stop the agent or the rebase of ${name}?`,
  },
  {
    label: 'Pull request',
    path: (id: string) => `/api/v1/worktrees/${id}/pr`,
    asks: ({ name }: WorkSession) => `Push the branch of ${name} and request a merge?`,
  },
  {
    label: 'Remove',
    path: (id: string) => `/api/v1/worktrees/${id}/clean`,
    asks: ({ name }: WorkSession) =>
      `Remove ${name}, its worktree and its branch? The session can be restored for 30 days.`,
  },
] as const

/** A worktree session: its diff, what prevents a merge, and its actions. */
export function WorkCard({
  session,
  ask,
  canAct,
  onActed,
}: {
  readonly session: WorkSession
  readonly ask: AskServer
  readonly canAct: boolean
  /** Called when an action on the session has ended. `lines`: the messages about its result, for the user. */
  readonly onActed: (lines: readonly string[]) => Promise<void>
}) {
  const actions = useWorkActions(session, ask, onActed)
  const { said, diff, link } = actions
  return (
    <div class="work">
      <p class="branch">
        {session.branchName}, from {session.baseBranch}
      </p>
      <ActionButtons session={session} actions={actions} canAct={canAct} />
      {canAct && <AskAgain id={session.id} actions={actions} />}
      <ul class="told" role="status">
        {said.map(line => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      {/^https?:/.test(link) && (
        <a href={link} target="_blank" rel="noreferrer">
          {link}
        </a>
      )}
      {diff !== null && <DiffTable diff={diff} />}
    </div>
  )
}

function ActionButtons({
  session,
  actions: { readDiff, preflight, save, act, removeByName },
  canAct,
}: {
  readonly session: WorkSession
  readonly actions: WorkActions
  readonly canAct: boolean
}) {
  return (
    <div class="acts">
      <button type="button" onClick={readDiff}>
        Diff
      </button>
      <button type="button" onClick={preflight}>
        Preflight
      </button>
      <button type="button" onClick={save}>
        Export
      </button>
      {canAct &&
        ACTS.map(({ label, path, asks }) => (
          <button
            key={label}
            type="button"
            onClick={() => act(label, path(session.id), asks?.(session) ?? null)}
          >
            {label}
          </button>
        ))}
      {canAct && (
        <button type="button" onClick={removeByName}>
          Remove by name
        </button>
      )}
    </div>
  )
}

/** Gives the agent of the session another prompt. */
function AskAgain({
  id,
  actions,
}: {
  readonly id: string
  readonly actions: Pick<WorkActions, 'act'>
}) {
  const [prompt, setPrompt] = useState('')

  async function iterate(): Promise<void> {
    if (prompt.trim() === '') return
    await actions.act('Ask', `/api/v1/sessions/${id}/iterate`, null, { prompt })
    setPrompt('')
  }

  return (
    <form
      class="line"
      onSubmit={event => {
        event.preventDefault()
        void iterate()
      }}
    >
      <input
        aria-label="Prompt the agent again"
        placeholder="Prompt the agent again"
        value={prompt}
        onInput={event => setPrompt(event.currentTarget.value)}
      />
      <button type="submit" disabled={prompt.trim() === ''}>
        Ask
      </button>
    </form>
  )
}
