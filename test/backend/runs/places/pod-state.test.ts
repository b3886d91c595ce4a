import { expect, test } from 'vitest'
import { readPodState } from '../../../../src/backend/runs/places/pod-state.ts'

const read = (status: object, metadata: object = {}) =>
  readPodState(JSON.stringify({ metadata, status }))

test.each([
  [{ phase: 'Failed', reason: 'Evicted', message: 'The node was low on memory.' }, 'Evicted'],
  [{ phase: 'Failed', reason: 'NodeLost' }, 'NodeLost'],
  [
    {
      phase: 'Pending',
      containerStatuses: [{ state: { waiting: { reason: 'InvalidImageName' } } }],
    },
    'InvalidImageName',
  ],
])('a pod that will never run says why: %o', (status, why) => {
  expect(read(status)).toEqual({ kind: 'failed', why: expect.stringContaining(why) })
})

test('one that is deleted meanwhile is not waited for', () => {
  const running = { phase: 'Running', containerStatuses: [{ state: { running: {} } }] }
  expect(read(running)).toEqual({ kind: 'ready' })
  expect(read(running, { deletionTimestamp: '2026-11-30T00:00:00Z' }).kind).toBe('failed')
})
