import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { ended, until } from './process.ts'

test('what a test started ends with it, even when the test is killed', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'fmg-'))
  const program = `
    import { spawn } from 'node:child_process'
    import { startProcessGuard } from '${fileURLToPath(new URL('process-guard.ts', import.meta.url))}'
    startProcessGuard('${dir}')
    const child = spawn('sleep', ['600'], { detached: true, env: { ...process.env, HOME: '${dir}' } })
    console.log(child.pid)
    setInterval(() => {}, 1000)`
  const run = spawn(process.execPath, ['--input-type=module', '-e', program])
  const [said] = await once(run.stdout, 'data')
  run.kill('SIGKILL')
  await ended([Number(said)])
  await until('the directory to go', () => !existsSync(dir))
  expect(Number(said)).toBeGreaterThan(1)
})
