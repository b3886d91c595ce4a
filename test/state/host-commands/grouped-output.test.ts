import { expect, test } from 'vitest'
import { groupOutput } from '../../../src/state/host-commands/grouped-output.ts'
import type { HostOutcome } from '../../../src/state/host-commands/host-command.ts'

const ran = (host: string, stdout: string, code = 0): HostOutcome => ({
  host,
  state: 'ran',
  output: { code, stdout, stderr: '', omitted: 0, milliseconds: host.length },
})
const groups = (...outcomes: readonly HostOutcome[]) =>
  groupOutput(outcomes).map(({ hosts, output }) => [hosts.join(), output.stdout, output.code])

test('what ended and printed the same is one group, however long it took', () => {
  expect(groups(ran('a', 'x'), ran('bb', 'y'), ran('ccc', 'y'), ran('d', 'x', 1))).toEqual([
    ['bb,ccc', 'y', 0],
    ['a', 'x', 0],
    ['d', 'x', 1],
  ])
})

test('a host that has not run is in no group', () => {
  expect(groups({ host: 'a', state: 'not-run' })).toEqual([])
})

test('where one stream ends and the other begins is told apart', () => {
  const other: HostOutcome = {
    host: 'b',
    state: 'ran',
    output: { code: 0, stdout: '', stderr: 'x', omitted: 0, milliseconds: 1 },
  }
  expect(groups(ran('a', 'x'), other)).toHaveLength(2)
})
