import type { WaitState } from '../../state/selectors/wait-state.ts'
import type { Call } from '../command/command.ts'
import { toJson } from './json.ts'

/** One of those that are waited for. */
export interface Status {
  readonly target: string
  /** All that is so of it. */
  readonly states: readonly WaitState[]
  /** The state for which it was waited; null: it is in none. */
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

/** Those that are in none of the states, as a list for a message. */
export function missing(all: readonly Status[], unreached: readonly string[]): readonly string[] {
  const others = all.filter(({ met }) => !met)
  return [
    ...others.map(({ target, states: [now] }) => `${target} is ${now ?? 'unknown'}`),
    ...unreached.map(name => `${name} is not reached`),
  ]
}
