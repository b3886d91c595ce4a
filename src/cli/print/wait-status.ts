import type { WaitState } from '../../state/selectors/wait-state.ts'
import type { Call } from '../command/command.ts'
import { toJson } from './json.ts'

/** The status of one target of a wait. */
export interface Status {
  readonly target: string
  /** All states that the target is in. */
  readonly states: readonly WaitState[]
  /** The awaited state that the target is in; null: it is in none of them. */
  readonly met: WaitState | null
}

export async function printStatus(
  call: Call,
  all: readonly Status[],
  unreached: readonly string[],
): Promise<void> {
  if (call.flags.is('json')) return call.print(toJson({ targets: all, unreached }))
  for (const { target, met } of all) if (met) await call.print(`${target}\t${met}`)
}

/** The targets that are in none of the awaited states, each with its state, as a list for a message. */
export function unmetTargets(
  all: readonly Status[],
  unreached: readonly string[],
): readonly string[] {
  const others = all.filter(({ met }) => !met)
  return [
    ...others.map(({ target, states: [now] }) => `${target} is ${now ?? 'unknown'}`),
    ...unreached.map(name => `the host ${name} has not answered`),
  ]
}
