import { readFile, writeFile } from 'node:fs/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { until } from '../lab/process.ts'
import { idsIn, openStage, type Stage } from './stage.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage({ hosts: ['lab1'], configured: [{ name: 'lab1', capacity: 50 }] })
})
afterAll(() => stage?.close())

async function begin(...prompts: string[]): Promise<string[]> {
  const { root } = stage.project
  const ran = await stage.run(['start', '--agent', 'fake', '--repo', root, ...prompts])
  expect([ran.code, ran.err]).toEqual([0, expect.any(String)])
  return idsIn(ran.out)
}

async function list(): Promise<Record<string, { status: string; exit_code: number | null }>> {
  const ran = await stage.run(['list', '--json'])
  const rows: { session_id: string; status: string; exit_code: number | null }[] = JSON.parse(
    ran.out,
  )
  return Object.fromEntries(rows.map(each => [each.session_id, each]))
}

const end = (id: string) =>
  until(`the end of ${id}`, async () => {
    const record = (await list())[id]
    return record && record.status !== 'running' ? [record.status, record.exit_code] : null
  })

test.each([
  ['exit=0', ['completed', 0]],
  ['exit=7', ['failed', 7]],
  ['exit=255', ['failed', 255]],
  ['signal=TERM', ['failed', 143]],
  ['signal=SEGV', ['failed', 139]],
  ['signal=KILL', ['failed', 137]],
])('%s is told as it was', async (prompt, told) => {
  const [id = ''] = await begin(prompt)
  expect(await end(id)).toEqual(told)
})

test('a session from a prompt is waited for by its id, running or ended, and none else', async () => {
  const [id = ''] = await begin('wait=told exit=3')
  const live = stage.start(['wait', '--for', 'failed', id])
  await until('the wait', () => live.err().includes('Waiting for 1 session'))
  await stage.allow('lab1', 'told')
  expect(await live.ended).toMatchObject({ code: 0, out: `${id}\tfailed\n` })
  await end(id)
  await stage.run(['kill', id])
  expect((await stage.run(['wait', '--for', 'ended', '--timeout', '20', id])).out).toBe(
    `${id}\tended\n`,
  )
  const unknown = await stage.run(['wait', '--for', 'ended', 'sess-20260101-000000-abcd'])
  expect([unknown.code, unknown.err]).toEqual([3, expect.stringContaining('not found')])
})

test('its whole last screen stays, and no line of it tells that it is dead', async () => {
  const [id = ''] = await begin('lines=500 exit=3')
  expect(await end(id)).toEqual(['failed', 3])
  const { out } = await stage.run(['output', id, '--lines', '600'])
  const lines = out.split('\n')
  expect(lines.slice(0, 4)).toEqual([
    `=== Session: ${id} ===`,
    'Status: failed',
    'VM: lab1',
    'Prompt: lines=500 exit=3',
  ])
  expect(lines.slice(5, -1)).toEqual(Array.from({ length: 500 }, (_, i) => `line ${i + 1}`))
  const shown = await stage.lab.tmux('lab1', 'capture-pane', '-p', '-t', `=${id}:`)
  expect(shown).not.toContain('dead')
})

test('a program that lets go of its terminal and goes on has not ended', async () => {
  const [id = ''] = await begin('mute wait=heard exit=4')
  const pane = () =>
    stage.lab.tmux('lab1', 'display-message', '-p', '-t', `=${id}:`, '#{pane_dead}')
  await until('tmux to lose it', async () => (await pane()) === '1\n')
  expect((await list())[id]).toMatchObject({ status: 'running', exit_code: null })
  expect((await list())[id]).toMatchObject({ status: 'running', exit_code: null })
  await stage.allow('lab1', 'heard')
  expect(await end(id)).toEqual(['failed', 4])
})

test('one that began, and whose start was not written down, is found to run', async () => {
  const [id = ''] = await begin('wait=found exit=0')
  const state = JSON.parse(await readFile(stage.statePath(), 'utf8'))
  const long = { status: 'pending', started_at: null, created_at: '2026-05-02T20:30:14Z' }
  Object.assign(state.sessions[id], long, { workspace: `/workspace/${id}` })
  await writeFile(stage.statePath(), JSON.stringify(state))
  expect((await list())[id]).toMatchObject({ status: 'running' })
  expect((await stage.state()).sessions[id]?.workspace).not.toBe(`/workspace/${id}`)
  await stage.allow('lab1', 'found')
  expect(await end(id)).toEqual(['completed', 0])
})

test('status --detailed tells of what runs: its last output, pid and memory', async () => {
  const [id = ''] = await begin('wait=seen exit=0')
  const { out } = await stage.run(['status', '--detailed', '--json'])
  const details: { session_id: string; pane_pid: number; memory_bytes: number }[] =
    JSON.parse(out).details
  const one = details.find(each => each.session_id === id)
  const pid = await stage.lab.tmux('lab1', 'display-message', '-p', '-t', `=${id}:`, '#{pane_pid}')
  expect(one).toMatchObject({ status: 'running', pane_pid: Number(pid) })
  expect(one?.memory_bytes).toBeGreaterThan(100_000)
  await stage.allow('lab1', 'seen')
  expect(await end(id)).toEqual(['completed', 0])
})

test('output --follow goes on until it has ended', async () => {
  const [id = ''] = await begin('lines=60 wait=more ask exit=0')
  const following = stage.start(['output', id, '--follow'])
  await until('what was printed', () => following.out().includes('waiting for more'))
  await stage.allow('lab1', 'more')
  await until('the question', () => following.out().includes('Shall I go on? [y/n]'))
  expect((await stage.run(['send', '--answer', `lab1/${id}`, 'yes'])).code).toBe(0)
  const ran = await following.ended
  expect([ran.code, ran.out]).toEqual([0, expect.stringContaining('You said yes.\n')])
  expect(ran.out).toContain('line 1\nline 2\n')
})

test('many that end at once: none is missed, whatever tmux misses', async () => {
  const ids = await begin(...Array.from({ length: 12 }, (_, i) => `exit=${i}`))
  const ends = []
  for (const id of ids) ends.push(((await end(id)) as [string, number])[1])
  expect(ends.sort((one, other) => one - other)).toEqual(Array.from({ length: 12 }, (_, i) => i))
})

test('kill ends it, frees its place, and is not taken for a failure later', async () => {
  const [id = ''] = await begin('wait=never')
  const killed = await stage.run(['kill', id])
  expect([killed.code, killed.out]).toEqual([0, `Session '${id}' has been terminated.\n`])
  expect((await list())[id]).toMatchObject({ status: 'killed', exit_code: null })
  expect((await stage.state()).vm_pool['lab1']?.active_sessions).not.toContain(id)
  expect((await stage.run(['recover'])).code).toBe(0)
  expect((await list())[id]).toMatchObject({ status: 'killed' })
})

test('the last session of its server can be killed, too', async () => {
  for (const id of (await stage.lab.tmux('lab1', 'list-sessions', '-F', '#S')).trim().split('\n'))
    await stage.lab.tmux('lab1', 'kill-session', '-t', `=${id}`)
  const [id = ''] = await begin('wait=never')
  expect((await stage.run(['kill', id])).out).toBe(`Session '${id}' has been terminated.\n`)
})

test('an interrupt while it is being sent leaves nothing there, and nothing here', async () => {
  const before = await stage.workspaces('lab1')
  const { root } = stage.project
  const running = stage.start(['start', '--agent', 'fake', '--repo', root, 'wait=never'])
  await until('the look', () => running.err().includes('looking for fake'))
  running.child.kill('SIGINT')
  const ran = await running.ended
  expect(ran.code).toBe(130)
  // It may have been too late: then it runs, and is known.
  const ids = idsIn(ran.out)
  const records = await list()
  expect(Object.values(records).filter(each => each.status === 'pending')).toEqual([])
  const running_ = Object.keys(records).filter(id => records[id]?.status === 'running')
  expect(running_).toEqual(ids)
  const fresh = (await stage.workspaces('lab1')).filter(name => !before.includes(name))
  expect(fresh).toEqual(ids)
  expect(await stage.scraps()).toEqual([])
})
