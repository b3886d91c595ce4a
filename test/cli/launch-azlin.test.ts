import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { AzlinMode } from '../lab/azlin.ts'
import { until } from '../lab/process.ts'
import { idsIn, openStage, type Stage } from './stage.ts'

let stage: Stage
beforeAll(async () => {
  // A host without a capacity is no part of the pool: all must be made.
  stage = await openStage({ hosts: ['lab1', 'lab2', 'lab3'], configured: [{ name: 'lab3' }] })
})
afterAll(() => stage?.close())

async function suffer(mode: AzlinMode): Promise<void> {
  await stage.azlin.change(state => Object.assign(state, { vms: [], mode, calls: [] }))
}
beforeEach(() => suffer({}))

const words = (...args: string[]) => {
  const { root } = stage.project
  return ['start', '--agent', 'fake', '--repo', root, '--size', 's', ...args]
}
// Nobody waits for what may pass.
const start = (...args: string[]) =>
  stage.run(words(...args), { env: { AMPLIHACK_REMOTE_RETRY_BUDGET_SECS: '0' } })

const vms = async () => (await stage.azlin.read()).vms.map(vm => vm.name)
const records = async () => Object.values((await stage.state()).sessions)

test('several machines at once, one session on each; they join the fleet, and are asked', async () => {
  const ran = await start('exit=0 one', 'wait=go exit=7 two')
  expect([ran.code, ran.err]).toEqual([
    0,
    expect.stringContaining(
      'No machine of the pool has room for 2 sessions, so azlin creates 2 machines of Standard_D8s_v3 in eastus, which costs money until they are removed.',
    ),
  ])
  const [first = '', second = ''] = idsIn(ran.out)
  const names = await vms()
  expect(names).toHaveLength(2)
  const list = async () => JSON.parse((await stage.run(['list', '--json'])).out)
  await until('its end', async () =>
    (await list()).some((each: { exit_code: number | null }) => each.exit_code === 0),
  )
  const status = JSON.parse((await stage.run(['status', '--json'])).out)
  expect(status.pool).toMatchObject({ total_vms: 2, total_capacity: 2, active_sessions: 1 })
  expect((await stage.run(['output', second])).out).toContain('waiting for go')
  // The one that is free is taken again, and nothing is made.
  const again = await start('exit=0 three')
  expect([again.code, await vms()]).toEqual([0, names])
  for (const { name } of stage.lab.hosts) await stage.allow(name, 'go')
  await until('all ends', async () =>
    (await list()).every((each: { status: string }) => each.status !== 'running'),
  )
  const ends = (await records()).map(each => each.exit_code)
  expect(ends.sort()).toEqual([0, 0, 7])
  expect((await stage.run(['fetch', first])).code).toBe(0)

  // A machine that somebody has deleted: its session is not said to have failed.
  const last = await start('wait=never')
  const [id = ''] = idsIn(last.out)
  await stage.azlin.change(state => Object.assign(state, { mode: { hang: true } }))
  const slow = await stage.run(['list', '--timeout', '2'])
  expect([slow.code, slow.err]).toEqual([0, expect.stringContaining('No answer within 2 s.')])
  await suffer({})
  const gone = await stage.run(['list'])
  expect([gone.code, gone.err]).toEqual([
    0,
    expect.stringContaining('may have ended meanwhile; the last known state is used.'),
  ])
  expect((await stage.state()).sessions[id]?.status).toBe('running')
  expect((await stage.run(['kill', id])).code).toBe(1)
  const forced = await stage.run(['kill', id, '--force'])
  expect([forced.code, forced.out, forced.err]).toEqual([
    0,
    `Session '${id}' has been terminated.\n`,
    expect.stringContaining('Warning: '),
  ])
  expect((await stage.state()).sessions[id]?.status).toBe('killed')
}, 180_000)

test.each<[string, AzlinMode, RegExp]>([
  ['is not logged in', { loggedOut: true }, /azlin is not logged in to Azure\..*az login/],
  [
    'asks for a confirmation',
    { asks: true },
    /asks for a confirmation that fleetmux cannot give for you/,
  ],
  ['has no quota', { quota: 0 }, /The quota of this Azure subscription is exhausted\./],
])('azlin %s', async (_, mode, words) => {
  const before = (await records()).length
  await suffer(mode)
  const ran = await start('one', 'two')
  expect([ran.code, ran.out, ran.err]).toEqual([1, '', expect.stringMatching(words)])
  expect(ran.err).not.toContain('12345678-1234')
  expect([(await records()).length, await vms()]).toEqual([before, []])
  expect(await stage.scraps()).toEqual([])
})

test('a quota that allows one machine costs the other prompt only', async () => {
  await suffer({ quota: 1 })
  const ran = await start('exit=0 one', 'exit=0 two')
  expect([ran.code, idsIn(ran.out).length]).toEqual([4, 1])
  expect(ran.err).toMatch(/"exit=0 \w+": The quota of this Azure subscription is exhausted/)
  expect(await vms()).toHaveLength(1)
})

test('there is no azlin', async () => {
  const env = { PATH: stage.pathWithoutAzlin }
  const ran = await stage.run(words('x'), { env })
  expect([ran.code, ran.out]).toEqual([1, ''])
  expect(ran.err).toContain('azlin is not installed on this machine.')
  expect(ran.err).toContain('give hosts of the configuration a tier or a capacity')
})

test('slow: an interrupt clears up what was being made', async () => {
  const before = (await records()).length
  await suffer({ slow: true })
  const running = stage.start(words('one'))
  await until('the machine', async () => (await vms()).length === 1)
  running.child.kill('SIGINT')
  const ran = await running.ended
  expect([ran.code, ran.out]).toEqual([130, ''])
  expect(ran.err).toContain('interrupted: removing what was created')
  expect([await vms(), (await records()).length]).toEqual([[], before])
  expect(await stage.scraps()).toEqual([])
})

test('slow: it is not waited for any longer than azlin may take', async () => {
  await suffer({ hang: true })
  const ran = await start('one')
  expect([ran.code, ran.out]).toEqual([1, ''])
  expect(ran.err).toContain('azlin did not answer in time. (azlin list')
})
