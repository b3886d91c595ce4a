import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { followPlaybookScript } from '../../../src/backend/playbooks/playbook-scripts.ts'
import { followScript } from '../../../src/backend/runs/follow-script.ts'
import { readerScript } from '../../../src/backend/runs/many/reader-script.ts'
import { watchScript } from '../../../src/backend/runs/run-scripts.ts'
import { supervisorScript } from '../../../src/backend/runs/supervisor-script.ts'
import { alive, ended, signal, tree, until } from '../../lab/process.ts'

const dir = mkdtempSync(join(tmpdir(), 'fm-bound-'))
const started: number[] = []
afterAll(() => {
  signal(started, 'SIGKILL')
  rmSync(dir, { recursive: true, force: true })
})

/** The state directory of a host with one run and one playbook, both at work. */
function makeState(name: string): string {
  const state = join(dir, name)
  const [run, playbook] = ['runs', 'playbooks'].map(room => join(state, 'fleetmux', room, 'one'))
  for (const at of [run, playbook]) mkdirSync(at ?? '', { recursive: true })
  for (const file of ['run.json', 'speech.json']) writeFileSync(join(run ?? '', file), '{}\n')
  for (const file of ['out', 'err']) writeFileSync(join(run ?? '', file), 'said\n')
  writeFileSync(join(run ?? '', 'keeper'), `${process.pid}\n`)
  writeFileSync(join(playbook ?? '', 'playbook.json'), '{}\n')
  writeFileSync(join(playbook ?? '', 'events'), '{}\n')
  return state
}

/** A PATH on which `tail` is the usual one, or that of BusyBox, which cannot look after another process. */
function pathOf(tail: string): string {
  const path = process.env['PATH'] ?? ''
  if (tail === 'the usual tail') return path
  const first = mkdtempSync(join(dir, 'path-'))
  const busybox = path.split(':').map(each => join(each, 'busybox'))
  symlinkSync(busybox.find(each => existsSync(each)) ?? '', join(first, 'tail'))
  return `${first}:${path}`
}

const READERS: readonly (readonly [what: string, script: string, args: string[], stdin: string])[] =
  [
    ['a run', followScript, ['one', '0', '0'], ''],
    ['all runs of a host', readerScript, [], 'open 1 one 0 0\n'],
    ['the list of runs', watchScript, ['10'], ''],
    ['a playbook', followPlaybookScript, ['one', '0'], ''],
  ]
const CASES = ['the usual tail', 'that of BusyBox'].flatMap(tail =>
  READERS.map(reader => [reader[0], tail, reader] as const),
)

describe('nothing stays of a reader that is killed while its files are removed', () => {
  test.concurrent.each(CASES)('%s, %s', async (what, tail, [, script, args, stdin]) => {
    const state = makeState(`${what}-${tail}`.replaceAll(' ', '-'))
    const env = { ...process.env, XDG_STATE_HOME: state, PATH: pathOf(tail) }
    // Its output stays open here, as at an sshd that waits for all who hold it.
    const child = spawn('sh', ['-c', script, 'fleetmux', ...args], { env })
    child.stdin.write(stdin)
    const shell = child.pid ?? 0
    const isTail = ({ command }: { command: string }) => /^(\S*\/)?tail .*-f/.test(command)
    const all = await until('its tail', async () => {
      const found = await tree(shell)
      return found.some(isTail) ? found : null
    })
    const pids = all.map(({ pid }) => pid)
    started.push(...pids)
    rmSync(state, { recursive: true })
    child.kill('SIGKILL')
    await ended(pids)
  })
})

test.concurrent.each(['the usual tail', 'that of BusyBox'])(
  'where the supervisor of a run is killed, what feeds its agent ends behind the agent (%s)',
  async tail => {
    const at = mkdtempSync(join(dir, 'run-'))
    for (const file of ['in', 'out', 'err']) writeFileSync(join(at, file), '')
    const args = [at, 'mark', 'two', '^never$', '0', '0', '0', '/', 'cat']
    const env = { ...process.env, PATH: pathOf(tail) }
    const child = spawn('sh', ['-c', supervisorScript, 'run.sh', ...args], { env, stdio: 'ignore' })
    const supervisor = child.pid ?? 0
    const all = await until('its agent and its clock', async () => {
      const found = await tree(supervisor)
      const has = (wanted: RegExp) => found.some(({ command }) => wanted.test(command))
      const isWhole = [/^cat/, /^sleep/, /tail .*in$/, /tail .*out$/].every(has)
      return isWhole ? found : null
    })
    const pids = all.map(({ pid }) => pid)
    started.push(...pids)
    child.kill('SIGKILL')
    await ended([supervisor])
    const agent = all.find(({ command }) => /^cat/.test(command))?.pid ?? 0
    expect(alive(agent)).toBe(true)
    signal([agent], 'SIGKILL')
    await ended(pids)
  },
)
