import { readFile, writeFile } from 'node:fs/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { idsIn, openStage, type Stage } from './stage.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage({ hosts: ['lab1'], configured: [{ name: 'lab1', capacity: 50 }] })
})
afterAll(() => stage?.close())

async function begin(): Promise<string> {
  const { root } = stage.project
  const ran = await stage.run(['start', '--agent', 'fake', '--repo', root, 'wait=never'])
  expect([ran.code, ran.err]).toEqual([0, expect.any(String)])
  return idsIn(ran.out)[0] ?? ''
}

async function statusOf(id: string): Promise<string | undefined> {
  const { out } = await stage.run(['list', '--json'])
  const rows: { session_id: string; status: string }[] = JSON.parse(out)
  return rows.find(each => each.session_id === id)?.status
}

/** A session that is gone counts as ended only a while after its start. */
async function makeOld(id: string, at = '2026-05-02T20:30:14Z'): Promise<void> {
  const state = JSON.parse(await readFile(stage.statePath(), 'utf8'))
  Object.assign(state.sessions[id], { created_at: at, started_at: at })
  await writeFile(stage.statePath(), JSON.stringify(state))
}

const tmux = (...args: string[]) => stage.lab.tmux('lab1', ...args)

test('one that is killed as HOST/SESSION is killed, and its place is free', async () => {
  const id = await begin()
  expect((await stage.run(['kill', '--yes', `lab1/${id}`])).code).toBe(0)
  expect(await statusOf(id)).toBe('killed')
  expect((await stage.state()).vm_pool['lab1']?.active_sessions).not.toContain(id)
})

test.each(['its id', 'its host and session'])(
  'one that is killed on another machine by %s is killed here',
  async how => {
    const id = await begin()
    const env = await stage.elsewhere(`other-${how.length}`)
    await stage.run(['recover'], { env })
    const words = how === 'its id' ? [id] : ['--yes', `lab1/${id}`]
    const ran = await stage.run(['kill', ...words], { env })
    expect([ran.code, ran.err]).toEqual([0, expect.not.stringContaining('Warning')])
    await makeOld(id)
    expect(await statusOf(id)).toBe('killed')
  },
)

test('one that tmux itself killed, on a server that lives on, is killed', async () => {
  const [id, other] = [await begin(), await begin()]
  await tmux('kill-session', '-t', `=${id}`)
  await makeOld(id, new Date(Date.now() - 16_000).toISOString())
  expect(await statusOf(id)).toBe('killed')
  expect(await statusOf(other)).toBe('running')
})

test('one whose server was ended failed', async () => {
  const id = await begin()
  await tmux('kill-server')
  await makeOld(id)
  expect(await statusOf(id)).toBe('failed')
})
