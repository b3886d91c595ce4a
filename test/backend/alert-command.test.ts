import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { notify } from '../../src/backend/alert-command.ts'
import type { Alert } from '../../src/state/model/settings/alert.ts'

let dir: string
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'fmn-'))
})
afterAll(() => rm(dir, { recursive: true, force: true }))

const alert: Alert = {
  number: 1,
  what: 'waiting',
  host: 'gpu1',
  session: 'api',
  text: `gpu1/api: claude waits: '; touch ${tmpdir()}/fleetmux-owned; $(touch x)`,
  count: 2,
}
const run = (command: string, deadline?: number) =>
  notify({ type: 'notify', command, alert }, deadline)

test('the command finds what there is to tell in its environment, and no shell reads it', async () => {
  const path = join(dir, 'told')
  const names = 'HOST SESSION STATE TEXT COUNT'.split(' ').map(name => `"$FLEETMUX_${name}"`)
  await run(`printf '%s\\n' ${names.join(' ')} > '${path}'`)
  const told = (await readFile(path, 'utf8')).trimEnd().split('\n')
  expect(told).toEqual(['gpu1', 'api', 'waiting', alert.text, '2'])
  expect(existsSync(join(tmpdir(), 'fleetmux-owned'))).toBe(false)
})

test('it has no terminal and nothing to read', async () => {
  await run('[ -z "$(cat)" ] && ! (: < /dev/tty) 2>/dev/null')
})

test('one that fails is told with its own words', async () => {
  await expect(run('echo "no such bus" >&2; exit 3')).rejects.toMatchObject({
    failure: {
      kind: 'remote',
      why: 'no such bus',
      hint: 'Correct `notify.command` in config.json.',
    },
  })
  await expect(run('exit 3')).rejects.toMatchObject({ failure: { why: 'exit code 3' } })
})

test('one that does not end is ended', async () => {
  await expect(run('exec sleep 600', 200)).rejects.toMatchObject({
    failure: { kind: 'late', why: 'it ran longer than 0.2 s, so fleetmux killed it' },
  })
})
