import { launchRows } from '../../state/launch/launch.ts'
import { sentence } from '../../state/model/failure.ts'
import type { LaunchRow } from '../../state/model/launch.ts'
import { cut, fit as inCells, strip } from '../../state/text/text.ts'
import { Line, type Span } from '../parts/line.tsx'
import { Overlay } from '../parts/overlay.tsx'
import { type Theme, useTheme } from '../parts/theme.ts'
import { useSelect } from '../parts/use-select.ts'
import { excerpt } from '../search/excerpt.ts'
import { type Dialog, overlayRows } from '../view/dialog.ts'
import { inside, overlayOf } from '../view/layout.ts'

/** The counts. */
const HEAD = 1
/** As long as an id. */
const ID = 26

/** What became of each prompt that was launched from here, while it happens. */
function Launches() {
  const theme = useTheme()
  const view = useSelect(state => state.view)
  const launches = useSelect(state => state.launches)
  const rows = useSelect(state => overlayRows(state, HEAD))
  const area = overlayOf(view)
  const { width } = inside(area)
  const all = launchRows({ launches })
  const last = Math.min(all.length, view.scroll + rows)
  const running = all.filter(row => row.done && !row.failure).length
  const failed = all.filter(row => row.failure).length
  const words = `${running} started, ${failed} failed, ${all.length - running - failed} on their way`
  return (
    <Overlay area={area} title="Starting" note={`${last} of ${all.length}`}>
      <Line spans={[{ text: ` ${words}`, look: theme.strong }]} />
      {all.slice(view.scroll, last).map((row, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a prompt is its place
        <Line key={view.scroll + index} spans={spansOf(row, width, theme)} />
      ))}
    </Overlay>
  )
}

function spansOf(row: LaunchRow, columns: number, theme: Theme): readonly Span[] {
  const { glyphs } = theme
  const { failure, done, id = '', host = '', step, prompt } = row
  const look = failure ? theme.bad : done ? theme.good : theme.warn
  const glyph = failure ? glyphs.failed : done ? glyphs.active : glyphs.connecting
  const where = columns >= 90 ? ` ${inCells(id, ID)} ${inCells(strip(host), 14)}` : ''
  const what = failure ? sentence({ ...failure, host: '' }) : step
  const room = Math.max(8, columns - 5 - where.length)
  const half = Math.floor(room / 2)
  return [
    { text: ` ${glyph} `, look },
    { text: where, look: theme.dim },
    { text: ` ${inCells(excerpt(prompt, half), failure ? Math.floor(half / 2) : half)}` },
    { text: ` ${cut(strip(what), room)}`, look: failure ? theme.bad : theme.dim },
  ]
}

export const launchesDialog: Dialog = {
  mode: 'launches',
  rows: state => launchRows(state).length,
  head: HEAD,
  draw: () => <Launches />,
}
