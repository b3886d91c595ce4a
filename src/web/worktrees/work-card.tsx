import { useState } from 'preact/hooks'
import type { AskServer } from '../fleet/api.ts'
import { download } from '../fleet/download.ts'
import { DiffTable } from './diff-table.tsx'

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

interface Preflight {
  readonly findings: readonly { readonly text: string; readonly files?: readonly string[] }[]
}

interface Acted {
  readonly notes?: readonly string[]
  readonly conflicts?: readonly string[]
  /** URL of the merge request. */
  readonly link?: string
}

/** The actions: label, route, and whether to ask for confirmation. */
const ACTS = [
  { label: 'Squash', path: (id: string) => `/api/v1/worktrees/${id}/squash`, asks: false },
  { label: 'Rebase', path: (id: string) => `/api/v1/worktrees/${id}/rebase`, asks: false },
  { label: 'Merge', path: (id: string) => `/api/v1/sessions/${id}/merge`, asks: true },
  { label: 'Continue', path: (id: string) => `/api/v1/worktrees/${id}/continue`, asks: false },
  { label: 'Abort', path: (id: string) => `/api/v1/worktrees/${id}/abort`, asks: true },
  { label: 'Pull request', path: (id: string) => `/api/v1/worktrees/${id}/pr`, asks: true },
  { label: 'Remove', path: (id: string) => `/api/v1/worktrees/${id}/clean`, asks: true },
] as const

/** A worktree session: its diff, what prevents a merge, and its actions. */
export function WorkCard({
  session: { id, name, branchName, baseBranch },
  ask,
  canAct,
}: {
  readonly session: WorkSession
  readonly ask: AskServer
  readonly canAct: boolean
}) {
  const [diff, setDiff] = useState<string | null>(null)
  const [said, setSaid] = useState<readonly string[]>([])
  const [prompt, setPrompt] = useState('')
  const [link, setLink] = useState('')

  async function readDiff() {
    setSaid(['Diff…'])
    const { data, message } = await ask<{ readonly diff: string }>(
      `/api/v1/sessions/${id}/diff?format=json`,
    )
    if (data) setDiff(data.diff)
    setSaid([message ?? ''])
  }

  async function preflight() {
    setSaid(['Preflight…'])
    const { data, message } = await ask<Preflight>(`/api/v1/worktrees/${id}/preflight`)
    const lines = data?.findings.map(({ text, files = [] }) => [text, ...files].join(' '))
    setSaid(
      lines ? [...lines, lines.length === 0 ? 'Nothing stands in its way.' : ''] : [message ?? ''],
    )
  }

  async function act(label: string, path: string, asks: boolean, body?: unknown) {
    if (asks && !confirm(`${label} ${name}?`)) return
    setSaid([`${label}…`])
    const { data, message, success } = await ask<Acted>(path, {
      ...{ method: 'POST', ...(body !== undefined && { body }) },
    })
    const more = [...(data?.conflicts ?? []), ...(data?.notes ?? [])]
    setLink(data?.link ?? '')
    setSaid([message ?? (success ? `${label}: done.` : `${label}: failed.`), ...more])
  }

  /** Removes the session although work would be lost. The user must type its name, as on the command line. */
  async function removeByName() {
    const typed = window.prompt(`Remove ${name} with all its work? Type its name.`)
    if (typed === null) return
    await act('Remove', `/api/v1/worktrees/${id}/clean`, false, { force: true, name: typed })
  }

  async function save() {
    const { data, message } = await ask(`/api/v1/worktrees/${id}`)
    if (data) download(`work-${id}.json`, data)
    setSaid([message ?? ''])
  }

  async function iterate() {
    if (prompt.trim() === '') return
    await act('Ask', `/api/v1/sessions/${id}/iterate`, false, { prompt })
    setPrompt('')
  }

  return (
    <div class="work">
      <p class="branch">
        {branchName}, from {baseBranch}
      </p>
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
            <button key={label} type="button" onClick={() => act(label, path(id), asks)}>
              {label}
            </button>
          ))}
        {canAct && (
          <button type="button" onClick={removeByName}>
            Remove by name
          </button>
        )}
      </div>
      {canAct && (
        <form
          class="line"
          onSubmit={event => {
            event.preventDefault()
            void iterate()
          }}
        >
          <input
            aria-label="Ask its agent once more"
            placeholder="Ask its agent once more"
            value={prompt}
            onInput={event => setPrompt(event.currentTarget.value)}
          />
          <button type="submit" disabled={prompt.trim() === ''}>
            Ask
          </button>
        </form>
      )}
      <ul class="told" role="status">
        {said.filter(Boolean).map(line => (
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
