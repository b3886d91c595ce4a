import { trialLines } from '../../state/host-test-dialog.ts'
import { inside, overlayOf } from '../../state/layout.ts'
import type { State } from '../../state/model/state.ts'
import { useSelect } from '../use-select.ts'
import { HostText } from './host-text.tsx'
import { Overlay } from './overlay.tsx'

/** What a test finds out about a host that is to be kept, as it does. */
export function HostTrial() {
  const state = useSelect(whole)
  const area = overlayOf(state.view)
  const host = state.view.hosts?.form?.trial?.host ?? ''
  const { height } = inside(area)
  return (
    <Overlay area={area} title={`Test ${host}`} note="saved where nothing is in the way">
      <HostText lines={trialLines(state)} from={state.view.scroll} rows={height} />
    </Overlay>
  )
}

const whole = (state: State): State => state
