import type { Command } from './model/command.ts'
import type { State } from './model/state.ts'
import type { Message } from './step.ts'
import { update } from './update.ts'

export interface Store {
  getState(): State
  dispatch(message: Message): void
  /** Called after every change of state; returns the way to stop. */
  subscribe(listener: () => void): () => void
}

export interface StoreOptions {
  readonly initial: State
  /** Carries commands out; called after the state has changed, in order. */
  readonly run: (command: Command) => void
  /** Epoch milliseconds. */
  readonly now: () => number
  /** Sees every message, for recordings that replay. */
  readonly tap?: (message: Message, at: number) => void
}

/** Holds the state. Messages that arrive while one is handled wait for their turn. */
export function createStore({ initial, run, now, tap }: StoreOptions): Store {
  let state = initial
  let busy = false
  const waiting: Message[] = []
  const listeners = new Set<() => void>()

  function handle(message: Message): void {
    const at = now()
    tap?.(message, at)
    const next = update(state, message, at)
    const changed = next.state !== state
    state = next.state
    for (const command of next.commands) run(command)
    if (changed) for (const listener of [...listeners]) listener()
  }

  return {
    getState: () => state,
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    dispatch(message) {
      waiting.push(message)
      if (busy) return
      busy = true
      try {
        for (let next = waiting.shift(); next; next = waiting.shift()) handle(next)
      } finally {
        busy = false
      }
    },
  }
}
