import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { ERR_BEGINS, followScript } from '../../../src/backend/runs/follow-script.ts'

const dir = mkdtempSync(join(tmpdir(), 'fm-follow-'))
afterEach(() => rmSync(dir, { recursive: true, force: true }))

/** Some machines have no watches left: tail then says that it looks by itself, which is not what the agent said. */
test('what tail itself complains of is not read as the standard error of a run', () => {
  const run = join(dir, 'fleetmux', 'runs', 'one')
  mkdirSync(run, { recursive: true })
  for (const [name, text] of Object.entries({ 'run.json': '{}\n', 'speech.json': '{}\n' }))
    writeFileSync(join(run, name), text)
  for (const name of ['rc', 'keeper']) writeFileSync(join(run, name), '0\n')
  writeFileSync(join(run, 'out'), 'said\n')
  writeFileSync(join(run, 'err'), 'complained\n')
  const tail = 'echo "tail: inotify cannot be used" >&2\nfor last; do :; done\ncat "$last"\n'
  writeFileSync(join(dir, 'tail'), `#!/bin/sh\n${tail}`, { mode: 0o755 })
  const PATH = `${dir}:${process.env['PATH']}`
  const script = `( ${followScript.replaceAll('kill -9', 'wait $a $b; kill -9')} ) 2>&1 1>/dev/null`
  const env = { ...process.env, XDG_STATE_HOME: dir, PATH }
  const errors = execFileSync('sh', ['-c', script, 'fleetmux', 'one', '0', '0'], { env, input: '' })
  expect(errors.toString()).toBe(`${ERR_BEGINS}complained\n`)
})
