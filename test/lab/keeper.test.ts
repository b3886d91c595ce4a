import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { startKeeper } from './keeper.ts'
import { alive, ended, signal, until } from './process.ts'

test.each(['SIGKILL', 'SIGINT'] as const)(
  '%s ends what was started, whatever session it is in',
  async how => {
    const dir = await mkdtemp(join(tmpdir(), 'fmk-'))
    const program = spawn(process.execPath, ['--import', 'tsx', 'test/lab/kept.ts', dir], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    let said = ''
    program.stdout.on('data', chunk => (said += chunk))
    await until('its children', () => said.includes('\n'))
    const pids = said.trim().split(' ').map(Number)
    try {
      expect(pids.map(alive)).toEqual([true, true])
      program.kill(how)
      await ended(pids)
      await until('the directory to be gone', () => !existsSync(dir))
    } finally {
      signal([...pids, program.pid ?? 0].filter(alive), 'SIGKILL')
      await rm(dir, { recursive: true, force: true })
    }
  },
)

test('told to, it ends at once, and leaves alone what is not of its directory', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'fmk-'))
  const other = spawn('sleep', ['600'], { env: { PATH: process.env['PATH'], HOME: `${dir}x/` } })
  const kept = spawn('sleep', ['600'], { env: { PATH: process.env['PATH'], HOME: `${dir}/` } })
  const over = new Promise(resolve => kept.once('exit', (_, name) => resolve(name)))
  await startKeeper(dir).end()
  expect(await over).toBe('SIGKILL')
  expect(alive(other.pid ?? 0)).toBe(true)
  other.kill()
})
