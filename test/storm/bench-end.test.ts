import { spawn } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { ended, inhabitants, signal, until } from '../lab/process.ts'

let dir = ''
afterEach(async () => {
  signal(
    inhabitants(dir).map(({ pid }) => pid),
    'SIGKILL',
  )
  await rm(dir, { recursive: true, force: true })
})

test.each(['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGKILL'] as const)(
  'what the bench has started ends with it: %s',
  async how => {
    dir = await mkdtemp(join(tmpdir(), 'fme-'))
    for (const name of ['bin', 'tmp']) await mkdir(join(dir, name))
    // The program is built already, and others use it now.
    await writeFile(join(dir, 'bin', 'npm'), '#!/bin/sh\n', { mode: 0o755 })
    const PATH = `${join(dir, 'bin')}:${process.env['PATH']}`
    const env = { ...process.env, PATH, TMPDIR: join(dir, 'tmp') }
    const words = ['--import', 'tsx', 'bench/run.ts', '--only', 'latency', '--hosts', '3']
    const bench = spawn(process.execPath, words, { env, stdio: 'ignore' })
    const all = await until('its screen and its hosts', () => {
      const found = inhabitants(dir)
      const has = (wanted: RegExp) => found.some(({ command }) => wanted.test(command))
      return has(/fleetmux\.js/) && has(/sshd/) ? found : null
    })
    bench.kill(how)
    await ended(all.map(({ pid }) => pid))
    await until('nothing of it to be left', () => inhabitants(dir).length === 0)
    expect(all.length).toBeGreaterThan(2)
  },
)
