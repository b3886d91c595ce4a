import { render } from 'ink-testing-library'
import type { ReactNode } from 'react'
import { createStore } from '../../../src/state/store.ts'
import { update } from '../../../src/ui/app/update.ts'
import type { UiState } from '../../../src/ui/model/ui-state.ts'
import { createFrames } from '../../../src/ui/parts/frame.ts'
import { ThemeContext, themeOf } from '../../../src/ui/parts/theme.ts'
import { FramesContext } from '../../../src/ui/parts/use-select.ts'
import { NOW } from '../fleet.ts'

/** A component as Ink prints it, without colours: what is told is told by text. */
export function printed(state: UiState, node: ReactNode): string {
  const frames = createFrames(
    createStore({ update, initial: state, run: () => undefined, now: () => NOW }),
  )
  const { lastFrame, unmount } = render(
    <FramesContext value={frames}>
      <ThemeContext value={themeOf({ theme: 'none', borders: state.settings.borders })}>
        {node}
      </ThemeContext>
    </FramesContext>,
  )
  const frame = lastFrame() ?? ''
  unmount()
  frames.stop()
  return `\n${frame.replace(/\x1b\[[\d;]*m/g, '').replace(/[ \n]+$/, '')}\n`
}
