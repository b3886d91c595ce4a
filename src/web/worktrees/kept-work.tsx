import { useState } from 'preact/hooks'
import type { AskServer } from '../fleet/api.ts'

interface Rescue {
  readonly host: string
  readonly session: string
  readonly branch: string
  readonly commit: string
  /** Time at which the work was kept, in epoch seconds. */
  readonly at: number
}

/** The removed worktree sessions whose work is kept and can be restored. */
export function KeptWork({
  ask,
  onRestored,
}: {
  readonly ask: AskServer
  readonly onRestored: () => Promise<void>
}) {
  const [rescues, setRescues] = useState<readonly Rescue[] | null>(null)
  const [said, setSaid] = useState('')

  async function read(): Promise<void> {
    const { data, message } = await ask<{ readonly rescues: readonly Rescue[] }>(
      '/api/v1/worktree-rescues',
    )
    if (data) setRescues(newestOf(data.rescues))
    setSaid(message ?? '')
  }

  async function restore({ session }: Rescue): Promise<void> {
    setSaid('Restoring the session.')
    const { data, message } = await ask<{ readonly notes: readonly string[] }>(
      `/api/v1/worktrees/${encodeURIComponent(session)}/restore`,
      { method: 'POST' },
    )
    setSaid(message ?? data?.notes.join(' ') ?? '')
    await onRestored()
  }

  return (
    <details
      class="card"
      onToggle={event => {
        if (event.currentTarget.open) void read()
      }}
    >
      <summary>Removed sessions that can be restored</summary>
      {rescues?.length === 0 && <p class="empty">No removed session can be restored.</p>}
      <ul class="told">
        {rescues?.map(rescue => (
          <li key={`${rescue.host} ${rescue.session}`}>
            {rescue.branch} on {rescue.host}, {new Date(rescue.at * 1000).toLocaleString()}{' '}
            <button type="button" onClick={() => restore(rescue)}>
              Restore
            </button>
          </li>
        ))}
      </ul>
      <p role="status">{said}</p>
    </details>
  )
}

/** The newest rescue (a git ref that keeps removed work) of each worktree session, newest first. */
function newestOf(all: readonly Rescue[]): readonly Rescue[] {
  const sorted = all.toSorted((one, other) => other.at - one.at)
  return [...Map.groupBy(sorted, ({ host, session }) => `${host} ${session}`).values()].flatMap(
    each => each.slice(0, 1),
  )
}
