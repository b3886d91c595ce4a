import { expect, test } from 'vitest'
import { findAmong } from '../../../src/backend/runs/find-run.ts'
import { FailureError } from '../../../src/state/model/failure.ts'
import { failureOf } from '../state-file/place.ts'

const ids: Readonly<Record<string, readonly string[]>> = { one: ['abc', 'abd'], two: ['xyz'] }

async function list(host: string) {
  const known = ids[host]
  if (known) return known.map(id => ({ host, spec: { id } }))
  throw new FailureError({
    ...{ kind: 'unreachable', host, what: 'The host does not answer.', hint: 'Start it.' },
  })
}

test('a run is found by the beginning of its id, also if a host cannot be asked', async () => {
  expect((await findAmong('x', ['one', 'two', 'away'], list)).host).toBe('two')
})

test('an id that fits several runs is refused', async () => {
  expect(await failureOf(findAmong('ab', ['one', 'away'], list))).toMatchObject({
    what: 'The ids of several runs begin with ab.',
    hint: 'Give more characters of the id: `fleetmux run list` lists the runs.',
  })
})

test('a run that no host has, and one that may be on a host that cannot be asked', async () => {
  expect(await failureOf(findAmong('q', ['one', 'two'], list))).toMatchObject({
    ...{ kind: 'missing', what: 'There is no run q.' },
    hint: '`fleetmux run list` lists the runs.',
  })
  expect(await failureOf(findAmong('q', ['one', 'away'], list, 'playbook'))).toMatchObject({
    kind: 'missing',
    what: 'The playbook q was not found, and not all hosts could be asked.',
    why: 'away: The host does not answer.',
    hint: 'Try again when every host can be reached. `fleetmux playbook list` lists the playbooks.',
  })
})
