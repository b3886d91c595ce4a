import type { Command } from './model/command.ts'
import type { Event } from './model/event.ts'
import type { Intent } from './model/intent.ts'
import type { State } from './model/state.ts'

export type Message = Event | Intent

/** What one message leads to. */
export interface Step {
  readonly state: State
  readonly commands: readonly Command[]
}

/** A slice's part of update: one pure function a message. `at`: epoch milliseconds. */
export type Handlers = {
  readonly [T in Message['type']]?: (
    state: State,
    message: Extract<Message, { type: T }>,
    at: number,
  ) => Step
}

export function step(state: State, ...commands: Command[]): Step {
  return { state, commands }
}

/** One after the other: the second sees the first's state, the commands of both are carried out. */
export function andThen(first: Step, second: (state: State) => Step): Step {
  const next = second(first.state)
  return { state: next.state, commands: [...first.commands, ...next.commands] }
}
