import { statSync } from 'node:fs'
import { chmod, mkdir, readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { dirname, join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { installAgent } from '../../lab/agents/install-agent.ts'
import { startDockerLab } from '../../lab/docker.ts'
import { alive, processes, signal, until } from '../../lab/process.ts'
import { type App, openApp } from '../app.ts'
import type { Told } from './run-stage.ts'

const lab = await startDockerLab()
const IMAGE = 'docker:fleetmux-test:1'

describe.skipIf(!lab)('a run in a container of its own', () => {
  let app: App
  let home = ''
  beforeAll(async () => {
    app = await openApp()
    home = app.environment['HOME'] ?? ''
    await installAgent(home)
  })
  afterAll(async () => {
    await app?.close()
    await lab?.close()
  })

  const docker = (...args: string[]) => lab?.docker(...args) ?? Promise.reject(new Error('no lab'))
  const fleetmux = (args: readonly string[], env = {}) =>
    app.run(args, { env: { ...lab?.env, ...env } })

  /** What the image lacks is mounted: this machine's programs, and the agent. */
  function words(prompt: string, ...more: readonly string[]): readonly string[] {
    // Not /usr itself: docker puts its init below it.
    const own = ['/usr/bin', '/usr/lib', '/usr/lib64']
    const programs = [
      ...own,
      resolve('.'),
      dirname(dirname(process.execPath)),
      join(home, '.local'),
    ]
    const volumes = [...new Set(programs)].flatMap(each => ['--volume', `${each}:${each}:ro`])
    const path = ['--env', `PATH=${join(home, '.local', 'bin')}:/usr/bin:/bin`]
    const cwd = more.includes('--cwd') ? [] : ['--cwd', '~']
    const where = ['--on', IMAGE, ...cwd, '--network', 'none']
    return ['run', 'claude', prompt, ...where, ...volumes, ...path, ...more]
  }

  function told(out: string): { readonly events: readonly Told[]; readonly result: Told } {
    const values: Told[] = out
      .trim()
      .split('\n')
      .map(line => JSON.parse(line))
    return { events: values.slice(0, -1), result: values.at(-1) ?? {} }
  }

  async function started(prompt: string, ...more: readonly string[]): Promise<string> {
    const ran = await fleetmux(words(prompt, '--detach', ...more))
    expect([ran.code, ran.err]).toEqual([0, ''])
    return ran.out.trim()
  }

  const shown = (id: string, text: string) =>
    until(text, async () => (await fleetmux(['run', 'show', id, '--json'])).out.includes(text))
  const containers = () => docker('ps', '-aq', '--filter', 'label=fleetmux.run')
  const allGone = () => until('no container', async () => (await containers()) === '')

  test('ends, and leaves a file of the person and no container', async () => {
    const own = await fleetmux(words('WRITE made.txt', '--yolo', '--json'))
    expect([own.code, told(own.out).result]).toEqual([
      0,
      expect.objectContaining({ exitReason: 'completed', text: 'I wrote it.' }),
    ])
    expect(told(own.out).events).toContainEqual(
      expect.objectContaining({ type: 'file_create', path: '/workspace/made.txt' }),
    )
    expect(statSync(join(home, 'made.txt')).uid).toBe(process.getuid?.())
    await allGone()
  })

  test('works as whom --user says, who has a home there', async () => {
    const open = join(home, 'open')
    await mkdir(open)
    await chmod(open, 0o777)
    const who = ['--user', '4711:4712', '--cwd', open]
    const ran = await fleetmux(words('WRITE ../tmp/fleetmux-home/x', '--yolo', '--json', ...who))
    expect(told(ran.out).result['exitReason']).toBe('completed')
    await fleetmux(words('WRITE theirs.txt', '--yolo', ...who))
    const { uid, gid } = statSync(join(open, 'theirs.txt'))
    expect([uid, gid]).toEqual([4711, 4712])
    await allGone()
  })

  test('has what --env says, which stands in no argument; its home can be written', async () => {
    const id = await started('SILENT', '--env', 'SECRET_KEY=k3y-of-nobody')
    await shown(id, 'now silent')
    const name = `fleetmux-run-${id}`
    const everywhere = (await processes()).map(each => each.command).join('\n')
    expect(everywhere).toContain(name)
    expect(everywhere).not.toContain('k3y-of-nobody')
    expect(await docker('inspect', '-f', '{{.Path}} {{.Args}}', name)).not.toContain('k3y')
    const inside = 'printf "%s " "$SECRET_KEY"; touch "$HOME/x" && stat -c %u "$HOME/x"'
    expect(await docker('exec', name, 'sh', '-c', inside)).toBe(
      `k3y-of-nobody ${process.getuid?.()}\n`,
    )
    expect((await fleetmux(['run', 'stop', id])).code).toBe(0)
    const { out, code } = await fleetmux(['run', 'follow', id, '--json'])
    expect([code, told(out).result['exitReason']]).toEqual([13, 'aborted'])
    await allGone()
  })

  test('is told by --yolo that it is in a sandbox, else not', async () => {
    const all = await fleetmux(words('ENV IS_SANDBOX', '--yolo', '--json', '--no-stream'))
    expect(told(all.out).result['text']).toBe('1')
    const asking = await fleetmux(words('ENV IS_SANDBOX', '--json', '--no-stream'))
    expect(told(asking.out).result['text']).toBe('undefined')
  })

  test('reads the servers of --mcp-server in there', async () => {
    const id = await started('SILENT', '--mcp-server', 'files=npx files .')
    await shown(id, 'now silent')
    const name = `fleetmux-run-${id}`
    expect(JSON.parse(await docker('exec', name, 'cat', '/fleetmux/mcp.json'))).toEqual({
      mcpServers: { files: { command: 'npx', args: ['files', '.'] } },
    })
    expect(await docker('top', name, '-o', 'pid,args')).toContain('--mcp-config /fleetmux/mcp.json')
    await fleetmux(['run', 'stop', id])
    await allGone()
  })

  test('asks, and is answered from another command', async () => {
    const id = await started('WRITE asked.txt')
    await shown(id, 'approval_request')
    expect((await fleetmux(['run', 'approve', id])).code).toBe(0)
    const { out, code } = await fleetmux(['run', 'follow', id, '--json'])
    expect([code, told(out).result['text']]).toEqual([0, 'I wrote it.'])
    expect(await readFile(join(home, 'asked.txt'), 'utf8')).toBe('hello\n')
  })

  test('that does not listen is removed when it is stopped', async () => {
    const id = await started('STUBBORN')
    await shown(id, 'I stay.')
    expect((await fleetmux(['run', 'stop', id])).code).toBe(0)
    const { out, code } = await fleetmux(['run', 'follow', id, '--json'])
    expect([code, told(out).result['exitReason']]).toEqual([13, 'aborted'])
    await allGone()
    expect(await readFile(join(home, 'signals'), 'utf8')).toBe('SIGINT\nSIGTERM\n')
  })

  test('is stopped while its image is pulled, and no container comes of it', async () => {
    const asked: string[] = []
    // A registry that says that it is there, and never what is in the image.
    const registry = createServer(({ url = '' }, response) => {
      asked.push(url)
      if (url === '/v2/') response.end('{}')
    })
    await new Promise<void>(done => registry.listen(0, '127.0.0.1', done))
    const { port } = registry.address() as AddressInfo
    const image = `127.0.0.1:${port}/slow:1`
    try {
      const order = ['run', 'claude', 'hi', '--on', `docker:${image}`, '--cwd', '~', '--detach']
      const { out, code } = await fleetmux(order)
      const id = out.trim()
      expect(code).toBe(0)
      await until('the pull', () => asked.some(url => url.includes('/manifests/')))
      expect((await fleetmux(['run', 'stop', id])).code).toBe(0)
      const read = await fleetmux(['run', 'follow', id, '--json'])
      expect([read.code, told(read.out).result['exitReason']]).toEqual([13, 'aborted'])
      const clients = async () => (await processes()).filter(each => each.command.includes(image))
      await until('the end of docker run', async () => (await clients()).length === 0)
      await allGone()
    } finally {
      registry.closeAllConnections()
      registry.close()
    }
  })

  test('goes on when the fleetmux that began it is killed, and is read on', async () => {
    const id = 'outlives'
    const live = app.start(words('COUNT 12 EVERY 500', '--run-id', id), {
      env: { ...lab?.env },
    })
    await until('it to count', () => live.out().includes('number 2.'))
    signal([live.child.pid ?? -1], 'SIGKILL')
    await live.ended
    const { out, code } = await fleetmux(['run', 'follow', id, '--json'])
    expect([code, told(out).result['exitReason']]).toEqual([0, 'completed'])
    expect(out).toContain('number 12.')
    await allGone()
  })

  test('whose supervisor was killed is removed by clean', async () => {
    const id = await started('SILENT')
    await shown(id, 'now silent')
    const keeper = join(app.dir, 'state', 'fleetmux', 'runs', id, 'keeper')
    const pid = Number(await readFile(keeper, 'utf8'))
    signal([pid], 'SIGKILL')
    await until('its end', () => !alive(pid))
    expect(await containers()).not.toBe('')
    expect(await fleetmux(['run', 'clean', id])).toMatchObject({ code: 0 })
    await allGone()
  })

  test.each([
    [
      'docker:no-such.invalid/none:1',
      [],
      1,
      'The image no-such.invalid/none:1 is not on this machine',
    ],
    [IMAGE, ['--network', 'nix'], 1, 'docker has no network nix.'],
    [
      IMAGE,
      ['--volume', '/nowhere/x:/x'],
      1,
      'The docker engine does not find /nowhere/x. Create that directory',
    ],
    [IMAGE, [], 4, 'The image fleetmux-test:1 has no program claude'],
  ])('%s %s cannot begin, in plain words', async (image, more, exit, message) => {
    const ran = await fleetmux([
      'run',
      'claude',
      'hi',
      '--on',
      image,
      '--json',
      '--cwd',
      '~',
      ...more,
    ])
    const { result } = told(ran.out)
    expect([ran.code, result['error']?.message]).toEqual([exit, expect.stringContaining(message)])
    await allGone()
  })

  test.each([
    [{ DOCKER_HOST: 'unix:///nowhere/sock' }, [], 'The docker daemon does not answer.'],
    [{}, ['--env', 'DOCKER_HOST=x'], '--env DOCKER_HOST cannot be given to a container.'],
    [{}, ['--volume', 'x'], '--volume must be HOST:CONTAINER'],
    [{}, ['--user', 'me'], '--user must be UID:GID or root'],
  ])('%o %s is refused before there is a run', async (env, more, message) => {
    const ran = await fleetmux(['run', 'claude', 'hi', '--on', IMAGE, ...more], env)
    expect([ran.code === 0, ran.err]).toEqual([false, expect.stringContaining(message)])
  })

  test('its flags go with it alone', async () => {
    const ran = await fleetmux(['run', 'claude', 'hi', '--network', 'none'])
    expect([ran.code, ran.err]).toEqual([2, expect.stringContaining('--on docker:IMAGE')])
  })
})
