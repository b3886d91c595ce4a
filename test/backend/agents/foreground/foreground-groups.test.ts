import { expect, test } from 'vitest'
import { createForegroundGroups } from '../../../../src/backend/agents/foreground/foreground-groups.ts'

const process = (pid: number, parent: number, group: number, args: string) => ({
  pid,
  parent,
  group,
  args,
})

test('the group of the pane itself, its leader first', () => {
  const groups = createForegroundGroups([
    process(12, 11, 11, 'node mcp'),
    process(11, 1, 11, 'claude'),
    process(20, 1, 20, 'vim'),
  ])
  expect(groups(11)).toEqual(['claude', 'node mcp'])
  expect(groups(20)).toEqual(['vim'])
  expect(groups(99)).toBeUndefined()
})

test('a shell that runs a command is not in the foreground, its command is', () => {
  const groups = createForegroundGroups([
    process(30, 10, 30, 'node /usr/bin/codex'),
    process(31, 30, 30, 'codex'),
  ])
  expect(groups(10)).toEqual(['node /usr/bin/codex', 'codex'])
})

test('what script runs in its own terminal follows it, and what an agent runs in one does not', () => {
  const groups = createForegroundGroups([
    process(10, 1, 10, '/usr/bin/script -qc vim notes.txt /dev/null'),
    process(12, 10, 12, 'sh -c vim notes.txt'),
    process(13, 12, 12, 'vim notes.txt'),
    process(20, 1, 20, 'codex'),
    process(21, 20, 21, 'bash -lc claude'),
  ])
  expect(groups(10)).toEqual([
    '/usr/bin/script -qc vim notes.txt /dev/null',
    'sh -c vim notes.txt',
    'vim notes.txt',
  ])
  expect(groups(20)).toEqual(['codex'])
})

test('5,000 processes take no time that could be felt', () => {
  const all = Array.from({ length: 5000 }, (_, at) => process(at + 2, 1, at + 2, `node ${at}`))
  const start = performance.now()
  const groups = createForegroundGroups(all)
  for (const { pid } of all) expect(groups(pid)?.length).toBe(1)
  expect(performance.now() - start).toBeLessThan(1000)
})
