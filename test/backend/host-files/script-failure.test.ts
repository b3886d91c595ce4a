import { expect, test } from 'vitest'
import { fileCall, runFileCall } from '../../../src/backend/host-files/file-script-call.ts'
import { scriptFailure } from '../../../src/backend/host-files/script-failure.ts'
import { FILE_EXITS } from '../../../src/backend/host-files/scripts/path-script.ts'
import { createLocal } from '../../../src/backend/transport/local.ts'

const { missing, denied, exists, cutShort, refused, full } = FILE_EXITS
const TEST = 'Try again. If it fails again, test the host: `fleetmux hosts test gpu1`.'

test.each([
  [
    missing,
    '/h/x does not exist',
    '/h/x does not exist',
    /^Check the path: `fleetmux files ls gpu1:` /,
  ],
  [
    denied,
    "sh: 9: cd: can't cd to /root/",
    "sh: 9: cd: can't cd to /root/",
    /^Change the permissions on the host/,
  ],
  [exists, '/h/x already exists', '/h/x already exists', /^Choose another name, or move/],
  [
    cutShort,
    'the text did not arrive completely',
    'the text did not arrive completely',
    /^The target was not changed/,
  ],
  [
    refused,
    '/h is in the trash or contains it',
    '/h is in the trash or contains it',
    /never moves or removes/,
  ],
  [
    1,
    'rm: /h/x: Permission denied',
    'rm: /h/x: Permission denied',
    /^Change the permissions on the host/,
  ],
  [1, 'sh: 3: tar: not found', 'sh: 3: tar: not found', 'Install this program on the host.'],
  [137, '', 'the command on the host ended with exit code 137', TEST],
  [
    full,
    'cat: File too large\nnothing can be written in /h',
    'the host allows no file of this size',
    /^Free disk space/,
  ],
  [
    full,
    'cat: No space left on device\n/h/x could not be written; its earlier content is in /h/old',
    'the disk of the host is full; /h/x could not be written; its earlier content is in /h/old',
    /^Free disk space/,
  ],
  [
    full,
    '/h/x could not be written; its earlier content is in /h/old',
    '/h/x could not be written; its earlier content is in /h/old',
    /then move the earlier content back/,
  ],
])('exit code %d, "%s": a reason and what to do', (code, said, why, hint) => {
  const failure = scriptFailure('gpu1', 'x was not saved.', code, Buffer.from(said))
  expect(failure).toMatchObject({ host: 'gpu1', what: 'x was not saved.', why })
  expect(failure.hint).toMatch(hint)
})

test('a hint is not given twice: what the host says may have it', () => {
  const said = '/h/x is on a file system without a trash; --permanently removes it without one'
  expect(scriptFailure('h', 'w', refused, Buffer.from(said)).hint).toBeUndefined()
})

test('a script that takes too long: what was to be done may be done', async () => {
  const local = createLocal()
  const ways = { config: () => ({ name: 'h', transport: 'local' as const }), to: () => local }
  const place = { host: 'h', path: 'x' }
  const how = { what: 'x was not moved.', deadline: 300 }
  const call = fileCall(ways, place, 'sleep 600', [])
  await expect(runFileCall(ways, place, call, how)).rejects.toMatchObject({
    failure: {
      kind: 'late',
      what: 'x was not moved.',
      why: 'the host did not finish within 0.3 s',
    },
  })
  const unsure = 'fleetmux does not know whether x was moved.'
  await expect(runFileCall(ways, place, call, { ...how, unsure })).rejects.toMatchObject({
    failure: {
      what: unsure,
      hint: 'The host may still be working on it: check there before you try again. To test the host: `fleetmux hosts test h`.',
    },
  })
  await local.close()
})
