import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { start } from '../../src/backend/process.ts'
import { capture, ended } from '../lab/process.ts'

test('no Ctrl-C of the terminal reaches a process of ours', async () => {
  const child = start({ file: 'sleep', args: ['600'] })
  try {
    const group = await capture('ps', ['-o', 'pgid=', '-p', String(child.pid)])

    expect(group.trim()).toBe(String(child.pid))
  } finally {
    await child.kill()
  }
})

test('what was started ends when we leave', async () => {
  const starter = fileURLToPath(new URL('starter.ts', import.meta.url))

  const said = await capture(process.execPath, [starter])

  const pid = Number(said)
  expect(pid).toBeGreaterThan(1)
  await ended([pid])
})
