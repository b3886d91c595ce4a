import { Box, useApp } from 'ink'
import { useEffect } from 'react'
import { PainterContext } from '../paint/context.ts'
import type { Painter } from '../paint/painter.ts'
import type { Frames } from '../parts/frame.ts'
import { ThemeContext, themeOf } from '../parts/theme.ts'
import { FramesContext, useSelect } from '../parts/use-select.ts'
import { Fleet } from './fleet-screen.tsx'

export type InkApp = ReturnType<typeof useApp>

export interface AppProps {
  readonly frames: Frames
  /** Draws the live panes. If null, Ink draws them. */
  readonly painter: Painter | null
  /** Called once with the result of Ink's `useApp`. */
  readonly onReady?: (app: InkApp) => void
}

export function App({ frames, painter, onReady }: AppProps) {
  const app = useApp()
  useEffect(() => onReady?.(app), [app, onReady])
  return (
    <FramesContext value={frames}>
      <PainterContext value={painter}>
        <Root />
      </PainterContext>
    </FramesContext>
  )
}

/** The whole screen. If it had one row more than the terminal, Ink would repaint everything in every frame. */
function Root() {
  const columns = useSelect(state => state.view.columns)
  const rows = useSelect(state => state.view.rows)
  const theme = useSelect(state => state.settings.theme)
  const borders = useSelect(state => state.settings.borders)
  return (
    <ThemeContext value={themeOf({ theme, borders })}>
      <Box width={columns} height={rows} overflow="hidden">
        <Fleet />
      </Box>
    </ThemeContext>
  )
}
