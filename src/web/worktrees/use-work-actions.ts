import { useState } from 'preact/hooks'
import type { AskServer } from '../fleet/api.ts'
import { download } from '../fleet/download.ts'

interface Preflight {
  readonly findings: readonly { readonly text: string; readonly files?: readonly string[] }[]
}

interface Acted {
  readonly notes?: readonly string[]
  readonly conflicts?: readonly string[]
  /** URL of the merge request. */
  readonly link?: string
}

/** What a card of a worktree session shows after an action, and its actions. */
export interface WorkActions {
  /** The progress and the result of the last action on the card, as lines of text. */
  readonly said: readonly string[]
  readonly diff: string | null
  /** URL of the merge request; '' if none was made. */
  readonly link: string
  readDiff(): Promise<void>
  preflight(): Promise<void>
  /** Sends a POST request to a route. Unless `question` is null, the user must first confirm it. */
  act(label: string, path: string, question: string | null, body?: unknown): Promise<void>
  removeByName(): Promise<void>
  save(): Promise<void>
}

export function useWorkActions(
  { id, name }: { readonly id: string; readonly name: string },
  ask: AskServer,
  onActed: (lines: readonly string[]) => Promise<void>,
): WorkActions {
  const [diff, setDiff] = useState<string | null>(null)
  const [said, setSaid] = useState<readonly string[]>([])
  const [link, setLink] = useState('')

  async function readDiff() {
    setSaid(['Diff…'])
    const { data, message } = await ask<{ readonly diff: string; readonly isCut: boolean }>(
      `/api/v1/sessions/${id}/diff?format=json`,
    )
    if (data) setDiff(data.diff)
    setSaid([message ?? (data?.isCut ? 'The diff is too long; its end was omitted.' : '')])
  }

  async function preflight() {
    setSaid(['Preflight…'])
    const { data, message } = await ask<Preflight>(`/api/v1/worktrees/${id}/preflight`)
    const lines = data?.findings.map(({ text, files = [] }) => [text, ...files].join(' '))
    setSaid(
      lines ? [...lines, lines.length === 0 ? 'Nothing prevents the merge.' : ''] : [message ?? ''],
    )
  }

  async function act(label: string, path: string, question: string | null, body?: unknown) {
    if (question !== null && !confirm(question)) return
    setSaid([`${label}…`])
    const { data, message, success } = await ask<Acted>(path, {
      ...{ method: 'POST', ...(body !== undefined && { body }) },
    })
    const more = [...(data?.conflicts ?? []), ...(data?.notes ?? [])]
    setLink(data?.link ?? '')
    const lines = [message ?? (success ? `${label}: done.` : `${label}: failed.`), ...more]
    setSaid(lines)
    await onActed(lines)
  }

  /** Removes the session although work would be lost. The user must type its name, as on the command line. */
  async function removeByName() {
    const typed = window.prompt(
      `Remove ${name} with all its work? To confirm, type the name of the session.`,
    )
    if (typed === null) return
    await act('Remove', `/api/v1/worktrees/${id}/clean`, null, { force: true, name: typed })
  }

  async function save() {
    const { data, message } = await ask(`/api/v1/worktrees/${id}`)
    if (data) download(`work-${id}.json`, data)
    setSaid([message ?? ''])
  }

  return { said: said.filter(Boolean), diff, link, readDiff, preflight, act, removeByName, save }
}
