import { chmodSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { FailureError } from '../../../src/state/model/failure.ts'
import { TIME_LIMITS } from '../../../src/state/worktrees/time-limits.ts'
import { processes } from '../../lab/process.ts'
import { gitIn } from '../workspace/project.ts'
import { makeWorktreeLab, ORDER, type WorktreeLab } from './worktree-lab.ts'

let lab: WorktreeLab
beforeAll(async () => {
  lab = await makeWorktreeLab()
})
afterAll(() => lab?.close())

const why = (promise: Promise<unknown>) =>
  promise.then(
    () => 'done',
    thrown => (thrown instanceof FailureError ? thrown.failure.what : String(thrown)),
  )

function hook(text: string): () => void {
  const path = join(lab.project.root, '.git', 'hooks', 'pre-commit')
  mkdirSync(join(path, '..'), { recursive: true })
  writeFileSync(path, `#!/bin/sh\n${text}\n`)
  chmodSync(path, 0o755)
  return () => rmSync(path)
}

const writes = (path: string) => (cwd: string) => {
  writeFileSync(join(cwd, path), 'written\n')
  return 0
}

test('changes are committed, and a second iteration at the same time is refused', async () => {
  const go = join(lab.dir, 'go')
  const script = `test -f a.txt || exit 5; until [ -e '${go}' ]; do sleep 0.1; done; exit 4`
  const row = await lab.make('one at a time', { script, scriptTimeout: 120 })
  lab.agent(writes('a.txt'))
  const begun = await lab.worktrees.iterate(row, { ...ORDER, prompt: 'write "a"\n\\' }, () => {})
  const again = lab.worktrees.iterate(row, { ...ORDER, prompt: 'again' }, () => {})
  expect(await why(again)).toContain('another operation is running in one at a time'.slice(1))
  expect(await why(lab.worktrees.remove(row, true))).toContain('Another operation is running')
  expect((await lab.again(row)).state).toBe('running')
  writeFileSync(go, '')
  const record = await lab.worktrees.wait(begun)
  expect(record).toMatchObject({
    ...{ number: 1, end: 'ok', exitCode: 0, testResult: 'fail', testExitCode: 4 },
    ...{ changedFiles: ['a.txt'], prompt: 'write "a"\n\\' },
  })
  expect(gitIn(row.spec.worktreePath, 'status', '--porcelain')).toBe('')
})

test('a prompt that is too long for the record ends with an ellipsis there', async () => {
  const row = await lab.make('long prompt')
  lab.agent(writes('long.txt'))
  const { prompt } = await lab.iterate(row, 'é'.repeat(600))
  expect(prompt).toBe(`${'é'.repeat(448)}…`)
})

test('it is not taken for interrupted while its pane has not begun yet', async () => {
  const slow = join(lab.dir, 'slow')
  writeFileSync(slow, '#!/bin/sh\nsleep 3\nexec /bin/sh "$@"\n', { mode: 0o755 })
  const settings = join(lab.dir, 'home', '.tmux.conf')
  writeFileSync(settings, `set -g default-shell '${slow}'\n`)
  const row = await lab.make('slow pane')
  await lab.endTmux()
  try {
    lab.agent(writes('slow.txt'))
    expect(await lab.iterate(row)).toMatchObject({ end: 'ok', changedFiles: ['slow.txt'] })
  } finally {
    rmSync(settings)
    await lab.endTmux()
  }
})

describe('a hook', () => {
  test('that fails and prints is an answer; what was changed is kept', async () => {
    const row = await lab.make('hook fails')
    const end = hook('echo "no \\"good\\" today"; exit 3')
    lab.agent(writes('b.txt'))
    const record = await lab.iterate(row)
    end()
    expect(record).toMatchObject({ end: 'ok', changedFiles: [] })
    expect(record.commitError).toContain('no "good" today')
    expect(gitIn(row.spec.worktreePath, 'status', '--porcelain')).toBe('A  b.txt')
    const codes = (await lab.worktrees.preflight(row)).map(({ code }) => code)
    expect(codes).toEqual(expect.arrayContaining(['dirty', 'commitFailed']))
  })

  test('that reads from a terminal gets none, and its words are noted', async () => {
    const row = await lab.make('hook reads')
    const end = hook('read x; echo "read: $x."; exit 0')
    lab.agent(writes('c.txt'))
    const record = await lab.iterate(row)
    end()
    expect(record).toMatchObject({ changedFiles: ['c.txt'], commitError: '' })
    expect(record.notes.join('\n')).toContain('a git hook printed: read: .')
  })
})

test('without a name and an address git commits as the user of the host', async () => {
  const row = await lab.make('nobody')
  gitIn(lab.project.root, 'config', '--unset', 'user.name')
  gitIn(lab.project.root, 'config', '--unset', 'user.email')
  gitIn(lab.project.root, 'config', 'user.useConfigOnly', 'true')
  lab.agent(writes('d.txt'))
  const record = await lab.iterate(row)
  const codes = (await lab.worktrees.preflight(row)).map(({ code }) => code)
  gitIn(lab.project.root, 'config', '--unset', 'user.useConfigOnly')
  gitIn(lab.project.root, 'config', 'user.name', 'Anna')
  gitIn(lab.project.root, 'config', 'user.email', 'anna@example.org')
  expect(record).toMatchObject({ changedFiles: ['d.txt'], commitError: '' })
  expect(codes).toContain('noIdentity')
})

test('an agent that fails, one that commits itself, and one that leaves the branch', async () => {
  const row = await lab.make('agents')
  lab.agent(cwd => {
    writes('e.txt')(cwd)
    gitIn(cwd, 'add', '-A')
    gitIn(cwd, 'commit', '-q', '-m', 'By itself')
    return 7
  })
  expect(await lab.iterate(row)).toMatchObject({
    ...{ end: 'agent_exit', exitCode: 7, changedFiles: ['e.txt'] },
  })
  lab.agent(cwd => {
    gitIn(cwd, 'checkout', '-q', '--detach')
    return 0
  })
  expect((await lab.iterate(row)).commitError).toContain('is not on')
  gitIn(row.spec.worktreePath, 'checkout', '-q', row.spec.branchName)
})

test('a script that hangs is ended with what it has started', async () => {
  const script = 'sleep 300 & sleep 300'
  const row = await lab.make('hangs', { script, scriptTimeout: 1 })
  const begun = await lab.worktrees.test(row)
  expect(await lab.worktrees.wait(begun)).toMatchObject({ testResult: 'timeout', end: 'no_agent' })
})

test('a hook that sleeps for ever is ended at its limit, and the changes stay', async () => {
  lab.limits.hookSeconds = 2
  const row = await lab.make('sleeping hook')
  const hook = join(lab.project.root, '.git', 'hooks', 'pre-commit')
  writeFileSync(hook, '#!/bin/sh\necho asleep\nsleep 987 & sleep 987\n', { mode: 0o755 })
  try {
    lab.agent(writes('slept.txt'))
    const record = await lab.iterate(row)
    expect(record.commitError).toContain('a git hook did not end within 2 s')
    expect(record.commitError).toContain('asleep')
    expect(record.commitSha).toBe(record.before)
    expect(existsSync(join(row.spec.worktreePath, 'slept.txt'))).toBe(true)
    expect((await processes()).filter(({ command }) => command === 'sleep 987')).toEqual([])
    // The session is free again.
    expect((await lab.again(row)).state).not.toBe('running')
  } finally {
    rmSync(hook)
    lab.limits.hookSeconds = TIME_LIMITS.hooks
  }
})

test('an agent that does not start leaves the session free', async () => {
  const row = await lab.make('no agent')
  lab.agent(() => {
    throw new FailureError({ kind: 'missing', what: 'The agent claude is not installed there.' })
  })
  expect(await why(lab.iterate(row))).toContain('not installed')
  lab.agent(writes('f.txt'))
  const begun = { host: 'local', session: row.spec.id, number: 1, run: '', tmuxSession: '' }
  const record = await lab.worktrees.wait(begun)
  expect(record).toMatchObject({ end: 'not_started', testResult: 'none' })
  expect(await lab.iterate(row)).toMatchObject({ number: 2, changedFiles: ['f.txt'] })
})

test('a worktree that was deleted by hand is told, and made again', async () => {
  const row = await lab.make('deleted')
  lab.commit(row, 'kept.txt', 'kept')
  rmSync(row.spec.worktreePath, { recursive: true })
  const now = await lab.again(row)
  expect([now.state, now.detail]).toEqual(['broken', expect.stringContaining('no longer exists')])
  expect(await why(lab.iterate(row))).toContain('no longer exists')
  expect(await lab.worktrees.resume(now)).toMatchObject({ done: true })
  expect(existsSync(join(row.spec.worktreePath, 'kept.txt'))).toBe(true)
})

test('an iteration whose pane was killed goes on where it was', async () => {
  const row = await lab.make('killed', { script: 'sleep 1; exit 0' })
  lab.agent(writes('g.txt'))
  const begun = await lab.worktrees.test(row, 'sleep 20')
  const { readFileSync } = await import('node:fs')
  const at = join(lab.state(), row.spec.id)
  const { until } = await import('../../lab/process.ts')
  const { pid } = await until('the script in its pane', async () => {
    const holder = Number(readFileSync(join(at, 'lock', 'pid'), 'utf8'))
    return (await processes()).find(
      each => each.pid === holder && each.command.includes('iterate.sh'),
    )
  })
  process.kill(pid, 'SIGKILL')
  const now = await until('its end', async () => {
    const found = await lab.again(row)
    return found.state === 'interrupted' ? found : null
  })
  writeFileSync(join(at, 'it', '1', 'script'), 'exit 0')
  await lab.worktrees.resume(now)
  expect(await lab.worktrees.wait(begun)).toMatchObject({ number: 1, testResult: 'pass' })
})
