import { createContext, use, useSyncExternalStore } from 'react'
import type { UiState } from '../model/ui-state.ts'
import type { Frames } from './frame.ts'

export const FramesContext = createContext<Frames | null>(null)

/** The only way for a component to read the state. The selector must return equal values for equal states. */
export function useSelect<T>(select: (state: UiState) => T): T {
  const frames = use(FramesContext)
  if (!frames) throw new Error('useSelect needs a FramesContext above it.')
  return useSyncExternalStore(frames.subscribe, () => select(frames.get()))
}
