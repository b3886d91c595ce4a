import { createContext, use, useSyncExternalStore } from 'react'
import type { UiState } from '../model/ui-state.ts'
import type { Frames } from './frame.ts'

export const FramesContext = createContext<Frames | null>(null)

/** The only way from state to a component. The selector must give the same value for the same state. */
export function useSelect<T>(select: (state: UiState) => T): T {
  const frames = use(FramesContext)
  if (!frames) throw new Error('useSelect needs a FramesContext above it.')
  return useSyncExternalStore(frames.subscribe, () => select(frames.get()))
}
