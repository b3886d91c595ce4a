import type { Command } from './model/messages/command.ts'
import type { Message, Step } from './model/messages/step.ts'
import type { State } from './model/state.ts'
import { update } from './update.ts'

/** The store of a face: `S` is the state of the fleet and of the face, `M` the messages that it handles. */
export interface Store<S extends State = State, M = Message> {
  getState(): S
  dispatch(message: M): void
  /** The listener is called after every change of state. Returns a function that unsubscribes it. */
  subscribe(listener: () => void): () => void
}

/** A face (screen, CLI or server): `begin` makes its first state, `update` is called with every message. */
export interface Face<S extends State, M> {
  readonly begin: (fleet: State) => S
  readonly update: (state: S, message: M, at: number) => Step<S>
}

/** A face that adds nothing: the fleet alone. */
export const FLEET_ALONE: Face<State, Message> = { begin: fleet => fleet, update }

export interface StoreOptions<S extends State, M> {
  readonly initial: S
  readonly update: Face<S, M>['update']
  /** Runs commands in order, after the state has changed. */
  readonly run: (command: Command) => void
  /** The current time in epoch milliseconds. */
  readonly now: () => number
  /** Called with every message, to record traces that can be replayed. */
  readonly tap?: (message: M, at: number) => void
}

/** Holds the state. Messages that arrive while another is handled are queued. */
export function createStore<S extends State, M>({
  initial,
  update,
  run,
  now,
  tap,
}: StoreOptions<S, M>): Store<S, M> {
  let state = initial
  let busy = false
  const waiting: M[] = []
  const listeners = new Set<() => void>()

  function handle(message: M): void {
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
