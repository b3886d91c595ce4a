import type { Failure } from '../../state/model/failure.ts'
import { type HitRow, hitName, hitRows, hitsAtLimit, MOST_HITS } from '../../state/search/hits.ts'
import { counted } from '../../state/text/counted.ts'
import { cut, fit as inCells, strip } from '../../state/text/text.ts'
import type { UiState } from '../model/ui-state.ts'
import { Line, type Span } from '../parts/line.tsx'
import { Overlay } from '../parts/overlay.tsx'
import { type Theme, useTheme } from '../parts/theme.ts'
import { useSelect } from '../parts/use-select.ts'
import type { Dialog } from '../view/dialog.ts'
import { inside, overlayOf } from '../view/layout.ts'
import { HITS_HEAD, hitsShown, moveHit } from './hits.ts'

/** Search results from all screens, added host by host as the answers arrive. */
function Hits() {
  const theme = useTheme()
  const state = useSelect(whole)
  const { view, search } = state
  const area = overlayOf(view)
  const { width } = inside(area)
  const rows = hitRows(state)
  const last = Math.min(rows.length, view.scroll + hitsShown(state))
  return (
    <Overlay
      area={area}
      title={`Found ${rows.length}`}
      note={cut(strip(search?.pattern ?? ''), 30)}
    >
      <Line spans={[{ text: ` ${cut(summaryOf(state), width - 2)}`, look: theme.dim }]} />
      {rows.slice(view.scroll, last).map((row, index) => {
        const at = view.scroll + index
        const look = at === view.hit ? theme.selected : undefined
        return (
          <Line
            key={`${row.host} ${row.hit.pane} ${at}`}
            spans={spansOf(state, row, width, theme, at === view.hit)}
            {...(look && { look })}
          />
        )
      })}
    </Overlay>
  )
}

const whole = (state: UiState): UiState => state

function summaryOf({ search }: UiState): string {
  if (!search) return 'No search yet.'
  const asked = search.found.size
  const failed = [...search.failures]
  const full = [...search.found.values()].flatMap(hitsAtLimit).length
  const words = [
    `${counted(asked, 'host')} searched`,
    search.pending.length > 0 && `waiting for ${counted(search.pending.length, 'host')}`,
    full > 0 && `only the newest ${MOST_HITS} of ${counted(full, 'pane')}`,
    failed.length > 0 && `not searched: ${failed.map(unsearched).join(', ')}`,
  ]
  return words.filter(Boolean).join('; ')
}

/** A host that was not searched, and why: `gpu1 (gpu1 did not answer)`. */
function unsearched([host, { what }]: readonly [string, Failure]): string {
  return `${host} (${what.replace(/\.$/, '')})`
}

function spansOf(
  state: UiState,
  row: HitRow,
  columns: number,
  theme: Theme,
  isSelected: boolean,
): readonly Span[] {
  const room = Math.max(12, Math.round(columns * 0.3))
  const text = strip(row.hit.text).trim()
  return [
    { text: isSelected ? theme.glyphs.mark : ' ' },
    { text: inCells(strip(hitName(state, row)), room), look: theme.accent },
    { text: `  ${cut(text, Math.max(0, columns - room - 4))}` },
  ]
}

export const hitsDialog: Dialog = {
  mode: 'hits',
  move: moveHit,
  rows: state => hitRows(state).length,
  head: HITS_HEAD,
  draw: () => <Hits />,
}
