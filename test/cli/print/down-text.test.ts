import { expect, test } from 'vitest'
import { downText } from '../../../src/cli/print/down-text.ts'
import { RECONNECTS } from '../../../src/state/hosts/link-text.ts'
import { makeFailure } from '../../../src/state/model/failure.ts'

const silent = makeFailure({
  kind: 'unreachable',
  host: 'gpu1',
  what: 'The host has not answered for 8 s.',
  hint: RECONNECTS,
})

test('says once that the host is dialled again, and keeps every other hint', () => {
  expect(downText(silent)).toBe('gpu1: The host has not answered for 8 s. Reconnecting.')
  expect(downText({ ...silent, hint: makeFailure({ ...silent, hint: 'Start sshd.' }).hint })).toBe(
    'gpu1: The host has not answered for 8 s. Start sshd. Reconnecting.',
  )
})
