import type { UiState } from '../model/ui-state.ts'
import { Overlay } from '../parts/overlay.tsx'
import { useSelect } from '../parts/use-select.ts'
import type { Dialog } from '../view/dialog.ts'
import { inside, overlayOf } from '../view/layout.ts'
import { HostText } from './host-detail-lines.tsx'
import { leaveHosts } from './host-list.ts'
import { scrollTrial, trialLines } from './host-test-handlers.ts'

/** The dialog with the results of a host's test, updated while it runs. */
export function HostTrial() {
  const state = useSelect(whole)
  const area = overlayOf(state.view)
  const host = state.view.hosts?.form?.trial?.host ?? ''
  const { height } = inside(area)
  return (
    <Overlay area={area} title={`Test ${host}`} note="saved if the test succeeds">
      <HostText lines={trialLines(state)} from={state.view.scroll} rows={height} />
    </Overlay>
  )
}

const whole = (state: UiState): UiState => state

export const hostTrialDialog: Dialog = {
  mode: 'host-trial',
  move: scrollTrial,
  back: leaveHosts,
  draw: () => <HostTrial />,
}
