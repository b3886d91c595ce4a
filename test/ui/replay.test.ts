import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { createStore } from '../../src/state/store.ts'
import { fromTraceLine, toTraceLine } from '../../src/state/trace.ts'
import { update } from '../../src/ui/app/update.ts'
import type { UiState } from '../../src/ui/model/ui-state.ts'
import type { UiMessage } from '../../src/ui/view/step.ts'

type Line =
  | { readonly initial: UiState }
  | { readonly at: number; readonly message: UiMessage }
  | { readonly final: UiState }

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
  const store = createStore({ update, initial: first.initial, run: () => {}, now: () => at })
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
