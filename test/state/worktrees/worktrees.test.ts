import { expect, test } from 'vitest'
import { exportText } from '../../../src/state/json/worktree-export.ts'
import { begunJson } from '../../../src/state/json/worktree-json.ts'
import {
  BRANCH,
  branchError,
  fillTemplate,
  slugOf,
  timeOf,
} from '../../../src/state/worktrees/branch-name.ts'
import { type Change, overlaps } from '../../../src/state/worktrees/conflict-pairs.ts'
import { readAnswer, readRows } from '../../../src/state/worktrees/host-answer.ts'
import { findingOf } from '../../../src/state/worktrees/preflight.ts'
import { compareLink, readRemoteUrl } from '../../../src/state/worktrees/remote-url.ts'
import { type Iteration, worktreeSpecSchema } from '../../../src/state/worktrees/worktree.ts'

test('a branch is called by agent, name and time', () => {
  const words = { agent: 'amp', slug: slugOf('Fix  the LOGIN (now)!'), time: timeOf(0) }
  expect(fillTemplate(BRANCH, words)).toBe('amp/fix-the-login-now/1970-01-01T00-00-00')
  expect(slugOf('日本')).toBe('session')
})

test.each(['-x', 'a..b', 'a b', 'x.lock', '.x', 'x/', 'a\nb', 'refs/heads/x', 'HEAD', '@', ''])(
  '%j is no branch',
  name => {
    expect(branchError(name)).not.toBeNull()
  },
)

test('an ordinary branch is one', () => {
  expect(branchError('amp/fix-login/2026-01-02T03-04-05')).toBeNull()
})

const SPEC = {
  ...{ version: 1, id: '01abc', name: 'one', repoRoot: '/r', baseBranch: 'main', branchName: 'b' },
  ...{ worktreePath: '/r/w', agent: 'claude', scriptTimeout: 1, firstPort: 20_000, ports: 10 },
  ...{ created: 0, owner: 'me@here' },
}

test('what a host says is read, and what is none of ours is left out', () => {
  const block = (spec: unknown, ...lines: readonly string[]) =>
    ['session 01abc', `spec ${JSON.stringify(spec)}`, ...lines, ''].join('\n')
  const text = [
    block(SPEC, 'state idle', 'ahead 2', 'behind x', 'detail \u001b[31mred', 'contained no'),
    block({ ...SPEC, id: '../../etc' }),
    block({ ...SPEC, name: 'a\nb' }),
    'session x\nspec not json\n',
  ].join('')
  const rows = readRows('gpu1', text)
  expect(rows).toHaveLength(1)
  expect(rows[0]).toMatchObject({
    ...{ host: 'gpu1', state: 'idle', ahead: 2, behind: null, detail: 'red', contained: false },
    ...{ last: null, head: '', dirty: 0 },
  })
  expect(readAnswer('a 1\nb\n c 2\na 3').all('a')).toEqual(['1', '3'])
})

test('a finding that nobody knows is shown as it is, and cleaned', () => {
  expect(findingOf('strange', 'x\u001b]0;y\u0007', ['a\u202eb'])).toEqual({
    ...{ code: 'strange', level: 'warn', text: 'strange: x', files: ['ab'] },
  })
})

const change = (id: string, ...paths: readonly string[]): Change => ({
  ...{ host: 'h', id, name: id, origin: 'o', store: 's', branch: id, head: id, paths },
})

test('pairs are those that change a file both', () => {
  const found = overlaps([change('a', 'x', 'y'), change('b', 'y', 'z'), change('c', 'q')])
  expect(found.map(({ one, other, paths }) => [one.id, other.id, paths])).toEqual([
    ['a', 'b', ['y']],
  ])
  expect(overlaps([change('a', 'x'), { ...change('b', 'x'), origin: 'other' }])).toEqual([])
  const many = Array.from({ length: 5000 }, (_, at) => change(`s${at}`, `f${at}`))
  expect(overlaps(many)).toEqual([])
})

test.each([
  ['git@github.com:o/r.git', 'https://github.com/o/r/compare/main...a/b?expand=1'],
  ['https://user:t0ken@github.com/o/r.git', 'https://github.com/o/r/compare/main...a/b?expand=1'],
  [
    'git@gitlab.example.org:g/s/r.git',
    'https://gitlab.example.org/g/s/r/-/merge_requests/new?merge_request%5Bsource_branch%5D=a%2Fb&merge_request%5Btarget_branch%5D=main',
  ],
  ['ssh://git@codeberg.org:22/o/r', 'https://codeberg.org/o/r/compare/main...a/b'],
])('%s leads to %s', (url, link) => {
  const read = readRemoteUrl(url)
  expect(read && compareLink(read, 'main', 'a/b')).toBe(link)
})

test('a directory has no link', () => {
  expect(readRemoteUrl('../r')).toBeNull()
  expect(readRemoteUrl('')).toBeNull()
  expect(readRemoteUrl('/srv/git/r.git')).toBeNull()
  expect(readRemoteUrl('file:///srv/r')).toBeNull()
})

test('a table for spreadsheets holds no formula', () => {
  const [row] = readRows('h', `session x\nspec ${JSON.stringify({ ...SPEC, name: '=1+1' })}\n`)
  if (!row) throw new Error('no row')
  const record: Iteration = {
    ...{
      id: 'x.1',
      sessionId: 'x',
      number: 1,
      run: '',
      prompt: 'a,"b"',
      startTime: '',
      endTime: '',
    },
    ...{ end: 'ok', exitCode: 0, before: '', commitSha: '', commitError: '', notes: [] },
    ...{
      changedFiles: [],
      changedCount: 0,
      testResult: 'none',
      testExitCode: null,
      testOutput: '',
    },
  }
  const iterations = [record]
  const [, line = ''] = exportText('csv', [{ row, iterations }], value => JSON.stringify(value))
  expect(line).toContain("'=1+1")
  expect(line).toContain('"a,""b"""')
  expect(exportText('markdown', [{ row, iterations }], value => JSON.stringify(value))[0]).toBe(
    '## =1+1',
  )
})

test('a name of several lines is refused in words', () => {
  const { error } = worktreeSpecSchema.shape.name.safeParse('two\nlines')
  expect(error?.issues[0]?.message).toBe('it has a line break or another control character')
})

test('one file and one commit are counted as such', () => {
  expect(findingOf('dirty', '1').text).toBe(
    'The worktree has 1 file with uncommitted changes. Commit or discard them there first.',
  )
  expect(findingOf('behind', '1').text).toBe('The base has 1 commit that the branch does not have.')
  expect(findingOf('behind', '2').text).toContain('2 commits')
})

test('the JSON of a started iteration calls its tmux session pane', () => {
  const begun = { host: 'build', session: 'id', number: 1, run: 'run', tmuxSession: 'fm-work' }
  expect(begunJson(begun)).toEqual({
    ...{ host: 'build', session: 'id', number: 1, run: 'run' },
    pane: 'fm-work',
  })
})
