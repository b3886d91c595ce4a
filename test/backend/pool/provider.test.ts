import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createAzlin } from '../../../src/backend/pool/azlin.ts'
import type { Provider } from '../../../src/backend/pool/provider.ts'
import { createStatic } from '../../../src/backend/pool/static.ts'
import { type AzlinLab, makeAzlin } from '../../lab/azlin.ts'
import { failureOf } from '../ssh/ssh-lab.ts'

const HOSTS = [
  { name: 'local', transport: 'local', capacity: 3 },
  { name: 'box', transport: 'ssh', address: 'me@box:2222', tier: 'm', region: 'eastus' },
  { name: 'plain', transport: 'ssh', address: 'plain' },
] as const

let stand: AzlinLab
const providers: Record<string, Provider> = {}
beforeAll(async () => {
  stand = await makeAzlin(undefined, { publicIps: true })
  const env = { ...stand.env, USER: 'me' }
  providers['azlin'] = createAzlin({ env, directory: stand.dir })
  providers['static'] = createStatic({
    hosts: () => HOSTS,
    disabled: () => ['off'],
    reachable: host => (host === 'box' ? 'up' : 'unknown'),
  })
  await providers['azlin'].provision({ sku: 'Standard_E8s_v5', region: 'westus' })
})
afterAll(() => stand.close())

const of = (name: string): Provider => {
  const provider = providers[name]
  if (!provider) throw new Error(name)
  return provider
}

describe.each(['static', 'azlin'])('%s, as every provider', name => {
  test('lists machines under its own name, each once', async () => {
    const machines = await of(name).list()
    expect(machines.length).toBeGreaterThan(0)
    expect(machines.every(machine => machine.provider === name)).toBe(true)
    expect(new Set(machines.map(machine => machine.name)).size).toBe(machines.length)
  })

  test('knows a way to each that it lists as up, under the same name', async () => {
    for (const machine of await of(name).list()) {
      if (machine.disabled) continue
      const way = await of(name).toHost(machine)
      expect(way.host.name).toBe(machine.name)
      await way.close()
      await way.close()
    }
  })

  test('a machine that it does not have is missing', async () => {
    const [machine] = await of(name).list()
    if (!machine) throw new Error('there is one')
    const { name: _name, ...rest } = machine
    const bare = JSON.parse(JSON.stringify({ ...rest, publicIp: undefined, name: 'nowhere' }))
    expect(await failureOf(of(name).toHost(bare))).toMatchObject({ kind: 'missing' })
  })

  test('removes what it makes, or says why it does neither', async () => {
    if (of(name).makes) {
      const made = await of(name).provision({ sku: 'Standard_D8s_v3', region: null })
      await of(name).remove(made.name)
      expect((await of(name).list()).map(each => each.name)).not.toContain(made.name)
    } else {
      const order = { sku: 'Standard_D8s_v3', region: null }
      expect(await failureOf(of(name).provision(order))).toMatchObject({ kind: 'refused' })
      expect(await failureOf(of(name).remove('box'))).toMatchObject({ kind: 'refused' })
    }
  })
})

test('hosts of the configuration join only with a tier or a capacity; others can be named', async () => {
  const seen = (await of('static').list()).map(each => [
    each.name,
    each.capacity,
    each.tier,
    each.size,
    each.region,
    each.reachable,
    each.disabled === true,
  ])
  expect(seen).toEqual([
    ['local', 3, null, '', '', 'unknown', false],
    ['box', 2, 'm', 'm', 'eastus', 'up', false],
    ['plain', null, null, '', '', 'unknown', false],
    ['off', null, null, '', '', 'unknown', true],
  ])
  const [, box] = await of('static').list()
  if (!box) throw new Error('there is one')
  expect((await of('static').toHost(box)).host).toBe(HOSTS[1])
})
