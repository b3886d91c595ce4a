import { cut } from '../../state/text/text.ts'
import { diffTone } from '../../state/worktrees/diff-line.ts'
import { promptOf } from '../command-line/prompt-dialog.ts'
import type { UiState } from '../model/ui-state.ts'
import { Line } from '../parts/line.tsx'
import { Overlay } from '../parts/overlay.tsx'
import { type TextLook, type Theme, useTheme } from '../parts/theme.ts'
import { useSelect } from '../parts/use-select.ts'
import type { Dialog } from '../view/dialog.ts'
import { inside, overlayOf } from '../view/layout.ts'
import { withView } from '../view/toast.ts'
import { WorkList } from './work-dialog.tsx'
import { matchLine, moveWork } from './work-view.ts'

/** The diff or the description of a session. Only visible lines are drawn. */
function WorkTextView() {
  const theme = useTheme()
  const state = useSelect(whole)
  const { view, work } = state
  const area = overlayOf(view)
  const { width, height } = inside(area)
  const lines = work.text?.lines ?? []
  const isEmpty = work.text !== null && lines.every(line => line === '')
  const end = Math.min(lines.length, view.scroll + height)
  return (
    <Overlay
      area={area}
      title={cut(work.text?.title ?? 'Reading…', Math.max(10, width - 20))}
      note={lines.length > 0 ? `${view.scroll + 1}-${end} of ${lines.length}` : ''}
    >
      {isEmpty && <Line spans={[{ text: ' Nothing was changed.', look: theme.dim }]} />}
      {!isEmpty &&
        lines.slice(view.scroll, view.scroll + height).map((line, index) => {
          const isFound =
            view.workSearch !== '' && line.toLowerCase().includes(view.workSearch.toLowerCase())
          return (
            <Line
              // biome-ignore lint/suspicious/noArrayIndexKey: only the index identifies a row
              key={index}
              spans={[
                { text: isFound ? theme.glyphs.mark : ' ' },
                { text: cut(line, width - 1), ...toneLook(line, theme) },
              ]}
            />
          )
        })}
    </Overlay>
  )
}

const whole = (state: UiState): UiState => state

function toneLook(line: string, theme: Theme): { readonly look?: TextLook } {
  const tone = diffTone(line)
  if (tone === 'added') return { look: theme.good }
  if (tone === 'removed') return { look: theme.bad }
  if (tone === 'hunk') return { look: theme.accent }
  return tone === 'file' ? { look: theme.strong } : {}
}

export const workTextDialog: Dialog = {
  mode: 'work-text',
  open: state => withView(state, { mode: 'work-text', scroll: 0, workSearch: '' }),
  back: state => moveWork(withView(state, { mode: 'work', scroll: 0 }), 0),
  rows: state => state.work.text?.lines.length ?? 0,
  draw: () => <WorkTextView />,
}

/** The prompt for a search in the diff or description. */
export const workSearchDialog: Dialog = {
  ...promptOf('work-search'),
  submit: state =>
    matchLine(promptOf('work-search').submit?.(state) ?? state, 1, state.view.line.text),
  back: state => withView(state, { mode: 'work-text' }),
  draw: () => <WorkTextView />,
}

/** The input line for the agent's next prompt in the selected session. */
export const workPromptDialog = lineOverWork('work-prompt')
/** The input line for a new session: agent, host, repository and the prompt for the agent. */
export const workNewDialog = lineOverWork('work-new')
/** The input line for the id of a session to restore. */
export const workRestoreDialog = lineOverWork('work-restore')
/** The input line for the name of a session, typed to confirm that it is removed although work would be lost. */
export const workForceDialog = lineOverWork('work-force')

function lineOverWork(mode: 'work-prompt' | 'work-new' | 'work-restore' | 'work-force'): Dialog {
  return {
    ...promptOf(mode),
    back: state => moveWork(withView(state, { mode: 'work', scroll: 0 }), 0),
    draw: () => <WorkList />,
  }
}
