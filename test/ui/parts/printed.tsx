import { render } from 'ink-testing-library'
import type { ReactNode } from 'react'
import type { State } from '../../../src/state/model/state.ts'
import { createStore } from '../../../src/state/store.ts'
import { createFrames } from '../../../src/ui/frame.ts'
import { ThemeContext, themeOf } from '../../../src/ui/theme.ts'
import { FramesContext } from '../../../src/ui/use-select.ts'
import { NOW } from '../../state/fleet.ts'

/** A component as Ink prints it, without colours: what is told is told by text. */
export function printed(state: State, node: ReactNode): string {
  const frames = createFrames(createStore({ initial: state, run: () => undefined, now: () => NOW }))
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
