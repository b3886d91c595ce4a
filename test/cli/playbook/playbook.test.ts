import { afterAll, beforeAll, expect, test } from 'vitest'
import { playbookEventSchema } from '../../../src/state/playbooks/playbook-event.ts'
import { openPlaybookStage, type PlaybookStage, type Told } from './playbook-stage.ts'

let stage: PlaybookStage
beforeAll(async () => {
  stage = await openPlaybookStage()
})
afterAll(() => stage?.close())

const types = (events: readonly Told[]) => events.map(({ type }) => type)

test('two tasks on a host, to their end, each a run with a fresh agent', async () => {
  const text =
    '# Work\n\n- [ ] First thing\n- [x] Done before\n- [ ] Second "thing" $(id) `x` \\n\n'
  const directory = await stage.project('a shop', { '.maestro/playbooks/one.md': text })
  const { code, events } = await stage.told('run', 'one', '--on', 'lab1', '--dir', 'a shop')
  for (const { offset: _, ...event } of events) playbookEventSchema.parse(event)
  expect(types(events)).toEqual([
    ...['start', 'document_start', 'task_start', 'task_complete', 'task_start', 'task_complete'],
    ...['document_complete', 'loop_complete', 'complete'],
  ])
  expect(code).toBe(0)
  expect(await stage.read(`${directory}/.maestro/playbooks/one.md`)).toBe(
    text.replaceAll('[ ]', '[x]'),
  )
  expect(await stage.read(`${directory}/work.txt`)).toBe(
    'First thing\nSecond "thing" $(id) `x` \\n\n',
  )
  const runs = await stage.app.run(['run', 'list', '--on', 'lab1'])
  expect(runs.out.match(/ended 0/g)).toHaveLength(2)
})
