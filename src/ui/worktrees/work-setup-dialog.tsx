import { cut } from '../../state/text/text.ts'
import type { UiIntent } from '../model/intent.ts'
import type { UiState } from '../model/ui-state.ts'
import { Line } from '../parts/line.tsx'
import { Overlay } from '../parts/overlay.tsx'
import { useTheme } from '../parts/theme.ts'
import { useSelect } from '../parts/use-select.ts'
import type { Dialog } from '../view/dialog.ts'
import { inside, overlayOf } from '../view/layout.ts'
import { withView } from '../view/toast.ts'
import { moveWork } from './work-view.ts'

/** The whole set-up command that a repository defines, shown before it may run. */
function WorkSetupView() {
  const theme = useTheme()
  const { view, work } = useSelect(whole)
  const area = overlayOf(view)
  const { width, height } = inside(area)
  const { lines = [], host, repository } = work.setup ?? {}
  const seen = lines.slice(view.scroll, view.scroll + height)
  const title = work.setup ? `Set-up command of ${repository} on ${host}` : 'No set-up command'
  return (
    <Overlay
      area={area}
      title={cut(title, Math.max(10, width - 20))}
      note={`${view.scroll + 1}-${view.scroll + seen.length} of ${lines.length}`}
    >
      {seen.map((line, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: only the index identifies a row
        <Line key={index} spans={[{ text: ` ${cut(line, width - 1)}`, look: theme.strong }]} />
      ))}
    </Overlay>
  )
}

const whole = (state: UiState): UiState => state

export const workSetupDialog: Dialog = {
  mode: 'work-setup',
  back: state => moveWork(withView(state, { mode: 'work', scroll: 0 }), 0),
  rows: state => state.work.setup?.lines.length ?? 0,
  draw: () => <WorkSetupView />,
}

/** Creates the session that waits for the user's decision. If `runs` is true, the shown set-up command is run. */
export function createWaiting({ work }: UiState, runs: boolean): readonly UiIntent[] {
  if (!work.setup) return [{ type: 'back' }]
  const { host, repository, agent, prompt, digest } = work.setup
  const setup = runs ? digest : 'skip'
  return [
    { type: 'back' },
    { type: 'say', text: 'Creating the worktree session…' },
    { type: 'new-worktree', host, repository, agent, prompt, setup },
  ]
}
