import { editLine, typeLine } from '../command-line/prompt.ts'
import type { Answering } from '../model/answering.ts'
import type { UiState } from '../model/ui-state.ts'
import { Line } from '../parts/line.tsx'
import { Overlay } from '../parts/overlay.tsx'
import { useTheme } from '../parts/theme.ts'
import { useSelect } from '../parts/use-select.ts'
import type { Dialog } from '../view/dialog.ts'
import { inside, overlayOf } from '../view/layout.ts'
import { answerRows, answerTitle } from './answer-rows.ts'

/**
 * The dialog at the top of the screen: an agent's question and the possible answers. The output above the question
 * stays visible below the dialog.
 */
export function Answer({ answer }: { readonly answer: Answering }) {
  const theme = useTheme()
  const state = useSelect(whole)
  // The dialog may cover everything above the status line, because a small terminal has few rows.
  const most = { ...overlayOf(state.view), height: state.view.rows - 2 }
  const { width, height } = inside(most)
  const rows = answerRows(answer, state, { columns: width - 2, rows: height }, theme)
  const area = { ...most, y: 0, height: rows.length + 2 }
  return (
    <Overlay area={area} title={answerTitle(answer, state)} note="tab: next question, esc: close">
      {rows.map((spans, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: only the index identifies a row
        <Line key={index} spans={[{ text: ' ' }, ...spans]} />
      ))}
    </Overlay>
  )
}

const whole = (state: UiState): UiState => state

/**
 * The dialog with an agent's question. `open` does nothing: the handlers in `answering` open the dialog, because they
 * also follow the agent's pane.
 */
export const answerDialog: Dialog = {
  mode: 'answer',
  open: state => state,
  // Changes nothing here, because the handlers in `answering` process typed characters.
  type: state => state,
  draw: ({ answer }) => answer && <Answer answer={answer} />,
  isAboutPane: true,
}

/** The prompt for a typed answer. */
export const replyDialog: Dialog = {
  mode: 'reply',
  type: typeLine,
  edit: editLine,
  draw: answerDialog.draw,
  isAboutPane: true,
}
