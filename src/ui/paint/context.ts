import { createContext } from 'react'
import type { Painter } from './painter.ts'

/** The painter of the terminal; null: Ink prints panes itself (tests, recordings, pipes). */
export const PainterContext = createContext<Painter | null>(null)
