import type { StartedRow } from '../../state/launch/started.ts'
import { startedRows } from '../../state/launch/started.ts'
import { cut, fit as inCells, strip } from '../../state/text/text.ts'
import { shortId } from '../../state/tracked/prompt.ts'
import type { UiState } from '../model/ui-state.ts'
import { Line, type Span } from '../parts/line.tsx'
import { Overlay } from '../parts/overlay.tsx'
import { type Theme, useTheme } from '../parts/theme.ts'
import { useSelect } from '../parts/use-select.ts'
import { excerpt } from '../search/excerpt.ts'
import { type Dialog, overlayRows } from '../view/dialog.ts'
import { inside, overlayOf } from '../view/layout.ts'
import { LAUNCHES_HEAD, moveLaunch } from './launches.ts'

/** Width of an id, in cells. */
const ID = 26
/** Width of a host's name, in cells, if there is little room. */
const HOST = 14

/** The results of all prompts launched on this machine, also those launched before this fleetmux process. */
function Launches() {
  const theme = useTheme()
  const state = useSelect(whole)
  const { view } = state
  const area = overlayOf(view)
  const { width } = inside(area)
  const all = startedRows(state)
  const last = Math.min(all.length, view.scroll + overlayRows(state, LAUNCHES_HEAD))
  return (
    <Overlay area={area} title="Starting" note={`${last} of ${all.length}`}>
      <Line spans={[{ text: ` ${countText(all)}`, look: theme.strong }]} />
      {all.slice(view.scroll, last).map((row, index) => {
        const isSelected = view.scroll + index === view.hit
        return (
          <Line
            // biome-ignore lint/suspicious/noArrayIndexKey: only the index identifies a row
            key={view.scroll + index}
            spans={spansOf(row, width, theme, isSelected)}
            {...(isSelected && { look: theme.selected })}
          />
        )
      })}
    </Overlay>
  )
}

const whole = (state: UiState): UiState => state

function countText(all: readonly StartedRow[]): string {
  const count = (state: StartedRow['state']) => all.filter(row => row.state === state).length
  const [starting, failed] = [count('starting'), count('failed')]
  return `${all.length - starting - failed} started, ${failed} failed, ${starting} starting`
}

function spansOf(
  { id, host, prompt, words, state }: StartedRow,
  columns: number,
  theme: Theme,
  isSelected: boolean,
): readonly Span[] {
  const { glyphs } = theme
  const look = LOOKS[state](theme)
  const glyph =
    state === 'failed' ? glyphs.failed : state === 'starting' ? glyphs.connecting : glyphs.active
  const called = columns >= 90 ? inCells(id, ID) : inCells(shortId(id) ?? '', 4)
  const where = `${called} ${inCells(strip(host), HOST)} `
  const room = Math.max(8, columns - 5 - where.length)
  const half = Math.floor(room / 2)
  const isFailed = state === 'failed'
  return [
    { text: isSelected ? glyphs.mark : ' ' },
    { text: `${glyph} `, look },
    { text: where, look: theme.dim },
    { text: inCells(excerpt(prompt, half), isFailed ? Math.floor(half / 2) : half) },
    { text: ` ${cut(strip(words), room)}`, look: isFailed ? theme.bad : theme.dim },
  ]
}

const LOOKS: Readonly<Record<StartedRow['state'], (theme: Theme) => Theme['bad']>> = {
  starting: ({ warn }) => warn,
  running: ({ good }) => good,
  ended: ({ dim }) => dim,
  failed: ({ bad }) => bad,
}

export const launchesDialog: Dialog = {
  mode: 'launches',
  move: moveLaunch,
  rows: state => startedRows(state).length,
  head: LAUNCHES_HEAD,
  draw: () => <Launches />,
}
