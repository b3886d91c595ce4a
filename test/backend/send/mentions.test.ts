import { expect, test } from 'vitest'
import { createMentions } from '../../../src/backend/send/mentions.ts'
import type { TmuxClient } from '../../../src/backend/tmux/client.ts'
import { FailureError } from '../../../src/state/model/failure.ts'
import type { Target } from '../../../src/state/model/target.ts'
import { clean } from '../../../src/state/text/clean.ts'

const target: Target = { host: 'gpu1', server: '1:1', pane: '%1' }

/** What is there, by the place that is asked for. */
const TREE: Readonly<Record<string, readonly string[]>> = {
  '/srv/app/': ['a.ts', 'my notes.md', 'src/'],
  '/srv/app/src/': ['b.ts'],
}

function mentions(agent: string | null, complete?: () => never) {
  const asked: string[] = []
  const client = { ask: async () => [Buffer.from('/srv/app\n')] } as unknown as TmuxClient
  const files = {
    complete: async ({ path }: { path: string }, prefix: string) => {
      asked.push(path)
      complete?.()
      return (TREE[path] ?? []).filter(name => name.startsWith(prefix)).map(name => clean(name))
    },
  }
  const made = createMentions({
    client: () => client,
    files: async () => files,
    agentIn: () => agent,
  })
  return { ...made, asked }
}

test('each agent is told of what is there in its own form', async () => {
  const text = 'Compare @a.ts, @"my notes.md" and @src/b.ts; mail me@a.ts'
  expect((await mentions('claude').prepare(target, text)).text).toBe(text)
  expect((await mentions('codex').prepare(target, text)).text).toBe(
    'Compare a.ts, "my notes.md" and src/b.ts; mail me@a.ts',
  )
})

test('what is not there stays as it was written, and is told', async () => {
  const { text, note } = await mentions('codex').prepare(target, 'Use @a.ts, not @deprecated')
  expect([text, note]).toEqual(['Use a.ts, not @deprecated', 'Not found on the host: deprecated.'])
})

test('where no agent is known nothing is asked and nothing is changed', async () => {
  const { prepare, asked } = mentions(null)
  expect(await prepare(target, 'ls @a.ts')).toEqual({ text: 'ls @a.ts', note: '' })
  expect(asked).toEqual([])
})

test('where the host does not tell, the text goes as it is, and that is said', async () => {
  const late = () => {
    throw new FailureError({ kind: 'late', what: 'gpu1 did not answer.' })
  }
  const { text, note } = await mentions('codex', late).prepare(target, 'See @a.ts')
  expect([text, note]).toEqual([
    'See @a.ts',
    'The paths in the text could not be checked on the host: gpu1 did not answer.',
  ])
})

test('a path is completed below the directory of the pane, with what was written of it', async () => {
  expect(await mentions(null).complete(target, 'src/')).toEqual(['src/b.ts'])
  expect(await mentions(null).missing(target, ['src', 'src/', 'gone/x'])).toEqual(['gone/x'])
})
