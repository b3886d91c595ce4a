import { spawn } from 'node:child_process'
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { followScript } from '../../../src/backend/runs/follow-script.ts'
import { readerScript } from '../../../src/backend/runs/many/reader-script.ts'
import {
  listScript,
  removeScript,
  sayScript,
  stopScript,
  watchScript,
} from '../../../src/backend/runs/run-scripts.ts'
import { startScript } from '../../../src/backend/runs/start-script.ts'
import { supervisorScript } from '../../../src/backend/runs/supervisor-script.ts'
import { asOther, makeSocket, mayBeOther } from '../../lab/other-user.ts'

/* The directory of runs is in a place that another user can write: that user puts there what would make a script wait,
   or write elsewhere. */

let dir: string
let shared: string
beforeEach(async () => {
  dir = await mkdtemp('/tmp/fmrs-')
  shared = join(dir, 'shared')
  await chmod(dir, 0o755)
  await mkdir(shared)
  await chmod(shared, 0o777)
  await mkdir(join(dir, 'mine'), { mode: 0o700 })
  await writeFile(join(dir, 'mine', 'secret'), 'secret', { mode: 0o600 })
})
afterEach(() => rm(dir, { recursive: true, force: true }))

const start = ['two', '/', '', '', '0', 'ab', 'one', 'x', '0', '0', '0', 'true']
const SCRIPTS: readonly (readonly [string, string, readonly string[]])[] = [
  ['start', startScript(supervisorScript), start],
  ['list', listScript, ['200']],
  ['watch', watchScript, ['200']],
  ['follow', followScript, ['one', '0', '0']],
  ['follow many', readerScript, []],
  ['say', sayScript, ['one']],
  ['stop', stopScript, ['one', 'stopped']],
  ['remove', removeScript, ['one']],
]

/** Runs a script of the first user to its end; null: it had to be killed. */
async function ending(script: string, args: readonly string[]) {
  const env = { PATH: process.env.PATH ?? '', HOME: join(dir, 'mine'), XDG_STATE_HOME: shared }
  const child = spawn('sh', ['-c', script, 'fleetmux', ...args], { env, detached: true })
  let said = ''
  child.stderr.on('data', chunk => {
    said += chunk
  })
  child.stdout.resume()
  child.stdin.on('error', () => {})
  child.stdin.end('{}\n{}\n\n\n')
  const late = setTimeout(() => process.kill(-(child.pid ?? 0), 'SIGKILL'), 30_000)
  const code = await new Promise<number | null>(resolve => child.once('close', resolve))
  clearTimeout(late)
  return { code, said }
}

/** A directory of runs that belongs to us, but that all can write, as after a careless chmod. */
const ours = async () => {
  await mkdir(join(shared, 'fleetmux', 'runs', 'one'), { recursive: true })
  await writeFile(join(shared, 'fleetmux', 'runs', 'one', 'run.json'), '{"mark":"ab"}\n')
  await chmod(join(shared, 'fleetmux', 'runs'), 0o777)
}
const theirs = async () => {}

describe.runIf(mayBeOther)('another user', () => {
  test.each([
    [
      'our directory, which all can write, with a pipe as journal',
      ours,
      'mkfifo fleetmux/runs/.journal',
      'other users can write to',
    ],
    [
      'our directory, with a link as journal',
      ours,
      'ln -s ../../../mine/secret fleetmux/runs/.journal',
      'other users can write to',
    ],
    [
      'our directory, with a socket as journal',
      ours,
      makeSocket('fleetmux/runs/.journal'),
      'other users can write to',
    ],
    [
      'their directory, with a pipe as journal',
      theirs,
      'umask 0; mkdir -p fleetmux/runs/one; mkfifo fleetmux/runs/.journal fleetmux/runs/one/run.json',
      'is not a directory that belongs to this user',
    ],
    [
      'a link to a directory of ours',
      theirs,
      'mkdir fleetmux; ln -s ../../mine fleetmux/runs',
      'is not a directory that belongs to this user',
    ],
    ['a pipe', theirs, 'mkdir fleetmux; mkfifo fleetmux/runs', null],
    ['a socket', theirs, `mkdir fleetmux; ${makeSocket('fleetmux/runs')}`, null],
    [
      'a directory that nobody can enter',
      theirs,
      'mkdir -p fleetmux/runs; chmod 0 fleetmux/runs',
      'is not a directory that belongs to this user',
    ],
  ] as const)('%s: no script waits, and none writes elsewhere', async (_, prepare, act, why) => {
    await prepare()
    asOther(shared, act)
    for (const [name, script, args] of SCRIPTS) {
      const { code, said } = await ending(script, args)
      expect([name, code]).not.toEqual([name, null])
      if (why && /start|list|watch/.test(name)) expect(`${name}: ${said}`).toContain(why)
    }
    expect(await readFile(join(dir, 'mine', 'secret'), 'utf8')).toBe('secret')
  })
})
