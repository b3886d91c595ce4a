import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { until } from '../../../lab/process.ts'
import { idsIn, openStage, type Stage } from '../../stage.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage({
    hosts: ['lab1', 'lab2', 'lab3'],
    configured: [{ name: 'lab1', capacity: 1 }],
  })
})
afterAll(() => stage?.close())
beforeEach(() =>
  stage.azlin.change(state => Object.assign(state, { vms: [], mode: {}, calls: [] })),
)

function exec(prompt: string, ...more: string[]) {
  const { root } = stage.project
  return stage.run(['exec', 'auto', prompt, '--agent', 'fake', '--repo', root, ...more])
}

const vms = async () => (await stage.azlin.read()).vms.map(vm => vm.name)

test('on a host of the configuration: output, results and code come home, and the host stays', async () => {
  const ran = await exec('lines=3 commit exit=0', '--vm-name', 'lab1')
  expect([ran.code, ran.err]).toEqual([0, expect.stringContaining('is kept, because it is a host')])
  expect(ran.out).toContain('line 3\n')
  expect(ran.out).toContain('Exit code: 0')
  const [id] = idsIn(ran.out)
  expect(stage.project.git('log', '-1', '--format=%s', `fleetmux/${id}/main`)).toBe(
    'What the agent did',
  )
  expect((await stage.state()).vm_pool['lab1']?.active_sessions).toEqual([])
})

test.each([
  ['exit=5', 5],
  ['signal=TERM', 143],
  ['signal=KILL', 137],
])('%s is the exit code %i', async (prompt, code) => {
  expect((await exec(prompt, '--vm-name', 'lab1')).code).toBe(code)
})

test('a machine is made, and removed when the command is done', async () => {
  const ran = await exec('commit exit=0')
  expect([ran.code, ran.err]).toEqual([
    0,
    expect.stringContaining('is being removed: the command has ended.'),
  ])
  expect(ran.err).toContain(
    'azlin creates a machine of Standard_D2s_v3 in the default region, which costs money',
  )
  expect(ran.err).toContain('All questions of azlin are answered with yes')
  expect(await vms()).toEqual([])
  const { calls } = await stage.azlin.read()
  expect(calls.filter(each => each.args[0] === 'new').map(each => each.args.slice(1, 3))).toEqual([
    ['--vm-size', 'Standard_D2s_v3'],
  ])
  expect(Object.keys((await stage.state()).vm_pool)).toEqual(['lab1'])
})

test('it is kept when the command failed, and taken again; --keep-vm keeps it, too', async () => {
  const failed = await exec('exit=5')
  expect([failed.code, failed.err]).toEqual([5, expect.stringContaining('kept for debugging')])
  const [vm = ''] = await vms()
  expect((await stage.state()).vm_pool[vm]).toMatchObject({ active_sessions: [], capacity: 1 })

  const again = await exec('exit=0', '--keep-vm')
  expect([again.code, again.err]).toEqual([
    0,
    expect.stringContaining('is kept, because of --keep-vm'),
  ])
  expect(await vms()).toEqual([vm])

  const fresh = await exec('exit=0', '--no-reuse')
  expect([fresh.code, fresh.err]).toEqual([
    0,
    expect.stringContaining('created for this command is being removed'),
  ])
  expect(await vms()).toEqual([vm])

  const last = await exec('exit=0')
  expect([last.code, last.err]).toEqual([
    0,
    expect.stringContaining('taken from the pool is being removed'),
  ])
  expect(await vms()).toEqual([])
})

test('one that was named is removed as the others, which is said before', async () => {
  await stage.azlin.change(state => {
    const vm = { name: 'my-box', size: 'Standard_D2s_v3', region: 'westus2', host: 'lab3' }
    state.vms.push({ ...vm, state: 'Running' })
  })
  const kept = await exec('exit=0', '--vm-name', 'my-box', '--keep-vm')
  expect([kept.code, await vms()]).toEqual([0, ['my-box']])
  const ran = await exec('exit=0', '--vm-name', 'my-box')
  expect([ran.code, await vms()]).toEqual([0, []])
  expect(ran.err).toContain('The machine my-box is removed afterwards, unless')
})

test('words behind -- reach azlin', async () => {
  await exec('exit=0', '--no-reuse', '--region', 'eastus', '--', '--os', '22.04')
  const { calls } = await stage.azlin.read()
  const made = calls.find(each => each.args[0] === 'new')?.args.join(' ')
  expect(made).toContain('--region eastus --os 22.04')
})

test('its limit is minutes, and no deadline of hosts', async () => {
  const low = await exec('exit=0', '--timeout', '4')
  expect([low.code, low.err]).toEqual([2, expect.stringContaining('from 5 to 480')])
  expect((await exec('exit=0', '--timeout', '5', '--vm-name', 'lab1')).code).toBe(0)
})

test('the tunnel breaks while it runs, and is opened again', async () => {
  const running = stage.start([
    'exec',
    'auto',
    'wait=on exit=9',
    '--agent',
    'fake',
    '--repo',
    stage.project.root,
  ])
  await until('it to run', () => running.out().includes('waiting for on'))
  await stage.breakTunnels()
  await until('the way back', () => / is connected again\.\n/.test(running.err()))
  for (const { name } of stage.lab.hosts) await stage.allow(name, 'on')
  expect((await running.ended).code).toBe(9)
})

test('the line is lost while it runs, and comes back: the code is that of the agent', async () => {
  const { root } = stage.project
  const words = ['exec', 'auto', 'wait=back commit exit=6', '--vm-name', 'lab1']
  const running = stage.start([...words, '--agent', 'fake', '--repo', root])
  await until('it to run', () => running.out().includes('waiting for back'))
  await stage.lab.whileKilled('lab1', async () => {
    await until('the loss', () => running.err().includes('Reconnecting.'))
    await stage.allow('lab1', 'back')
  })
  const ran = await running.ended
  expect([ran.code, ran.out]).toEqual([6, expect.stringContaining('new.txt')])
})

test('interrupted, it leaves the session running', async () => {
  const { root } = stage.project
  const words = ['exec', 'auto', 'wait=later exit=0', '--vm-name', 'lab1']
  const running = stage.start([...words, '--agent', 'fake', '--repo', root])
  await until('it to run', () => running.out().includes('waiting for later'))
  running.child.kill('SIGINT')
  const ran = await running.ended
  const [id = ''] = idsIn(ran.err)
  expect([ran.code, (await stage.run(['output', id])).out]).toEqual([
    130,
    expect.stringContaining('Status: running\n'),
  ])
  await stage.allow('lab1', 'later')
  await until('its end', async () =>
    (await stage.run(['output', id])).out.includes('Status: completed\n'),
  )
})
