import { hostname } from 'node:os'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { list } from '../../../src/backend/tmux/command.ts'
import { readListing } from '../../../src/backend/tmux/listing.ts'
import { type App, openApp } from '../../cli/app.ts'
import { until } from '../../lab/process.ts'

let app: App
beforeEach(async () => {
  app = await openApp()
})
afterEach(() => app.close())

async function titles(): Promise<Readonly<Record<string, string>>> {
  const answers: Buffer[] = []
  for (const words of list()) answers.push(Buffer.from(await app.tmux(...words.map(String))))
  const sessions = readListing(answers, () => false)
  return Object.fromEntries(sessions.map(({ name, panes }) => [name, panes[0]?.title ?? 'none']))
}

test('a title is what a program has set, and not the name of the machine', async () => {
  const set = (title: string) => `printf '\\033]0;%s\\007' '${title}'; exec cat`
  await app.tmux('new-session', '-d', '-s', 'plain', 'exec cat')
  await app.tmux('new-session', '-d', '-s', 'back', set(hostname()))
  await app.tmux('new-session', '-d', '-s', 'named', set('fix #12, then {a,b} }'))
  await until('the titles', async () => (await titles())['named'] === 'fix #12, then {a,b} }')
  expect(await titles()).toEqual({ plain: '', back: '', named: 'fix #12, then {a,b} }' })
})
