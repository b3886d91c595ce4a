import { runKey } from '../../state/model/fleet-run.ts'
import { shortLimitNote } from '../../state/runs/list-everywhere.ts'
import { runState, runsInOrder } from '../../state/runs/run-state.ts'
import { cut, width } from '../../state/text/text.ts'
import type { UiState } from '../model/ui-state.ts'
import { Line } from '../parts/line.tsx'
import { Overlay } from '../parts/overlay.tsx'
import { noteRoom } from '../parts/panel.tsx'
import { useTheme } from '../parts/theme.ts'
import { useSelect } from '../parts/use-select.ts'
import type { Dialog } from '../view/dialog.ts'
import { conversationLines, lookIn } from './conversation-lines.ts'
import { topLine } from './conversation-scroll.ts'
import { runSpans } from './run-columns.ts'
import { selectedRun, selectedRunRow } from './run-list.ts'
import { runsRoom } from './runs-layout.ts'

/** All runs, and the conversation of the selected one. */
export function RunsScreen() {
  return (
    <>
      <RunList />
      <Conversation />
    </>
  )
}

const whole = (state: UiState): UiState => state

function RunList() {
  const theme = useTheme()
  const state = useSelect(whole)
  const { list, rows } = runsRoom(state)
  const runs = runsInOrder(state)
  const selected = selectedRunRow(state)
  const top = Math.max(0, Math.min(selected - Math.floor(rows / 2), runs.length - rows))
  const place = runs.length > 0 ? `${selected + 1} of ${runs.length}` : ''
  const limit = shortLimitNote(runs, 'runs', noteRoom(list.width) - width(place) - 2)
  const note = [limit, place].filter(Boolean).join(', ')
  return (
    <Overlay area={list} title={`Runs ${runs.length}`} note={note}>
      {runs.length === 0 && <Line spans={[{ text: ` ${nothing(state)}`, look: theme.dim }]} />}
      {runs.slice(top, top + rows).map((run, index) => {
        const isSelected = top + index === selected
        const how = { columns: list.width - 2, now: state.now, isSelected }
        return (
          <Line
            key={runKey(run)}
            spans={runSpans(run, how, theme)}
            {...(isSelected && { look: theme.selected })}
          />
        )
      })}
    </Overlay>
  )
}

function nothing({ runs }: UiState): string {
  return runs.hosts.length === 0
    ? 'No host has runs. Press a to start a run.'
    : 'No runs. Press a to start a run.'
}

function Conversation() {
  const theme = useTheme()
  const state = useSelect(whole)
  const { conversation, lines, columns } = runsRoom(state)
  const run = selectedRun(state)
  const text = conversationLines(state)
  const top = topLine(state)
  const below = text.length - top - lines
  const title = run ? cut(`${run.agent} on ${run.host}`, Math.max(4, columns - 24)) : 'Conversation'
  const why = run?.failure
  return (
    <Overlay area={conversation} title={title} note={below > 0 ? `${below} below` : noteOf(state)}>
      {why && <Line spans={[{ text: ` ${cut(why.what, columns)}`, look: theme.bad }]} />}
      {text.slice(top, top + lines).map((line, index) => (
        <Line
          // biome-ignore lint/suspicious/noArrayIndexKey: only the index identifies a row
          key={top + index}
          spans={[{ text: ` ${line.text}`, look: lookIn(theme, line) }]}
        />
      ))}
    </Overlay>
  )
}

function noteOf(state: UiState): string {
  const run = selectedRun(state)
  if (!run) return ''
  const words = { asks: 'asks', works: 'live', ok: 'ended ok', failed: 'failed', gone: 'gone' }
  return words[runState(run)]
}

/** The runs screen. The handlers in `runsScreen` process `move`, `page` and `back` instead. */
export const runsDialog: Dialog = {
  mode: 'runs',
  open: state => state,
  move: state => state,
  page: state => state,
  back: state => state,
}
