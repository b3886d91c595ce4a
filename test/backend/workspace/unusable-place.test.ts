import { expect, test } from 'vitest'
import { createLocal } from '../../../src/backend/transport/local.ts'
import type { Pack } from '../../../src/backend/workspace/pack/pack.ts'
import { unpackWorkspace } from '../../../src/backend/workspace/unpack.ts'
import { failureOf } from '../state-file/place.ts'

/** A host that reports these bytes as its directory for workspaces. */
function hostAt(place: Buffer) {
  const nothing = Buffer.alloc(0)
  const run = async () => ({ code: 0, stdout: place, stderr: nothing })
  return { ...createLocal({ name: 'gpu1' }), run }
}

test.each([
  [Buffer.alloc(0), 'the host did not report the directory for workspaces'],
  [Buffer.from('work/'), 'the path of the directory for workspaces "work" is not absolute'],
  [
    Buffer.from('/home/ren\xe9/', 'latin1'),
    'the path of the directory for workspaces "/home/ren\ufffd" contains a byte that is not UTF-8',
  ],
  [
    Buffer.from('/home/a\u0007b/'),
    'the path of the directory for workspaces "/home/a\ufffdb" contains a control character',
  ],
  [Buffer.from(`/${'x'.repeat(999)}/`), 'is longer than 999 bytes'],
])(
  'a directory that cannot hold workspaces is told with what is wrong with it: %s',
  async (place, why) => {
    const transport = hostAt(place)
    const pack = {} as Pack
    const made = unpackWorkspace({ transport, pack, id: 'sess-20260502-203014-4f2a' })
    expect(await failureOf(made)).toMatchObject({
      what: 'The workspace could not be created on the host.',
      why: expect.stringContaining(why),
      hint: expect.stringContaining('create a directory /workspace'),
    })
  },
)
