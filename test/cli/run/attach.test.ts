import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runResultSchema } from '../../../src/state/runs/result-schema.ts'
import { type App, openApp } from '../app.ts'

const PNG = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')

let app: App
beforeAll(async () => {
  app = await openApp()
})
afterAll(() => app?.close())

async function attach(agent: string, bytes: Uint8Array, ...more: readonly string[]) {
  await mkdir(join(app.dir, 'files'), { recursive: true })
  const file = join(app.dir, 'files', 'file')
  await writeFile(file, bytes)
  return app.run(['run', agent, 'What is it?', '--attach', file, '--json', ...more])
}

test.each([
  ['amp', ['--yolo']],
  ['claude', ['--non-interactive']],
  ['gemini', ['--non-interactive']],
])('%s %o cannot be given an image, and is not started', async (agent, more) => {
  const { code, out } = await attach(agent, PNG, ...more)
  const lines = out.trim().split('\n')
  expect(code).toBe(6)
  const { error } = runResultSchema.parse(JSON.parse(lines.at(-1) ?? ''))
  expect(error).toMatchObject({ code: 'CAPABILITY_ERROR' })
  expect(error?.message).toContain('does not accept images')
  expect((await app.run(['run', 'list'])).out).toBe('')
})

test('what is neither text nor an image, or too large, is refused', async () => {
  const binary = await attach('claude', Buffer.from([1, 0, 2]))
  expect([binary.code, binary.err]).toEqual([
    2,
    expect.stringContaining('neither text nor an image'),
  ])
  const large = await attach('claude', Buffer.concat([PNG, Buffer.alloc(5_000_000)]))
  expect([large.code, large.err]).toEqual([
    2,
    expect.stringContaining('an image may have at most 5 MB'),
  ])
})
