import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { DockerPlace } from '../../../src/backend/containers/container-options.ts'
import { discover } from '../../../src/backend/containers/discover.ts'
import { createDocker } from '../../../src/backend/containers/docker.ts'
import { openChannel } from '../../../src/backend/tmux/channel/channel.ts'
import type { Transport } from '../../../src/backend/transport/transport.ts'
import { startDockerLab } from '../../lab/docker.ts'
import { processes, signal, until } from '../../lab/process.ts'
import { failureOf } from '../ssh/ssh-lab.ts'
import { holdsContract } from '../transport/contract.ts'
import { attach, clients } from './left-behind.ts'

const lab = await startDockerLab()
afterAll(() => lab?.close())
const made: Transport[] = []

function transport(container: string, more: Partial<DockerPlace> & { deadline?: number } = {}) {
  const transport = createDocker({ name: 'box', container, ...(lab && { env: lab.env }), ...more })
  made.push(transport)
  return transport
}

describe.skipIf(!lab)('docker', () => {
  beforeAll(() => lab?.run('contract'))
  holdsContract('docker', {
    make: () => transport('contract', { deadline: 20_000 }),
    home: () => join(lab?.dir ?? '', 'contract'),
  })
})

describe.skipIf(!lab)('a container', () => {
  const docker = (...args: string[]) => lab?.docker(...args) ?? Promise.reject(new Error('no lab'))
  beforeAll(() => lab?.run('one'))
  afterEach(async () => {
    await Promise.all(made.splice(0).map(each => each.close()))
  })
  const failure = (container: string, more: Partial<DockerPlace> = {}) =>
    failureOf(transport(container, more).run(['true']))
  const inside = (container: string) => docker('top', container, '-o', 'pid,args')

  test('what runs is discovered, and whether it has tmux', async () => {
    await lab?.run('roomy')
    await docker('exec', 'roomy', 'tmux', 'new-session', '-d')
    const hosts = [{ name: 'mine', transport: 'docker', container: 'roomy' } as const]
    const options = {
      from: 'docker',
      hosts,
      deadline: 20_000,
      ...(lab && { env: lab.env }),
    } as const
    const event = await discover(options)
    const found = event.type === 'discovered' ? event.found : []
    expect(found.find(each => each.entry.container === 'roomy')).toEqual({
      entry: { name: 'roomy', transport: 'docker', container: 'roomy' },
      sessions: 1,
      known: 'mine',
    })
    expect(found.find(each => each.entry.container === 'one')).not.toHaveProperty('known')
    const env = { DOCKER_HOST: 'unix:///nowhere/sock' }
    expect(await failureOf(discover({ ...options, env }))).toMatchObject({ kind: 'unreachable' })
  })

  test('user and working directory are those that were asked for', async () => {
    const other = transport('one', { user: 'nobody', workdir: '/usr' })
    expect((await other.run(['sh', '-c', 'id -un; pwd'])).stdout.toString()).toBe('nobody\n/usr\n')
  })

  test.each<[string, string, Partial<DockerPlace>, object]>([
    ['no container', 'none', {}, { kind: 'missing', what: 'There is no container none.' }],
    ['no context', 'one', { context: 'nope' }, { kind: 'usage', needsPerson: true }],
    ['no user', 'one', { user: 'nix' }, { what: 'The container one has no user nix.' }],
    ['no directory', 'one', { workdir: '/n' }, { what: 'The container one has no directory /n.' }],
  ])('%s is said, with what to do', async (_, container, more, expected) => {
    expect(await failure(container, more)).toMatchObject({
      host: 'box',
      hint: expect.stringMatching(/./),
      ...expected,
    })
  })

  test('a daemon that is down is said', async () => {
    const env = { DOCKER_HOST: 'unix:///nowhere/sock' }
    const work = createDocker({ name: 'box', container: 'one', env }).run(['true'])
    expect(await failureOf(work)).toMatchObject({
      kind: 'unreachable',
      what: 'The docker daemon does not answer.',
    })
  })

  test('a container that is stopped, paused or gone: each its own words', async () => {
    await lab?.run('ill')
    await docker('pause', 'ill')
    expect(await failure('ill')).toMatchObject({
      what: 'The container ill is paused.',
      hint: 'Resume the container: `docker unpause ill`',
    })
    await docker('unpause', 'ill')
    await docker('stop', 'ill')
    expect(await failure('ill')).toMatchObject({
      kind: 'unreachable',
      hint: 'Start the container: `docker start ill`',
    })
    await docker('rm', 'ill')
    expect(await failure('ill')).toMatchObject({ kind: 'missing' })
  })

  test('a container without a shell is said', async () => {
    await docker(
      'run',
      '-d',
      '--name',
      'bare',
      '--network',
      'none',
      '-v',
      '/usr/bin/tail:/tail:ro',
      '-v',
      '/usr/lib:/usr/lib:ro',
      '-v',
      '/usr/lib64:/usr/lib64:ro',
      'fleetmux-test:1',
      '/tail',
      '-f',
      '/dev/null',
    )
    expect(await failure('bare')).toMatchObject({
      kind: 'remote',
      what: 'The container bare has no shell.',
    })
  })

  test('a container that stops under a command: lost, and why', async () => {
    await lab?.run('fleeting')
    const there = transport('fleeting')
    const running = await there.open(['sleep', '1000'])
    const work = failureOf(there.run(['sleep', '1000'], { deadline: 60_000 }))
    await until('both', async () => (await inside('fleeting')).split('sleep 1000').length > 4)
    await docker('kill', 'fleeting')
    expect(await running.ended).toEqual({ code: 255, lost: true })
    expect(await work).toMatchObject({
      kind: 'lost',
      what: 'The container fleeting stopped while the command ran.',
      why: 'docker reports the state exited',
    })
  })

  test('the channel ends there when its docker is killed here', async () => {
    const there = transport('one')
    await there.run(['tmux', 'new-session', '-d', '-s', 'work'])
    const channel = await channelOf(there)
    channel.ended.catch(() => {})
    await channel.converse(await channel.look())
    await until('the client', async () => (await clients(there)).length > 0)
    const mine = (await processes()).filter(
      each => each.command.startsWith('docker exec -i one') && each.command.includes(channel.nonce),
    )
    expect(mine.length).toBeGreaterThan(0)
    signal(
      mine.map(each => each.pid),
      'SIGKILL',
    )
    await expect(channel.ended).rejects.toThrow()
    await until('the client to go', async () => (await clients(there)).length === 0)
    await until('all of it', async () => !(await inside('one')).includes(channel.nonce))
    expect((await there.run(['tmux', 'has-session', '-t', '=work'])).code).toBe(0)
  })

  test('a terminal whose docker was killed is detached when somebody connects again', async () => {
    const there = transport('one')
    await there.run(['tmux', 'new-session', '-d', '-s', 'left'])
    const [dead, living] = [await attach(there, 'left'), await attach(there, 'left')]
    await until('both', async () => (await clients(there)).length === 2)
    signal([await dockerBelow(dead.label)], 'SIGKILL')
    await dead.gone
    expect((await clients(there)).length).toBe(2)
    await transport('one').run(['true'])
    await until('one to go', async () => (await clients(there)).length === 1)
    await living.end()
  })

  const channelOf = (there: Transport, lost: readonly string[] = []) =>
    openChannel({ transport: there, tmux: [], deadline: 10_000, lost, slow() {}, roundTrip() {} })

  async function dockerBelow(label: string): Promise<number> {
    const found = (await processes()).find(
      each => each.command.startsWith('docker exec') && each.command.includes(label),
    )
    return found?.pid ?? Promise.reject(new Error('no such docker'))
  }
})
