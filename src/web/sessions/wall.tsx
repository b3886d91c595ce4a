import { rows } from '../fleet/fleet.ts'
import { nameOf } from '../fleet/fleet-row.ts'
import { AgentBadge } from './agent-badge.tsx'
import { Screen } from './screen.tsx'

/** Maximum number of tiles; further sessions are only counted. */
const TILES = 24

/** The wall of live tiles, one per session. Sessions that need a person come first. */
export function Wall() {
  const shown = rows.value.filter(({ pane }) => !pane.ours).slice(0, TILES)
  const left = rows.value.length - shown.length
  return (
    <>
      <h2 class="visually-hidden">Wall</h2>
      <ul class="wall">
        {shown.map(row => (
          <li key={row.pane.id} class={`tile ${row.pane.agent?.need ?? ''}`}>
            <a href={`#/pane/${encodeURIComponent(row.pane.id)}`}>
              <span class="name">{nameOf(row)}</span> <AgentBadge pane={row.pane} />
            </a>
            {/* A screen reader gets the name and the state; the screen itself is in the view of the pane. */}
            <div class="stage" aria-hidden="true">
              <Screen pane={row.pane.id} largest={12} fitsText />
            </div>
          </li>
        ))}
      </ul>
      {left > 0 && (
        <p class="empty">
          {left === 1 ? '1 further session is' : `${left} further sessions are`} in the list of
          sessions.
        </p>
      )}
    </>
  )
}
