import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { idsIn, openStage, type Stage } from '../../stage.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage({ hosts: ['lab1'], configured: [{ name: 'lab1', capacity: 9 }] })
})
afterAll(() => stage?.close())

const NONE = 'sess-20260502-203014-4f2a'
const start = (...args: string[]) =>
  stage.run(['start', '--repo', stage.project.root, '--host', 'lab1', ...args])

test('fetch takes the repository where the record does not know it', async () => {
  const ran = await start('--agent', 'fake', 'commit exit=0')
  const [id = ''] = idsIn(ran.out)
  const env = await stage.elsewhere('other')
  await stage.run(['recover'], { env })
  const fetched = await stage.run(['fetch', id, '--repo', stage.project.root], { env })
  expect([fetched.code, fetched.out]).toEqual([0, expect.stringContaining('Fetched 1 branch')])
})

test('ls tells the sessions of one start apart by their prompts', async () => {
  const ran = await start('--agent', 'fake', 'wait=later one', 'wait=later two')
  const ids = idsIn(ran.out)
  const { out } = await stage.run(['ls', '--host', 'lab1'])
  const titles = ids.map(
    id =>
      out
        .split('\n')
        .find(row => row.includes(id))
        ?.split('\t')[5],
  )
  expect(titles.toSorted()).toEqual(['wait=later one', 'wait=later two'])
  const { sessions } = JSON.parse((await stage.run(['ls', '--json', '--host', 'lab1'])).out)
  expect(sessions).toContainEqual(
    expect.objectContaining({ tracked: ids[0], prompt: expect.stringMatching(/^wait=later/) }),
  )
  await stage.allow('lab1', 'later')
})

test('a kill that is refused names --force', async () => {
  const state = JSON.parse(await readFile(stage.statePath(), 'utf8'))
  const [known] = Object.values<object>(state.sessions)
  const lost = { ...known, session_id: NONE, vm_name: 'nobody-knows-it', status: 'running' }
  Object.assign(state.sessions, { [NONE]: lost })
  await writeFile(stage.statePath(), JSON.stringify(state))
  const ran = await stage.run(['kill', NONE])
  expect([ran.code, ran.err]).toEqual([
    expect.any(Number),
    expect.stringContaining(`fleetmux kill ${NONE} --force`),
  ])
  expect(ran.code).not.toBe(0)
  expect((await stage.run(['kill', NONE, '--force'])).code).toBe(0)
})

test('a slip in the name of an agent is told before anything is packed', async () => {
  const ran = await start('--agent', 'claud', 'x')
  expect([ran.code, ran.err]).toEqual([1, expect.stringContaining('Did you mean claude?')])
  expect(ran.err).not.toMatch(/repository|connecting/i)
})

test('--lines 0 is told before an id is looked for', async () => {
  const ran = await stage.run(['output', NONE, '--lines', '0'])
  expect([ran.code, ran.err]).toEqual([
    2,
    expect.stringContaining('--lines must be a number above 0'),
  ])
})

test('exec takes its region from AZURE_REGION', async () => {
  const env = { AZURE_REGION: 'westus3', AMPLIHACK_REMOTE_RETRY_BUDGET_SECS: '0' }
  const words = ['exec', 'auto', 'exit=0', '--agent', 'fake', '--repo', stage.project.root]
  await stage.run(words, { env })
  const { calls } = await stage.azlin.read()
  const made = calls.find(({ args }) => args[0] === 'new')?.args ?? []
  expect(made.join(' ')).toContain('--region westus3')
})

test('doctor looks for azlin and az', async () => {
  const there = await stage.run(['doctor'])
  expect(there.out).toMatch(/azlin/)
  const gone = await stage.run(['doctor'], { env: { PATH: join(stage.app.dir, 'bin') } })
  expect(gone.out).toMatch(/azlin\s+not found\. Install azlin/)
  expect(gone.out).toMatch(/\baz\s+not found\. Install the Azure CLI/)
})
