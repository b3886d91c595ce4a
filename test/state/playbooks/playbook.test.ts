import { expect, test } from 'vitest'
import { branchName } from '../../../src/state/playbooks/branch-name.ts'
import { readDocuments } from '../../../src/state/playbooks/document.ts'
import { playbookOf, readPlaybooks } from '../../../src/state/playbooks/playbook.ts'
import { readPlaybookEvent } from '../../../src/state/playbooks/playbook-event.ts'
import { readPlaybookRows } from '../../../src/state/playbooks/playbook-spec.ts'

const one = { id: 'p', name: 'P', documents: [{ filename: 'a' }], extra: true }

test.each([[one], [[one]], [{ playbooks: [one] }]])('%j is a playbook', value => {
  expect(readPlaybooks(JSON.stringify(value), 'p.json')).toMatchObject([
    { id: 'p', taskSelectionMode: 'task', loopEnabled: false, documents: [{ filename: 'a' }] },
  ])
})

test('what is no list of playbooks is none', () => {
  expect(readPlaybooks('{"tasks": []}', 'tasks.json')).toBeNull()
})

test.each([
  ['{', 'is not a valid playbook'],
  [JSON.stringify({ ...one, documents: [] }), 'documents'],
  [JSON.stringify({ ...one, taskSelectionMode: 'all' }), 'taskSelectionMode'],
  [JSON.stringify([{ ...one, maxLoops: -1 }]), 'maxLoops'],
  [JSON.stringify(Array.from({ length: 1001 }, () => one)), 'more than 1000'],
])('%.40s is refused with its reason', (text, why) => {
  expect(() => readPlaybooks(text, 'p.json')).toThrow(why)
})

test('documents alone are a playbook', () => {
  expect(playbookOf(['specs/1/tasks.md', 'b']).name).toBe('tasks.md and 1 more')
})

test.each([
  ['auto/{{PLAYBOOK_NAME}}-{{DATE}}', 'auto/My-book-2026-02-03'],
  ['{playbookName}', 'My-book'],
  ['-x..y//z.lock/.a~^:', 'x-y-z/a'],
  ['', ''],
])('the branch of %j is %s', (template, name) => {
  expect(branchName(template, 'My: book', new Date('2026-02-03T04:05:06Z'))).toBe(name)
})

test('what hosts tell is clean, and what is not of a form is left out', () => {
  const event = { type: 'warning', timestamp: 1, message: 'a\u001b[31mb\u202e' }
  expect(readPlaybookEvent(JSON.stringify(event))).toMatchObject({ message: 'ab' })
  for (const line of ['', '{', '{"type":"start"}', '{"type":"odd","timestamp":1}', 'null'])
    expect(readPlaybookEvent(line)).toBeNull()
  expect(readDocuments('3\topen\ttask\tx\t\ndocument\t/a\n$(x)\topen\ttask\ty\t\n4\topen')).toEqual(
    [{ path: '/a', halts: [], tasks: [expect.objectContaining({ line: '4', text: '' })] }],
  )
  const spec = {
    version: 1,
    id: 'X1',
    name: 'n',
    agent: 'a',
    directory: '/d',
    documents: [],
    created: 1,
  }
  const text = `gate - /p\nSure?\n${JSON.stringify(spec)}\nodd\n\n{}\nended done /q\n\n${JSON.stringify(spec)}\n`
  expect(
    readPlaybookRows('h', text).map(({ state, end, question }) => [state, end, question]),
  ).toEqual([
    ['gate', '', 'Sure?'],
    ['ended', 'done', ''],
  ])
})
