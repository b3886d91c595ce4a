import { expect, test } from 'vitest'
import { bundled } from '../../../../src/backend/agents/catalogue.ts'
import { readObservation } from '../../../../src/backend/agents/observation.ts'
import type { Pane } from '../../../../src/state/model/fleet.ts'
import { clean } from '../../../../src/state/text/clean.ts'
import { ASKING, type AskingScreen } from '../../../fixtures/questions/asking.ts'
import { ASKING_TOOLS } from '../../../fixtures/questions/asking-tools.ts'
import { INNOCENT, type InnocentScreen } from '../../../fixtures/questions/innocent.ts'
import { INNOCENT_PROGRAMS } from '../../../fixtures/questions/innocent-programs.ts'

const ALL_ASKING = [...ASKING, ...ASKING_TOOLS]
const ALL_INNOCENT = [...INNOCENT, ...INNOCENT_PROGRAMS]

type Shown = Pick<AskingScreen | InnocentScreen, 'command' | 'screen' | 'cursor'>

/** As it is read once it has been quiet for a minute. */
function read({ command, screen, cursor: where }: Shown) {
  const pane = { command: clean(command), title: clean(''), ours: false } as Pane
  const lines = screen.split('\n')
  const y = lines.length - 1
  const cursor = { x: where === 'end' ? (lines[y]?.length ?? 0) : 0, y, visible: true }
  const seen = {
    hidden: { ...cursor, visible: false },
    below: { ...cursor, y: y + 1 },
    end: cursor,
  }
  const observation = { pane, agent: null, lines, moved: -60_000, cursor: seen[where] }
  return readObservation(bundled, observation, 0).reading
}

test('nine of ten questions of programs that nobody here knows are found', () => {
  const missed = ALL_ASKING.filter(each => read(each)?.state !== 'waiting').map(({ name }) => name)
  expect(missed.length, missed.join(', ')).toBeLessThanOrEqual(ALL_ASKING.length / 10)
})

test.each(ALL_ASKING.map(each => [each.name, each] as const))('asks: %s', (_, asking) => {
  const reading = read(asking)
  expect(reading?.state).toBe('waiting')
  expect(reading?.question?.choices.map(({ key }) => key)).toEqual(asking.keys)
  expect(reading?.confidence).toBeLessThan(0.7)
})

test.each(ALL_INNOCENT.map(each => [each.name, each] as const))(
  'nobody asks: %s',
  (_, innocent) => {
    expect(read(innocent)).toBeNull()
  },
)
