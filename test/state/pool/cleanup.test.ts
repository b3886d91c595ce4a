import { describe, expect, test } from 'vitest'
import type { ExecEnd } from '../../../src/state/model/launch.ts'
import { cleanupOf } from '../../../src/state/pool/cleanup.ts'

const END: ExecEnd = { keep: false, code: 0, timedOut: false, origin: 'made', others: [] }

describe('what becomes of the machine of an exec', () => {
  test.each([
    [{}, true, 'The machine created for this command is being removed: the command has ended.'],
    [
      { timedOut: true, code: -1 },
      true,
      'The machine created for this command is being removed: the time limit was reached.',
    ],
    [
      { origin: 'pool' },
      true,
      'The machine taken from the pool is being removed: the command has ended.',
    ],
    [
      { origin: 'named' },
      true,
      'The machine named with --vm-name is being removed: the command has ended.',
    ],
    [
      { code: 7 },
      false,
      'The machine is kept for debugging, because the command ended with exit code 7.',
    ],
    [{ keep: true }, false, 'The machine is kept, because of --keep-vm.'],
    [{ keep: true, code: 7 }, false, 'The machine is kept, because of --keep-vm.'],
    [{ keep: true, timedOut: true, code: -1 }, false, 'The machine is kept, because of --keep-vm.'],
    [{ others: ['a'] }, false, 'The machine is kept, because a still runs on it.'],
    [
      { others: ['a', 'b'], timedOut: true },
      false,
      'The machine is kept, because a, b still run on it.',
    ],
    [
      { origin: 'static' },
      false,
      'The machine is kept, because it is a host of the configuration.',
    ],
  ] satisfies [Partial<ExecEnd>, boolean, string][])('%o', (more, remove, words) => {
    expect(cleanupOf({ ...END, ...more })).toEqual({ remove, words })
  })
})
