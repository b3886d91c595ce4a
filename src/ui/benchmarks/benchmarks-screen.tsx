import { promptOf } from '../command-line/prompt-dialog.ts'
import type { UiState } from '../model/ui-state.ts'
import { Line } from '../parts/line.tsx'
import { Overlay } from '../parts/overlay.tsx'
import { useTheme } from '../parts/theme.ts'
import { useSelect } from '../parts/use-select.ts'
import { type Dialog, overlayRows } from '../view/dialog.ts'
import { inside, overlayOf } from '../view/layout.ts'
import { withView } from '../view/toast.ts'
import {
  enterBenchmark,
  HEAD,
  leaveBenchmarks,
  listNote,
  matrixText,
  moveBenchmarks,
  openBenchmarks,
  openOf,
  rowText,
} from './benchmarks-view.ts'

/** The benchmarks of this machine, or one of them with a row per case and a column per model. Updated while shown. */
function Benchmarks() {
  const theme = useTheme()
  const state = useSelect(whole)
  const { view } = state
  const area = overlayOf(view)
  const { width } = inside(area)
  const open = openOf(state)
  const { head, rows } = open ? matrixText(open, width - 2) : listText(state, width - 2)
  const seen = rows.slice(view.scroll, view.scroll + overlayRows(state, HEAD))
  const note = open ? `${open.state}, ${open.ended} of ${open.planned}` : listNote(state)
  return (
    <Overlay area={area} title={open ? open.name : 'Benchmarks'} note={note}>
      <Line spans={[{ text: ` ${head}`, look: open ? theme.strong : theme.dim }]} />
      {seen.map((text, index) => {
        const isSelected = !open && view.scroll + index === view.hit
        return (
          <Line
            // biome-ignore lint/suspicious/noArrayIndexKey: only the index identifies a row
            key={view.scroll + index}
            spans={[{ text: isSelected ? theme.glyphs.mark : ' ' }, { text }]}
            {...(isSelected && { look: theme.selected })}
          />
        )
      })}
    </Overlay>
  )
}

const whole = (state: UiState): UiState => state

function listText({ view }: UiState, columns: number): { head: string; rows: readonly string[] } {
  const { all = null, failure = null } = view.benchmarks ?? {}
  if (failure !== null) return { head: failure, rows: [] }
  if (all === null) return { head: 'Reading the benchmarks…', rows: [] }
  const head =
    all.length === 0
      ? 'No benchmarks yet. Press s to run one from a file.'
      : '+ passed, - failed, ? no verdict, * running, . not started'
  return { head, rows: all.map(each => rowText(each, columns)) }
}

/** The prompt for the file of a benchmark to run. */
export const benchmarkNewDialog: Dialog = {
  ...promptOf('benchmark-new'),
  back: state => withView(state, { mode: 'benchmarks' }),
}

export const benchmarksDialog: Dialog = {
  mode: 'benchmarks',
  open: openBenchmarks,
  back: leaveBenchmarks,
  move: moveBenchmarks,
  enter: enterBenchmark,
  draw: () => <Benchmarks />,
}
