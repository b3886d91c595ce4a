import { spawn } from 'node:child_process'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createAzlin } from '../../../src/backend/pool/azlin.ts'
import type { MachineRoute, Provider } from '../../../src/backend/pool/provider.ts'
import type { Machine } from '../../../src/state/pool/candidate.ts'
import { type AzlinLab, makeAzlin } from '../../lab/azlin.ts'
import { capture, processes, until } from '../../lab/process.ts'
import { type Lab, startLab } from '../../lab/sshd.ts'
import { failureOf } from '../ssh/ssh-lab.ts'

/** Who the tests are to the lab's sshd; Azure's is `azureuser`. */
const user = process.env['USER'] || (await capture('id', ['-un'])).trim()
let lab: Lab
let stand: AzlinLab
let azlin: Provider
let machine: Machine
beforeAll(async () => {
  lab = await startLab({ hosts: 2 })
  stand = await makeAzlin(lab)
  azlin = createAzlin({ env: { ...stand.env, USER: 'me' }, user, directory: stand.dir })
  machine = await azlin.provision({ sku: 'Standard_D8s_v3', region: 'eastus' })
})
afterAll(async () => {
  await stand.close()
  await lab.close()
})

/** Runs a command there as fleetmux's ssh would: by address, with the options that it is to take. */
async function ssh({ host, options }: MachineRoute, command: string): Promise<string> {
  const [place = '', port] = (host.address ?? '').split(/:(?=\d+$)/)
  const given = Object.entries({ ...options, StrictHostKeyChecking: 'accept-new' })
  const words = given.flatMap(([key, value]) => ['-o', `${key}=${value}`])
  const where = port ? ['-p', port, place] : [place]
  return capture('ssh', ['-F', stand.sshConfig, '-o', 'BatchMode=yes', ...words, ...where, command])
}

async function tunnels(): Promise<string[]> {
  const ours = (await processes()).filter(each => !each.state.startsWith('Z'))
  return ours.map(each => each.command).filter(line => line.includes(stand.dir))
}

const allGone = () => until('all to be gone', async () => (await tunnels()).length === 0)

test('a machine behind a bastion is reached through a tunnel that all share and the last one closes', async () => {
  const said: string[] = []
  const one = await azlin.toHost(machine, undefined, line => said.push(line))
  const [two] = await Promise.all([
    azlin.toHost(machine),
    azlin.toHost(machine).then(r => r.close()),
  ])
  expect(said).toEqual([`${machine.name}: opening a tunnel through the bastion`])
  expect(two.host).toEqual(one.host)
  expect(one.host).toMatchObject({ name: machine.name, transport: 'ssh' })
  expect(one.host.address).toMatch(new RegExp(`^${user}@127\\.0\\.0\\.1:\\d+$`))
  expect(await ssh(one, 'echo $HOME')).toBe(`${lab.host('lab1').home}\n`)
  await one.close()
  await one.close()
  expect(await ssh(two, 'echo still')).toBe('still\n')
  await two.close()
  await allGone()
})

test('the key of a machine is kept under its name: another port is no other machine', async () => {
  const key = async () => (await capture('cat', [`${stand.dir}/known_hosts`])).trim().split('\n')
  for (let i = 0; i < 2; i++) {
    const way = await azlin.toHost(machine)
    await ssh(way, 'true')
    await way.close()
  }
  expect(await key()).toEqual([expect.stringMatching(`^${machine.name} `)])
})

test('a tunnel that breaks says so, and the next one to ask gets a new one', async () => {
  const way = await azlin.toHost(machine)
  const forward = (await processes()).find(
    each => each.command.includes('__forward') && each.command.includes(stand.dir),
  )
  if (!forward) throw new Error('nothing forwards')
  process.kill(forward.pid)
  expect(await way.broken).toBe('All tunnels have closed.')
  const again = await azlin.toHost(machine)
  expect(await ssh(again, 'echo anew')).toBe('anew\n')
  await again.close()
  await allGone()
})

test('one that stays without forwarding is not given to the next to ask', async () => {
  const lingers = (yes: boolean) =>
    stand.change(({ mode }) => {
      mode.lingers = yes
    })
  await lingers(true)
  const way = await azlin.toHost(machine)
  const [forward] = (await processes()).filter(
    each => each.command.includes('__forward') && each.command.includes(stand.dir),
  )
  process.kill(forward?.pid ?? 0)
  await until('its end', async () => (await tunnels()).every(line => !line.includes('__forward')))
  const again = await azlin.toHost(machine)
  expect(again.host.address).not.toBe(way.host.address)
  expect(await ssh(again, 'echo anew')).toBe('anew\n')
  await way.close()
  expect(await ssh(again, 'echo still')).toBe('still\n')
  await again.close()
  await allGone()
  await lingers(false)
})

test('killed without a word, fleetmux leaves no tunnel behind', async () => {
  const code = `import { createAzlin } from '${new URL('../../../src/backend/pool/azlin.ts', import.meta.url).href}'
    const env = { ...process.env, USER: 'me' }
    const azlin = createAzlin({ env, user: '${user}', directory: '${stand.dir}' })
    await azlin.toHost((await azlin.list())[0])
    console.log('open')
    setInterval(() => {}, 1000)`
  const env = { ...process.env, ...stand.env }
  const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', code], { env })
  const heard: string[] = []
  child.stdout.on('data', bytes => heard.push(String(bytes)))
  await until('the tunnel', () => heard.join('').includes('open'))
  expect((await tunnels()).some(line => line.includes('__forward'))).toBe(true)
  child.kill('SIGKILL')
  await allGone()
})

test('one that azlin cannot open fails with its words, and leaves nothing', async () => {
  const gone = { ...machine, name: 'gone', resourceGroup: 'lab-rg', publicIp: null }
  expect(await failureOf(azlin.toHost(gone))).toMatchObject({
    kind: 'missing',
    what: 'Azure has no such machine.',
    why: "Error: (ResourceNotFound) VM 'gone' not found",
  })
  await allGone()
})

test('one that nobody greets through is given up', async () => {
  await lab.freeze('lab1')
  const options = { env: stand.env, user, directory: stand.dir, deadlines: { tunnel: 1000 } }
  expect(await failureOf(createAzlin(options).toHost(machine))).toMatchObject({ kind: 'late' })
  await lab.thaw('lab1')
  await allGone()
})

test('a public machine is gone to straight away; a tunnel that is given is used as it is', async () => {
  await stand.change(({ mode }) => {
    mode.publicIps = true
  })
  const [listed = machine] = await azlin.list()
  const way = await azlin.toHost(listed)
  expect(way.host.address).toBe(`${user}@${lab.host('lab1').address}`)
  expect(way.options).toEqual({ HostKeyAlias: machine.name })
  expect(await ssh(way, 'echo here')).toBe('here\n')
  const given = createAzlin({ env: stand.env, port: 2201 })
  expect((await given.toHost(machine)).host.address).toBe('azureuser@127.0.0.1:2201')
})
