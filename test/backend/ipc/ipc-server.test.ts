import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { startIpcServer } from '../../../src/backend/ipc/ipc-server.ts'
import type { IpcServices } from '../../../src/backend/ipc/server-session.ts'
import type { Failure } from '../../../src/state/model/failure.ts'

test('where the socket cannot be opened, it says what follows and what to do', async () => {
  const { promise, resolve } = Promise.withResolvers<Failure>()
  const server = startIpcServer({
    directory: () => join(tmpdir(), 'x'.repeat(200)),
    // Nobody connects.
    services: {} as IpcServices,
    failed: resolve,
  })
  expect(await promise).toMatchObject({
    kind: 'refused',
    what: 'Other fleetmux commands cannot use the connections of this process.',
    why: expect.stringMatching(/^the socket for them cannot be opened: ./),
    hint: expect.stringContaining('set XDG_RUNTIME_DIR on this machine'),
  })
  await server.close()
})
