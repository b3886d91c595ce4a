import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Token } from '../../../src/server/access/token.ts'
import { perform } from '../../../src/server/api/request/perform.ts'
import { type ApiContext, route } from '../../../src/server/api/request/route.ts'
import { type AuditLog, openAuditLog } from '../../../src/server/audit/audit-log.ts'

let directory: string
let audit: AuditLog
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'fmperform-'))
  audit = await openAuditLog(join(directory, 'audit.jsonl'))
})
afterEach(() => rm(directory, { recursive: true, force: true }))

/** Sends a request to a route whose action is `act`. */
async function ask(act: () => unknown) {
  const caller: Token = {
    ...{ id: 'main', name: 'me', role: 'admin', hash: '' },
    ...{ created: 0, expires: null, lastUsed: null },
  }
  const acting = route({
    ...{ method: 'POST', path: '/api/v1/x', summary: '', role: 'admin', intents: [] },
    run: async () => act(),
  })
  const answer = await perform(acting, { now: Date.now } as ApiContext, audit, {
    ...{ caller, from: '', params: {}, query: {} },
    readBody: async () => undefined,
    request: new Request('http://localhost/api/v1/x'),
  })
  const { message, data } = (await answer.json()) as { message?: string; data?: unknown }
  return { status: answer.status, message, data }
}

test('an action that cannot be logged is not done, and the answer says why', async () => {
  await audit.close()
  let done = 0
  const { status, message } = await ask(() => done++)
  expect([status, done]).toEqual([409, 0])
  expect(message).toContain(`The audit log ${join(directory, 'audit.jsonl')} cannot be written.`)
  expect(message).toContain('Until it can, the server refuses all actions.')
})

test('an action that was done is answered, even if its end cannot be logged', async () => {
  expect(await ask(() => audit.close().then(() => 'done'))).toMatchObject({
    status: 200,
    data: 'done',
  })
})
