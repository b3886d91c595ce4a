import { bundled } from '../../../../src/backend/agents/catalogue.ts'
import { readObservation } from '../../../../src/backend/agents/observation.ts'
import type { AgentReading } from '../../../../src/state/model/agents/agent.ts'
import type { Pane } from '../../../../src/state/model/fleet.ts'
import { clean } from '../../../../src/state/text/clean.ts'

/** Where the terminal's cursor is: its column and row, or nowhere. */
export type CursorPlace = readonly [x: number, y: number] | 'hidden'

/** Reads a screen of this program that has not changed for a minute. */
export function readQuiet(
  command: string,
  screen: string,
  { title = '', at = 'hidden' }: { readonly title?: string; readonly at?: CursorPlace } = {},
): AgentReading | null {
  const pane = { command: clean(command), title: clean(title), ours: false } as Pane
  const [x, y] = at === 'hidden' ? [0, 0] : at
  const cursor = { x, y, visible: at !== 'hidden' }
  const observation = { pane, agent: null, lines: screen.split('\n'), moved: -60_000, cursor }
  return readObservation(bundled, observation, 0).reading
}

/** The choices that are offered on such a screen. */
export function choicesOf(reading: AgentReading | null): readonly string[] {
  return (reading?.question?.choices ?? []).map(({ key, label }) => `${key} ${label}`)
}
