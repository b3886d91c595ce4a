import type { State } from '../state.ts'
import type { Command } from './command.ts'
import type { Event } from './event.ts'
import type { Intent } from './intent.ts'

export type Message = Event | Intent

/** The result of one message. `S`: the fleet, or the fleet and the state of a face (screen, CLI or server). */
export interface Step<S = State> {
  readonly state: S
  readonly commands: readonly Command[]
}

/** The reducers of one slice (part) of the state: one pure function per message type. `at`: epoch milliseconds. */
export type Handlers<S = State, M extends { readonly type: string } = Message> = {
  readonly [T in M['type']]?: (state: S, message: Extract<M, { type: T }>, at: number) => Step<S>
}

export function step<S>(state: S, ...commands: Command[]): Step<S> {
  return { state, commands }
}

/** Applies `second` to the state that `first` returned, and joins the commands of both. */
export function andThen<S>(first: Step<S>, second: (state: S) => Step<S>): Step<S> {
  const next = second(first.state)
  return { state: next.state, commands: [...first.commands, ...next.commands] }
}

/** Passes a message through all slices (parts of the state) that handle it, in their order. */
export function throughSlices<S, M extends { readonly type: string }>(
  slices: readonly Handlers<S, M>[],
  start: Step<S>,
  message: M,
  at: number,
): Step<S> {
  return slices.reduce((done, slice) => {
    const handler = slice[message.type as M['type']] as
      | ((state: S, message: M, at: number) => Step<S>)
      | undefined
    return handler ? andThen(done, state => handler(state, message, at)) : done
  }, start)
}
