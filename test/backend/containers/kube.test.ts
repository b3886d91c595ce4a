import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { KubePlace } from '../../../src/backend/containers/container-options.ts'
import { discover } from '../../../src/backend/containers/discover.ts'
import { createKube } from '../../../src/backend/containers/kube.ts'
import { openChannel } from '../../../src/backend/tmux/channel/channel.ts'
import type { Transport } from '../../../src/backend/transport/transport.ts'
import { startKubeLab } from '../../lab/kube.ts'
import { processes, signal, until } from '../../lab/process.ts'
import { failureOf } from '../ssh/ssh-lab.ts'
import { holdsContract } from '../transport/contract.ts'
import { attach, clients } from './left-behind.ts'

const lab = await startKubeLab()
afterAll(() => lab?.close())
const made: Transport[] = []
/** Its stdin comes once it has begun for us, too. */
const WAITING = ['sh', '-c', 'read x; touch on; sleep 1000']

function transport(place: KubePlace, deadline = 10_000): Transport {
  const transport = createKube({ name: 'box', ...(lab && { env: lab.env }), ...place, deadline })
  made.push(transport)
  return transport
}

describe.skipIf(!lab)('kube', () => {
  beforeAll(() => lab?.add('contract'))
  holdsContract('kube', {
    make: () => transport({ pod: 'contract' }, 20_000),
    home: () => join(lab?.dir ?? '', 'contract'),
  })
})

describe.skipIf(!lab)('a pod', () => {
  const api = lab ?? (null as never)
  beforeAll(() => lab?.add('one'))
  afterEach(async () => {
    await Promise.all(made.splice(0).map(each => each.close()))
  })
  const failure = (place: KubePlace) => failureOf(transport(place).run(['true']))

  test.each<[string, KubePlace, object]>([
    ['no pod', { pod: 'none' }, { kind: 'missing', what: 'There is no pod none.' }],
    [
      'no pod of such labels',
      { selector: 'a=b' },
      { kind: 'missing', what: 'No pod matches a=b.' },
    ],
    ['no context', { pod: 'one', context: 'nope' }, { kind: 'usage', needsPerson: true }],
    ['no server', { pod: 'one', context: 'dead' }, { what: 'The cluster does not answer.' }],
    ['no namespace', { pod: 'one', namespace: 'else' }, { kind: 'missing' }],
  ])('%s is said, with what to do', async (_, place, expected) => {
    expect(await failure(place)).toMatchObject({
      host: 'box',
      hint: expect.stringMatching(/./),
      ...expected,
    })
  })

  test('what runs is discovered, container by container', async () => {
    await api.add('duo', { containers: ['app', 'side'] })
    const options = { from: 'kube', hosts: [], deadline: 20_000, env: api.env } as const
    const event = await discover(options)
    const found = event.type === 'discovered' ? event.found : []
    expect(found.filter(each => each.entry.pod === 'duo')).toEqual([
      { entry: { name: 'duo-app', transport: 'kube', pod: 'duo', container: 'app' }, sessions: 0 },
      {
        entry: { name: 'duo-side', transport: 'kube', pod: 'duo', container: 'side' },
        sessions: 0,
      },
    ])
    const work = discover({ ...options, context: 'dead' })
    expect(await failureOf(work)).toMatchObject({ what: 'The cluster does not answer.' })
  })

  test.each([/pods/, /exec$/])('what is forbidden is said (%s)', async rule => {
    api.forbidden.push(rule)
    const said = await failure({ pod: 'one', namespace: 'default' })
    api.forbidden.pop()
    expect(said).toMatchObject({
      needsPerson: true,
      what: 'You are not allowed to run commands in pods of this namespace.',
      hint: expect.stringContaining('kubectl -n default auth can-i create pods/exec'),
    })
  })

  test('of several containers one is named, or the pod marks one', async () => {
    await api.add('pair', { containers: ['app', 'side'] })
    expect(await failure({ pod: 'pair' })).toMatchObject({
      kind: 'usage',
      what: 'The pod pair has several containers: app, side.',
    })
    expect(await failure({ pod: 'pair', container: 'x' })).toMatchObject({ kind: 'usage' })
    expect((await transport({ pod: 'pair', container: 'side' }).run(['true'])).code).toBe(0)
  })

  test('a pod that is not ready is said, with its reason', async () => {
    const pod = await api.add('slow')
    pod.waiting = 'CrashLoopBackOff'
    expect(await failure({ pod: 'slow' })).toMatchObject({
      kind: 'unreachable',
      what: 'The pod slow is not ready.',
      why: 'CrashLoopBackOff',
    })
  })

  test('a selector finds the one that is not on its way out, and never picks one of two', async () => {
    const old = await api.add('web-1', { labels: { app: 'web' } })
    await api.add('web-2', { labels: { app: 'web' } })
    expect(await failure({ selector: 'app=web' })).toMatchObject({
      what: '2 pods match app=web, but a host must be one pod.',
      why: 'web-1, web-2',
    })
    old.deleted = true
    const said = await transport({ selector: 'app=web' }).run(['sh', '-c', 'echo $HOSTNAME'])
    expect(said.stdout.toString()).toBe('web-2\n')
  })

  test('a server that dies under a command: lost, whatever kubectl says of it', async () => {
    const there = transport({ pod: 'one' })
    const running = await there.open(['sleep', '1000'])
    const work = failureOf(there.run(WAITING, { stdin: 'begun\n', deadline: 50_000 }))
    await until('both', () => existsSync(join(api.dir, 'one', 'on')))
    api.cut()
    expect(await running.ended).toEqual({ code: 255, lost: true })
    expect(await work).toMatchObject({ kind: 'lost' })
  })

  test('a pod that is replaced while it is followed is another server', async () => {
    await api.add('state-0')
    const there = transport({ pod: 'state-0' })
    const server = async () => {
      await there.run(['tmux', 'new-session', '-d', '-s', 'work'])
      const channel = await channelOf(there)
      channel.ended.catch(() => {})
      return { channel, found: await channel.look() }
    }
    const one = await server()
    const work = failureOf(there.run(WAITING, { stdin: 'begun\n', deadline: 50_000 }))
    await until('it', () => existsSync(join(api.dir, 'state-0', 'on')))
    await api.replace('state-0')
    await expect(one.channel.ended).rejects.toThrow()
    expect(await work).toMatchObject({
      kind: 'lost',
      what: 'The pod state-0 was replaced while the command ran.',
    })
    const two = await server()
    expect(two.found.server).toMatchObject({ state: 'running' })
    expect(two.found.server).not.toEqual(one.found.server)
    await two.channel.close()
  })

  test('the channel ends there when its kubectl is killed here', async () => {
    const there = transport({ pod: 'one' })
    await there.run(['tmux', 'new-session', '-d', '-s', 'work'])
    const channel = await channelOf(there)
    channel.ended.catch(() => {})
    await channel.converse(await channel.look())
    await until('the client', async () => (await clients(there)).length > 0)
    signal(await kubectlsWith(channel.nonce), 'SIGKILL')
    await expect(channel.ended).rejects.toThrow()
    await until('the client to go', async () => (await clients(there)).length === 0)
    expect((await there.run(['tmux', 'has-session', '-t', '=work'])).code).toBe(0)
  })

  test('a terminal whose kubectl was killed is detached when somebody connects again', async () => {
    const there = transport({ pod: 'one' })
    await there.run(['tmux', 'new-session', '-d', '-s', 'left'])
    const [dead, living] = [await attach(there, 'left'), await attach(there, 'left')]
    await until('both', async () => (await clients(there)).length === 2)
    signal(await kubectlsWith(dead.label), 'SIGKILL')
    await dead.gone
    expect((await clients(there)).length).toBe(2)
    await transport({ pod: 'one' }).run(['true'])
    await until('one to go', async () => (await clients(there)).length === 1)
    await living.end()
  })

  const channelOf = (there: Transport) =>
    openChannel({
      transport: there,
      tmux: [],
      deadline: 10_000,
      lost: [],
      slow() {},
      roundTrip() {},
    })

  async function kubectlsWith(label: string): Promise<number[]> {
    const all = (await processes()).filter(each => each.command.includes(label))
    return all.filter(each => /^\S*kubectl\S* /.test(each.command)).map(each => each.pid)
  }
})
