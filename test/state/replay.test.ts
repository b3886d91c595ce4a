import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import type { State } from '../../src/state/model/state.ts'
import type { Message } from '../../src/state/step.ts'
import { createStore } from '../../src/state/store.ts'
import { fromTraceLine, toTraceLine } from '../../src/state/trace.ts'

type Line =
  | { readonly initial: State }
  | { readonly at: number; readonly message: Message }
  | { readonly final: State }

/**
 * A real run on the demo, recorded with FLEETMUX_RECORDING: hosts come up, panes print, keys are pressed,
 * a session starts and another is ended. The same messages lead to the same state, to the last cell.
 */
test('a recorded run replays to the same state', () => {
  const lines = gunzipSync(readFileSync('test/fixtures/run.ndjson.gz'))
    .toString('utf8')
    .trim()
    .split('\n')
    .map(line => fromTraceLine(line) as Line)
  let at = 0
  const [first] = lines
  if (!first || !('initial' in first)) throw new Error('the recording has no beginning')
  const store = createStore({ initial: first.initial, run: () => {}, now: () => at })
  for (const line of lines) {
    if (!('message' in line)) continue
    at = line.at
    store.dispatch(line.message)
  }
  const last = lines.at(-1)
  // Through JSON, as the recording went: what is undefined is not there.
  expect(fromTraceLine(toTraceLine(store.getState()))).toEqual(
    last && 'final' in last ? last.final : null,
  )
  expect(lines.length).toBeGreaterThan(40)
})
