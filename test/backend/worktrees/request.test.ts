import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { gitIn } from '../workspace/project.ts'
import { makeWorktreeLab, type WorktreeLab } from './worktree-lab.ts'

let lab: WorktreeLab
beforeEach(async () => {
  lab = await makeWorktreeLab()
})
afterEach(() => lab?.close())

/** A program that writes down how it was called, and answers. */
function fake(name: string, answers: string): () => readonly string[] {
  const log = join(lab.dir, `${name}.log`)
  const text = `#!/bin/sh\nfor a; do printf '%s\\037' "$a" | tr '\\n' ' '; done >>'${log}'; echo >>'${log}'\n${answers}\n`
  writeFileSync(join(lab.dir, 'bin', name), text, { mode: 0o755 })
  return () =>
    existsSync(log)
      ? readFileSync(log, 'utf8')
          .trim()
          .split('\n')
          .map(line => line.split('\u001f').join(' ').trim())
      : []
}

/** A bare repository that is reached as git@HOST:team/shop.git, and what its hook is told. */
function remote(host: string) {
  const at = join(lab.dir, 'remotes', 'team', 'shop.git')
  mkdirSync(at, { recursive: true })
  lab.project.git('init', '-q', '--bare', '-b', 'main', at)
  gitIn(at, 'config', 'receive.advertisePushOptions', 'true')
  const told = join(lab.dir, 'told')
  const hook = `#!/bin/sh\nenv | sort | sed -n 's/^GIT_PUSH_OPTION_[0-9]=//p' >>'${told}'\necho "see https://${host}/team/shop/1" >&2\n`
  writeFileSync(join(at, 'hooks', 'pre-receive'), hook, { mode: 0o755 })
  lab.project.git('remote', 'add', 'origin', `git@${host}:team/shop.git`)
  return { at, options: () => readFileSync(told, 'utf8').split('\n').filter(Boolean) }
}

const OTHER = ['-c', 'user.name=Other', '-c', 'user.email=o@example.org'] as const

const ask = async (name: string) => {
  const row = await lab.make(name)
  const head = lab.commit(row, 'a.txt', 'a')
  return { row, head, request: () => lab.worktrees.requestMerge(row, { fromHost: false }) }
}

test('gh is asked with the flags it has; a rebased branch is pushed anew, that of another is not', async () => {
  const { at } = remote('github.com')
  const calls = fake('gh', '[ "$2" != create ] || echo https://github.com/team/shop/pull/7')
  const { row, head, request } = await ask('with gh')
  expect(await request()).toEqual({
    way: 'gh',
    link: 'https://github.com/team/shop/pull/7',
    notes: [],
  })
  const branch = row.spec.branchName
  expect(gitIn(at, 'rev-parse', branch)).toBe(head)
  expect(calls().map(call => call.replace(/\/\S*body$/, 'FILE'))).toEqual([
    'auth status --hostname github.com',
    `pr view ${branch} --repo github.com/team/shop --json url,state --jq select(.state=="OPEN")|.url`,
    `pr create --repo github.com/team/shop --head ${branch} --base main --title with gh --body-file FILE`,
  ])
  lab.commit(row, 'b.txt', 'b')
  await lab.worktrees.squash(row)
  await request()
  expect(gitIn(at, 'rev-parse', branch)).toBe((await lab.again(row)).head)
  const others = gitIn(at, ...OTHER, 'commit-tree', '-m', 'Of another', `${branch}^{tree}`)
  gitIn(at, 'update-ref', `refs/heads/${branch}`, others)
  await expect(request()).rejects.toThrow('Somebody else has pushed')
  expect(gitIn(at, 'rev-parse', branch)).toBe(others)
})

test('glab and tea are asked where they are logged in', async () => {
  const { at } = remote('gitlab.com')
  const glab = fake(
    'glab',
    '[ "$1" = auth ] || echo https://gitlab.com/team/shop/-/merge_requests/3',
  )
  const { row, request } = await ask('with glab')
  const branch = row.spec.branchName
  expect(await request()).toMatchObject({
    way: 'glab',
    link: 'https://gitlab.com/team/shop/-/merge_requests/3',
  })
  expect(glab()).toEqual([
    'auth status --hostname gitlab.com',
    `mr create --repo team/shop --source-branch ${branch} --target-branch main --title with glab --description - Write a.txt --yes`,
  ])
  rmSync(at, { recursive: true })
  lab.project.git('remote', 'remove', 'origin')
  remote('codeberg.org')
  const tea = fake(
    'tea',
    'case $1 in logins) echo "other https://gitea.com gitea.com me true"; echo "mine https://codeberg.org codeberg.org me false" ;; *) echo https://codeberg.org/team/shop/pulls/2 ;; esac',
  )
  expect(await request()).toMatchObject({
    way: 'tea',
    link: 'https://codeberg.org/team/shop/pulls/2',
  })
  expect(tea()).toEqual([
    'logins list --output simple',
    `pr create --login mine --repo team/shop --head ${branch} --base main --title with glab --description - Write a.txt`,
  ])
})

test("without a program GitLab's push options, AGit, or the link are taken", async () => {
  const gitlab = remote('gitlab.com')
  const { row, head, request } = await ask('by push')
  const branch = row.spec.branchName
  expect(await request()).toMatchObject({
    way: 'push options',
    link: 'https://gitlab.com/team/shop/1',
  })
  expect(gitlab.options()).toEqual([
    'merge_request.create',
    'merge_request.target=main',
    'merge_request.title=by push',
  ])
  rmSync(gitlab.at, { recursive: true })
  rmSync(join(lab.dir, 'told'))
  lab.project.git('remote', 'remove', 'origin')
  const forgejo = remote('codeberg.org')
  expect(await request()).toMatchObject({ way: 'AGit', link: 'https://codeberg.org/team/shop/1' })
  expect(gitIn(forgejo.at, 'rev-parse', 'refs/for/main')).toBe(head)
  expect(forgejo.options()).toEqual([`topic=${branch}`, 'title=by push', 'force-push=true'])
  lab.project.git('remote', 'set-url', 'origin', 'git@git.example.org:team/shop.git')
  expect(await request()).toMatchObject({
    ...{ way: 'link', link: `https://git.example.org/team/shop/compare/main...${branch}` },
  })
})
