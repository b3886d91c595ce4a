import { expect, test } from 'vitest'
import { startPlayer } from './screen-player.ts'
import { type Place, runStorm } from './storm.ts'

const KINDS = ['claude', 'codex', 'gemini', 'qwen', 'kimi', 'opencode', 'copilot']

/** A busy machine is late by seconds; one that reads wrongly stays so. */
const LATE = 20_000

test('agents of seven kinds on three hosts are read as they are, through work, questions and kills', async () => {
  const starts = Array.from(
    { length: 14 },
    (_, index) => (place: Place) => startPlayer(KINDS[index % KINDS.length] ?? '', place),
  )
  const figures = await runStorm(starts, { seconds: 90 })
  expect(figures.changes).toBeGreaterThan(40)
  expect(figures.faults.filter(({ ms }) => ms > LATE)).toEqual([])
})
