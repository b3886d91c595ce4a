import { readFile, writeFile } from 'node:fs/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Net, startNet } from '../flood/net.ts'
import { until } from '../lab/process.ts'
import { idsIn, openStage, type Stage } from './stage.ts'

let stage: Stage
let net: Net
// A try that fails leaves hosts without room, and one that is cut off.
beforeEach(async () => {
  stage = await openStage({
    configured: [
      { name: 'far', capacity: 2 },
      { name: 'lab2', capacity: 1 },
    ],
  })
  net = await startNet(stage.lab)
  const own = await Promise.all([net.sshConfig, stage.azlin.sshConfig].map(path => readFile(path)))
  await writeFile(stage.azlin.sshConfig, Buffer.concat(own))
})
afterEach(() => stage?.close())

interface Listed {
  readonly session_id: string
  readonly vm_name: string
  readonly prompt: string
  readonly status: string
  readonly exit_code: number | null
  readonly completed_at: string | null
}

async function list(env: Record<string, string> = {}) {
  const { code, out, err } = await stage.run(['list', '--json', '--timeout', '4'], { env })
  const sessions: Listed[] = JSON.parse(out)
  const by = (word: string) => {
    const found = sessions.find(({ prompt }) => prompt.startsWith(word))
    return found && { status: found.status, code: found.exit_code }
  }
  return { code, err, sessions, by }
}

test('three prompts on two hosts: the truth all along, without us, cut off, and from elsewhere', async () => {
  const { run, project, allow } = stage
  const began = await run([
    'start',
    '--agent',
    'fake',
    '--repo',
    project.root,
    'wait=go commit exit=0',
    'ask exit=7',
    'lines=100 wait=go exit=0 last',
  ])
  expect([began.code, began.err]).toEqual([0, expect.stringContaining('far: starting')])
  const ids = idsIn(began.out)
  expect(began.out).toBe(
    `Successfully started 3 session(s):\n${ids.map(id => `  - ${id}\n`).join('')}Use 'fleetmux output <session-id>' to view progress\n`,
  )

  // All run: the terminal they were started from is gone already.
  const first = await list()
  expect(first.sessions.map(each => [each.vm_name, each.status]).sort()).toEqual([
    ['far', 'running'],
    ['far', 'running'],
    ['lab2', 'running'],
  ])
  const status = JSON.parse((await run(['status', '--json'])).out)
  expect(status.pool).toMatchObject({ total_capacity: 3, active_sessions: 3 })
  expect(status.sessions.running).toBe(3)

  // What it asks is answered, and its end is told.
  const asking = first.sessions.find(each => each.prompt.startsWith('ask'))
  await until('the question', async () =>
    (await run(['output', asking?.session_id ?? ''])).out.includes('Shall I go on?'),
  )
  const answered = await run(['send', '--answer', `${asking?.vm_name}/${asking?.session_id}`, 'y'])
  expect(answered.code).toBe(0)
  await until('its end', async () => (await list()).by('ask')?.status !== 'running')
  expect((await list()).by('ask')).toEqual({ status: 'failed', code: 7 })
  const shown = await run(['output', asking?.session_id ?? ''])
  expect(shown.out).toContain('Status: failed\n')
  expect(shown.out).toContain('You said y.')
  expect(shown.out).not.toContain('Pane is dead')

  // One host cannot be reached: what runs there ended or did not, and nobody says that it failed.
  await net.cut()
  await allow('lab1', 'go')
  await allow('lab2', 'go')
  const blind = await until('the end on the host that is there', async () => {
    const now = await list()
    return now.sessions.every(each => each.vm_name === 'far' || each.status !== 'running')
      ? now
      : null
  })
  const far = (of: Awaited<ReturnType<typeof list>>) =>
    of.sessions.filter(each => each.vm_name === 'far' && !each.prompt.startsWith('ask'))
  expect(blind.code).toBe(0)
  expect(blind.err).toContain('far')
  expect(far(blind).map(each => each.status)).toEqual(far(first).map(() => 'running'))
  const held = JSON.parse((await run(['status', '--json', '--timeout', '4'])).out)
  expect(held.sessions).toMatchObject({ running: far(first).length, failed: 1 })

  await net.heal()
  const healed = await until('the truth again', async () => {
    const now = await list()
    return now.sessions.every(each => each.status !== 'running') ? now : null
  })
  expect(healed.by('wait')).toEqual({ status: 'completed', code: 0 })
  expect(healed.by('lines')).toEqual({ status: 'completed', code: 0 })
  const freed = JSON.parse((await run(['status', '--json'])).out)
  expect(freed.pool.active_sessions).toBe(0)

  // Another machine, that knows nothing.
  const env = await stage.elsewhere('other')
  expect((await run(['list'], { env })).out).toBe('No remote sessions found.\n')
  expect((await run(['recover'], { env })).err).toContain('Recovered 3 sessions from 3 hosts.')
  const there = await list(env)
  expect(there.sessions.map(each => [each.session_id, each.status, each.exit_code])).toEqual(
    healed.sessions.map(each => [each.session_id, each.status, each.exit_code]),
  )

  // Here, where all is known, it changes nothing.
  const known = await stage.state()
  expect((await run(['recover'])).code).toBe(0)
  expect((await stage.state()).sessions).toEqual(known.sessions)

  // And what was committed comes home.
  const [done] = healed.sessions.filter(each => each.prompt.startsWith('wait'))
  const fetched = await run(['fetch', done?.session_id ?? ''])
  expect([fetched.code, fetched.out]).toEqual([0, expect.stringContaining('new.txt')])
  expect(project.git('log', '--format=%s', `fleetmux/${done?.session_id}/main`)).toBe(
    'What the agent did\nFirst',
  )
  expect(await stage.scraps()).toEqual([])
}, 360_000)
