import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createConnection } from '../../../src/backend/connection/connection.ts'
import { createLocal } from '../../../src/backend/transport/local.ts'
import type { Transport } from '../../../src/backend/transport/transport.ts'
import { until } from '../../lab/process.ts'

let dir: string
let socket: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'fma-'))
  socket = join(dir, 's')
  execFileSync('tmux', ['-S', socket, '-f', '/dev/null', 'new-session', '-d', 'exec cat'])
})
afterEach(() => {
  execFileSync('tmux', ['-S', socket, 'kill-server'])
  rmSync(dir, { recursive: true, force: true })
})

test('a host whose tmux speaks another protocol is dialled less and less often, though each dial opens', async () => {
  const real = execFileSync('sh', ['-c', 'command -v tmux']).toString().trim()
  const odd = `#!/bin/sh\ncase " $* " in *' -C '*) echo 'another protocol'; exit 0 ;; esac\nexec ${real} "$@"\n`
  writeFileSync(join(dir, 'tmux'), odd, { mode: 0o755 })
  const env = ['env', `PATH=${dir}:${process.env['PATH']}`]
  const local = createLocal({ name: 'local', deadline: 30_000 })
  const transport: Transport = {
    ...local,
    run: (argv, how) => local.run([...env, ...argv], how),
    open: (argv, how) => local.open([...env, ...argv], how),
  }
  const opened: string[] = []
  const waits: number[] = []
  const connection = createConnection({
    host: { name: 'local', transport: 'local' },
    ...{ transport, tmux: ['-S', socket], deadline: 30_000, isOurs: () => () => false },
    dispatch(event) {
      if (event.type !== 'link') return
      if (event.link.state === 'up') opened.push(event.link.state)
      if (event.link.state === 'down') waits.push((event.link.retryAt ?? 0) - Date.now())
    },
  })
  connection.dial()
  await until('three failures', () => waits.length > 2)
  await connection.hangUp()
  await local.close()
  expect(opened.length).toBeGreaterThan(2)
  expect(waits[2]).toBeGreaterThan(2 * (waits[0] ?? 0))
})
