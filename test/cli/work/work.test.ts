import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { gitIn, workTree } from '../../backend/workspace/project.ts'
import { until } from '../../lab/process.ts'
import { openWorkStage, type WorkStage } from './work-stage.ts'

let stage: WorkStage
beforeAll(async () => {
  stage = await openWorkStage(['lab1'])
})
afterAll(() => stage?.close())

describe.each([
  ['this machine', 'local'],
  ['a host over ssh', 'lab1'],
])('a worktree session on %s', (_, host) => {
  test('goes from a prompt to a merged branch with two iterations, a conflict and its cure', async () => {
    const { project } = stage
    const before = await workTree(project.root)
    const name = `shop ${host}`
    const on = ['--host', host]
    const made = `made-${host}.txt`
    const script = `test -f ${made} && printf tested`
    const more = ['--repo', project.root, '--script', script, '--yolo', `WRITE ${made}`]
    const first = await stage.json(0, 'new', '--name', name, ...on, ...more)
    expect(first).toMatchObject({
      ...{ host, name, status: 'idle', ahead: 1, behind: 0, iterations: 1 },
      baseBranch: 'main',
      branchName: expect.stringMatching(/^claude\/shop-\w+\/\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d$/),
      worktreePath: join(project.root, '.worktrees', first['id']),
    })
    expect(first['iteration']).toMatchObject({
      ...{ number: 1, end: 'ok', exitCode: 0, testResult: 'pass', testExitCode: 0 },
      ...{ changedFiles: [made], testOutput: 'tested', prompt: `WRITE ${made}` },
      ...{ promptTokens: 1200, completionTokens: 34, totalTokens: 1234, costUsd: 0.00244 },
    })
    await project.write(`elsewhere-${host}.txt`, 'kept')
    const second = await stage.json(0, 'iterate', name, 'WRITE README.md', '--yolo')
    expect(second['iteration']).toMatchObject({ number: 2, changedFiles: ['README.md'] })
    const diff = await stage.work('diff', name, '--names')
    expect(diff.out).toBe(`M\tREADME.md\nA\t${made}\n`)
    const only = await stage.work('diff', name, '--iteration', '2')
    expect([only.out.includes('README.md'), only.out.includes(made)]).toEqual([true, false])

    // The base moves meanwhile, by a commit that nobody has checked out.
    const tree = project.git('rev-parse', 'main^{tree}')
    const blob = gitIn(project.root, 'hash-object', '-w', 'README.md')
    expect(blob).toMatch(/^[0-9a-f]{40}$/)
    await writeFile(join(project.dir, `moved-${host}`), `Moved on ${host}.\n`)
    const moved = gitIn(project.root, 'hash-object', '-w', join(project.dir, `moved-${host}`))
    const listed = project
      .git('ls-tree', tree)
      .split('\n')
      .filter(line => !/README/.test(line))
    await writeFile(
      join(project.dir, 'tree'),
      [...listed, `100644 blob ${moved}\tREADME.md`].map(line => `${line}\n`).join(''),
    )
    const next = gitIn(
      project.root,
      ...['-c', `alias.mk=!git mktree <'${join(project.dir, 'tree')}'`, 'mk'],
    )
    const commit = project.git('commit-tree', next, '-p', 'main', '-m', 'Moved')
    project.git('update-ref', 'refs/heads/main', commit)

    const stands = await stage.json(1, 'preflight', name)
    expect(stands['findings']).toContainEqual(
      expect.objectContaining({ code: 'conflict', level: 'block', files: ['README.md'] }),
    )
    const refused = await stage.json(1, 'merge', name)
    expect(refused).toMatchObject({ done: false, conflicts: ['README.md'] })
    expect(project.git('rev-parse', 'main')).toBe(commit)
    const rebased = await stage.json(1, 'rebase', name)
    expect(rebased).toMatchObject({ done: false, conflicts: ['README.md'] })
    const early = await stage.json(1, 'continue', name)
    expect(early).toMatchObject({ done: false, conflicts: ['README.md'] })
    await writeFile(join(first['worktreePath'], 'README.md'), 'Both.\n')
    expect(await stage.json(0, 'continue', name)).toMatchObject({ done: true, conflicts: [] })
    expect((await stage.json(0, 'preflight', name))['ready']).toBe(true)
    const merged = await stage.json(0, 'merge', name, '--message', `Shop of ${host}`)
    expect(merged).toMatchObject({ done: true, before: commit })
    expect(project.git('log', '--format=%s', `${commit}..main`)).toBe(`Shop of ${host}`)
    expect(project.git('show', 'main:README.md')).toBe('Both.')
    expect((await stage.json(0, 'status', name))['status']).toBe('done')

    await stage.json(0, 'clean', name)
    expect(existsSync(first['worktreePath'])).toBe(false)
    expect(project.git('branch', '--list', first['branchName'])).toBe('')
    const { [`elsewhere-${host}.txt`]: _, ...now } = await workTree(project.root)
    expect(now).toEqual(before)
  })

  test('goes on when whoever began it is gone, and shows what it does in a pane', async () => {
    const session = await stage.made(`left ${host}`, '--host', host, '--script', 'exit 3')
    const begun = await stage.json(
      0,
      ...['iterate', session['id'], 'COUNT 3 EVERY 300', '--yolo', '--detach'],
    )
    const { pane } = begun['begun']
    expect(pane).toBe(`work-left-${host}`)
    const row = await until('its end', async () => {
      const now = await stage.json(0, 'status', session['id'])
      return now['status'] === 'running' ? null : now
    })
    expect(row['lastIteration']).toMatchObject({
      ...{ end: 'ok', testResult: 'fail', testExitCode: 3, changedFiles: [] },
    })
    const tmux = host === 'local' ? stage.app.tmux : stage.lab?.tmux.bind(null, host)
    const shown = await tmux?.('capture-pane', '-p', '-J', '-t', `${pane}:`)
    expect(shown).toContain('The agent has ended with exit code 0.')
    expect(shown).toContain('The script has ended: fail (exit code 3).')
    const again = await stage.json(1, 'run', session['id'])
    expect(again['iteration']).toMatchObject({ number: 2, end: 'no_agent', testExitCode: 3 })
    await stage.json(0, 'clean', session['id'])
    expect(await tmux?.('list-sessions').catch(() => '')).not.toContain(pane)
  })
})
