import { chmod, copyFile, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { processes, until } from '../../../lab/process.ts'
import { type Lab, startLab } from '../../../lab/sshd.ts'
import { type App, openApp } from '../../app.ts'

let app: App
let lab: Lab
beforeAll(async () => {
  lab = await startLab({ hosts: 2 })
  app = await openApp()
})
afterAll(async () => {
  await app?.close()
  await lab?.close()
})

const hosts = (...args: string[]) => app.run(['hosts', ...args, '--ssh-config', lab.sshConfig])
const config = async () =>
  JSON.parse(await readFile(join(app.dir, 'config/fleetmux/config.json'), 'utf8'))

const DOCKER = ['--transport', 'docker', '--container', 'web']

describe('keeping hosts', () => {
  test('a host is tested, then written down; ssh says the rest', async () => {
    await app.configure('{\n    "mouse": false, "mine": [1,  2],\n    "hosts": [ ]\n}\n')
    const added = await hosts('add', 'lab1', '--tag', 'fast', '--env', 'COLOUR=a b')
    expect([added.code, added.err]).toEqual([0, expect.stringContaining('Added lab1')])
    expect(added.err).toContain('ok    tmux          tmux ')
    expect(added.err).toContain('fleetmux does not know "mine": it is ignored, and kept')
    expect(await config()).toEqual({
      mouse: false,
      mine: [1, 2],
      hosts: [{ name: 'lab1', tags: ['fast'], environment: { COLOUR: 'a b' } }],
    })
    const text = await readFile(join(app.dir, 'config/fleetmux/config.json'), 'utf8')
    expect(text).toContain('    "mouse": false, "mine": [1,  2],\n')
    const shown = await hosts('show', 'lab1')
    expect(shown.out).toContain('user, port, key\tusing ssh config')
    expect(shown.out).not.toContain('a b')
  })

  test('one that fails its test is not, unless it is wanted anyway', async () => {
    const { address } = lab.host('lab1')
    const failed = await hosts('add', 'shut', '--host', address, '--port', '1')
    expect([failed.code, failed.err]).toEqual([
      1,
      expect.stringContaining(
        'Nothing was saved. To save the host although the test fails, use --anyway.',
      ),
    ])
    expect(failed.err).toContain('no sshd listens on this port')
    expect((await config()).hosts).toHaveLength(1)
    const args = ['add', 'shut', '--host', address, '--port', '1', '--disabled']
    expect((await hosts(...args)).code).toBe(0)
    expect((await config()).hosts[1]).toEqual({
      name: 'shut',
      address: `${address}:1`,
      enabled: false,
    })
    expect((await hosts(...args)).err).toContain('The host shut already exists.')
  })

  test.each([
    [['add', ''], 'An argument of hosts is empty'],
    [['add', 'local'], 'local means this machine.'],
    [['add', 'a/b'], 'A name must not contain "/".'],
    [['add', 'a\nb'], 'A name must not contain "\\n".'],
    [['add', 'x', '--host='], '--host is empty'],
    [['add', 'x', '--host=-oProxyCommand=date'], 'the name begins with "-".'],
    [['add', 'x', '--host', 'a\nb'], 'the name holds "\\n".'],
    [['add', 'x', '--port', '70000'], 'Port must be between 1 and 65535.'],
    [['add', 'x', '--user', 'a b'], 'the user holds " ".'],
    [['add', 'x', '--directory', 'src'], 'A directory begins with / or ~/.'],
    [['add', 'x', '--env', '1A=b'], '"1A" is not the name of an environment variable.'],
    [['add', 'x', '--env', 'AB'], '"AB" is not NAME=value.'],
    [['add', 'x', '--tier', 'huge'], 'A tier is s, m, l or xl.'],
    [['add', 'x', '--capacity', '0'], 'Capacity must be between 1 and 1000.'],
    [['add', 'x', '--attach', 'telnet'], 'Attach by ssh or mosh.'],
    [['add', 'x', '--transport', 'pigeon'], 'There is no transport "pigeon".'],
    [['add', 'x', '--container', 'web'], 'A host of transport ssh has no container.'],
    [['add', 'x', '--transport', 'docker'], 'A docker host needs a container.'],
    [
      ['add', 'x', '--transport', 'docker', '--container=--rm'],
      'Container must be a name of letters',
    ],
    [['add', 'x', ...DOCKER, '--port', '2'], 'A host of transport docker has no port.'],
    [['add', 'x', ...DOCKER, '--key', '/k'], 'A host of transport docker has no key.'],
    [['add', 'x', ...DOCKER, '--user=-u'], 'User must be USER, UID or USER:GROUP.'],
    [['add', 'x', ...DOCKER, '--workdir', 'src'], 'Workdir must be an absolute path.'],
    [['add', 'x', ...DOCKER, '--context=-x'], 'Context must be a word'],
    [['add', 'x', ...DOCKER, '--namespace', 'n'], 'A host of transport docker has no namespace.'],
    [['add', 'x', '--transport', 'kube'], 'A kube host needs a pod or a selector.'],
    [['add', 'x', '--transport', 'kube', '--pod', 'A'], 'Pod must be a name of lower-case letters'],
    [['add', 'x', '--transport', 'kube', '--pod', 'a', '--selector', 'b=c'], 'not both.'],
    [['add', 'x', '--transport', 'kube', '--selector=-A'], 'Selector must be label=value'],
    [['add', 'x', '--transport', 'kube', '--pod', 'a', '--namespace=-n'], 'Namespace must be'],
    [['add', 'x', '--transport', 'ssh2', '--jump', 'a b'], 'Jump must be [user@]name[:port]'],
    [['add', 'x', '--transport', 'ssh2', '--jump', 'gate,'], 'the name is empty'],
    [['add', 'x', '--transport', 'ssh2', '--jump', 'gate,-oProxyCommand=x'], 'begins with "-"'],
    [['add', 'x', '--transport', 'ssh2', '--host', 'a;b'], 'the name holds ";".'],
    [['add', 'x', '--key', 'a"b'], 'A key path must not contain quotes or control characters.'],
    [['add', 'x', '--directory', '/a\nb'], 'A path must not contain control characters.'],
    [['add', 'x', '--region', 'a\nb'], 'A region must not contain control characters.'],
    [['add', 'x', '--env', 'A=b\nc'], 'A value of --env must not contain a line break.'],
    [['add', 'x', '--name', 'y'], '--name is only for `hosts edit`.'],
    [['add', 'lab1'], 'The host lab1 already exists.'],
    [['edit', 'lab1', '--name', 'shut'], 'The host shut already exists.'],
    [['edit', 'lab1', '--name='], 'Name is required.'],
    [['edit', 'lab1', '--name', 'a/b'], 'A name must not contain "/".'],
    [['edit', 'lab1', '--pod', 'x'], 'A host of transport ssh has no pod.'],
    [['edit', 'lab1', '--transport', 'docker'], 'A docker host needs a container.'],
    [['edit', 'lab1', '--transport', 'ssh2', '--jump=-x'], 'Jump must be [user@]name[:port]'],
    [['edit', 'nobody', '--port', '2'], 'There is no host nobody.'],
    [['edit', 'local', '--tag', 'x'], 'This machine has no entry in the list of hosts, so nothing'],
    [['edit', 'lab1'], 'hosts edit: no flag was given, or the host has these values already.'],
    [['tag', 'lab1', 'a,b'], '"a,b" is not a valid tag.'],
    [['show'], 'hosts show: missing argument HOST. Write `fleetmux hosts show HOST [--json]`.'],
    [['paint', 'lab1'], 'hosts: unknown sub-command "paint". Use list, show, add, '],
    [['eddit', 'lab1'], 'hosts: unknown sub-command "eddit". Did you mean edit?'],
  ])('%j is told, and nothing is written', async (args, message) => {
    const before = await config()
    const { code, err } = await hosts(...args)
    expect([code === 0, err]).toEqual([false, expect.stringContaining(message)])
    expect(await config()).toEqual(before)
  })

  test('a key that is not there, or open to others, is told before ssh is asked', async () => {
    const missing = await hosts('add', 'x', '--no-test', '--key', '/nowhere/key')
    expect([missing.code, missing.err]).toEqual([
      1,
      expect.stringContaining('Your private key file was not found.'),
    ])
    const key = join(lab.dir, 'open-key')
    await copyFile(join(lab.dir, 'key/client'), key)
    await chmod(key, 0o644)
    const { address, port } = lab.host('lab1')
    const args = ['add', 'keyed', '--host', address, '--port', String(port), '--key', key]
    const open = await app.run(['hosts', ...args])
    expect([open.code, open.err]).toEqual([1, expect.stringContaining(`\`chmod 600 ${key}\``)])
    expect(open.err).toContain(
      'To save the host although the test fails, unless ssh would not use the key, use --anyway.',
    )
    await chmod(key, 0o600)
    const added = await app.run(['hosts', ...args])
    expect([added.code, added.err]).toEqual([0, expect.stringContaining('Added keyed')])
    expect((await app.run(['new', '--host', 'keyed', '--name', 'by-key'])).code).toBe(0)
    await hosts('remove', 'keyed', '--yes')
  })

  test('a container is written with its place', async () => {
    const place = ['--transport', 'docker', '--container', 'web-1', '--user', 'dev']
    expect((await hosts('add', 'web', '--no-test', ...place)).code).toBe(0)
    expect((await config()).hosts.at(-1)).toEqual({
      name: 'web',
      transport: 'docker',
      container: 'web-1',
      user: 'dev',
    })
    const wrong = await hosts('edit', 'web', '--no-test', '--pod', 'x')
    expect([wrong.code, wrong.err]).toEqual([2, expect.stringContaining('has no pod')])
    const shown = await hosts('show', 'web')
    expect(shown.out).toContain('address\tweb-1\n')
    expect(shown.out).toContain('transport\tdocker\ncontainer\tweb-1\nuser\tdev\n')
    expect((await hosts('list', '--no-test')).out).toMatch(/^web\tweb-1\t.*\tdocker$/m)
  })

  test.each([
    [['--user=', '--workdir', '/src', '--context', 'far'], { workdir: '/src', context: 'far' }],
    [['--workdir=', '--context=', '--container', 'other'], { container: 'other' }],
  ])('each field of its place is edited by %j', async (args, place) => {
    expect((await hosts('edit', 'web', '--no-test', ...args)).code).toBe(0)
    const entry = { name: 'web', transport: 'docker', container: 'web-1', ...place }
    expect((await config()).hosts.at(-1)).toEqual(entry)
  })

  test('it becomes a pod, a host of ssh2, and one of ssh again', async () => {
    const to = async (...args: string[]) => {
      expect((await hosts('edit', 'web', '--no-test', ...args)).code).toBe(0)
      return (await config()).hosts.at(-1)
    }
    const kube = ['--transport', 'kube', '--pod', 'web-0', '--namespace', 'shop']
    expect(await to(...kube, '--container', 'app', '--context', 'far')).toEqual({
      name: 'web',
      transport: 'kube',
      pod: 'web-0',
      container: 'app',
      namespace: 'shop',
      context: 'far',
    })
    const selected = ['--pod=', '--selector', 'app=web', '--container=', '--namespace=']
    expect(await to(...selected, '--context=')).toEqual({
      name: 'web',
      transport: 'kube',
      selector: 'app=web',
    })
    const ssh2 = ['--transport', 'ssh2', '--selector=', '--host', 'h', '--jump', 'me@gate:22,b']
    expect(await to(...ssh2)).toEqual({
      name: 'web',
      transport: 'ssh2',
      address: 'h',
      jump: 'me@gate:22,b',
    })
    expect(await to('--transport=', '--jump=')).toEqual({ name: 'web', address: 'h' })
    expect((await hosts('remove', 'web', '--yes')).code).toBe(0)
  })

  test('another name is another name for the same machine, which is tested under it', async () => {
    const renamed = await hosts('edit', 'lab1', '--name', 'first')
    expect([renamed.code, renamed.err]).toEqual([
      0,
      expect.stringContaining('Renamed lab1 to first'),
    ])
    expect(renamed.err).toContain('ok    tmux          tmux ')
    expect((await config()).hosts[0]).toMatchObject({ name: 'first', address: 'lab1' })
    expect((await hosts('edit', 'first', '--name', 'lab1', '--no-test')).code).toBe(0)
    expect((await config()).hosts[0]).toEqual({
      name: 'lab1',
      tags: ['fast'],
      environment: { COLOUR: 'a b' },
    })
  })

  test('what is edited changes, all else stays; an empty value goes', async () => {
    expect((await hosts('edit', 'lab1', '--no-test', '--region', 'north', '--tag=')).code).toBe(0)
    expect((await config()).hosts[0]).toEqual({
      name: 'lab1',
      environment: { COLOUR: 'a b' },
      region: 'north',
    })
    expect((await hosts('tag', 'lab1', 'one', 'two')).code).toBe(0)
    expect((await hosts('tag', 'lab1', 'one-', 'three')).code).toBe(0)
    expect((await config()).hosts[0].tags).toEqual(['two', 'three'])
  })

  test('the default is a mark, and there is one', async () => {
    await hosts('default', 'lab1')
    await hosts('default', 'shut')
    const marks = async () => (await config()).hosts.map((host: object) => 'default' in host)
    expect(await marks()).toEqual([false, true])
    await hosts('default')
    expect(await marks()).toEqual([false, false])
  })

  test('an error in the file is told, and the file stays as it is', async () => {
    const path = join(app.dir, 'config/fleetmux/config.json')
    const before = await readFile(path, 'utf8')
    for (const broken of ['{"hosts": [', '{"hosts":[{"name":"a"},{"name":"a"}]}']) {
      await writeFile(path, broken)
      expect((await hosts('add', 'lab2', '--no-test')).code).toBe(2)
      expect(await readFile(path, 'utf8')).toBe(broken)
    }
    expect((await app.run(['config', 'path'])).out).toBe(`${path}\n`)
    const { code, err } = await app.run(['config', 'validate'])
    expect([code, err]).toEqual([2, expect.stringContaining('two hosts are called a')])
    await writeFile(path, before)
    const shown = await app.run(['config', 'show', '--origin'])
    expect(shown.out).toContain(`mouse\tfalse\t${path}\n`)
    expect(shown.out).toContain('deadline\t10000\tdefault\n')
    expect(shown.out).toContain('hosts.lab1.environment.COLOUR\t"(hidden)"')
  })
})

test('hosts of the ssh config are ticked on a terminal', async () => {
  const before = (await config()).hosts.length
  const live = app.start(['hosts', 'import', '--ssh-config', lab.sshConfig], { terminal: true })
  await until('the question', async () => live.out().includes('Which hosts?'))
  // The first is in the configuration by now.
  expect(live.out()).toMatch(/^ *1 {2}lab2 {2}\(\S+@127\.0\.\d\.\d:\d+\)/m)
  expect(live.out()).not.toContain('lab1')
  live.child.stdin.write('1\n')
  expect((await live.ended).out).toContain('Added lab2')
  const after = (await config()).hosts
  expect([after.length, after.at(-1)]).toEqual([before + 1, { name: 'lab2' }])
  expect((await hosts('remove', 'lab2', '--yes')).code).toBe(0)
})

describe('a host that is switched off', () => {
  test('is listed as off, and dialled by nobody', async () => {
    const { code, out } = await hosts('list')
    expect([code, out]).toEqual([0, expect.stringMatching(/^shut\t\S+:1\toff\t\t\t/m)])
    expect((await app.run(['ls', '--ssh-config', lab.sshConfig])).err).not.toContain('shut')
  })

  test.each([
    [['new', '--host', 'shut']],
    [['send', 'shut/x', 'y']],
    [['kill', 'shut/x', '--yes']],
    [['output', 'shut/x']],
    [['hosts', 'test', 'shut']],
    [['hosts', 'connect', 'shut']],
  ])('%j says so, and how to switch it on', async args => {
    const { code, err, out } = await app.start(args, { terminal: args.includes('connect') }).ended
    expect(code).not.toBe(0)
    expect(err + out).toContain('shut is disabled in the configuration.')
    expect(err + out).toContain('fleetmux hosts enable shut')
  })

  test('is on again when it is switched on', async () => {
    expect((await hosts('disable', 'lab1')).code).toBe(0)
    expect((await app.run(['new', '--host', 'lab1'])).code).toBe(1)
    expect((await hosts('enable', 'lab1')).code).toBe(0)
    expect((await config()).hosts[0]).not.toHaveProperty('enabled')
  })
})

describe('what is started there', () => {
  test('has the environment and the directory of its host, and no process list shows them', async () => {
    await lab.tmux('lab1', 'kill-server').catch(() => '')
    // Of this run alone: all processes of the machine are searched for it.
    const secret = `tell nobody ${process.pid}`
    await hosts('edit', 'lab1', '--directory', '~/', '--env', `SECRET=${secret}`)
    const command = ['sh', '-c', 'echo "$SECRET in $PWD"; sleep 100']
    const made = await app.run([
      ...['new', '--host', 'lab1', '--name', 'placed', '--ssh-config', lab.sshConfig],
      ...['--', ...command],
    ])
    expect([made.code, made.out]).toEqual([0, 'lab1/placed\n'])
    await until('its words', async () =>
      (await lab.tmux('lab1', 'capture-pane', '-p', '-t', 'placed')).includes(`${secret} in /`),
    )
    const shown = await lab.tmux('lab1', 'capture-pane', '-p', '-t', 'placed')
    expect(shown.replaceAll('\n', '')).toContain(`in ${lab.host('lab1').home}`)
    const names = await lab.tmux('lab1', 'list-sessions', '-F', '#{session_name}')
    expect(names.trim().split('\n')).toEqual(['placed'])
    const all = await processes()
    expect(all.filter(each => each.command.includes(secret))).toEqual([])
  })
})

describe('testing', () => {
  test('each thing is a line; agents where they are asked for', async () => {
    const { code, out } = await hosts('test', 'lab1', '--agents', '--json')
    const lines = out
      .trim()
      .split('\n')
      .map(line => JSON.parse(line))
    expect(code).toBe(0)
    const found = Object.fromEntries(lines.map(({ name, state }) => [name, state]))
    expect(found).toMatchObject({ reach: 'ok', authenticate: 'ok', tmux: 'ok', 'round trip': 'ok' })
    expect(Object.keys(found)).toEqual(
      expect.arrayContaining(['host name', 'user', 'shell', 'locale', 'mosh', 'disk', 'directory']),
    )
    expect(lines.every(line => line.version === 1 && line.host === 'lab1')).toBe(true)
    expect(Object.keys(found)).toContain('claude')
  })

  test('several at once, one of which is down', async () => {
    await writeFile(
      join(lab.dir, 'through'),
      `Host gate\nHostName 127.0.0.1\nPort 1\nHost behind\nHostName 127.0.0.1\nProxyJump gate\nHost *\nInclude ${lab.sshConfig}\n`,
    )
    const { code, out } = await app.run([
      ...['hosts', 'test', 'lab1', 'behind', '--ssh-config', join(lab.dir, 'through')],
    ])
    expect([code, out]).toEqual([4, expect.stringMatching(/^fail {2}behind {2}reach/m)])
    expect(out).toContain('jump host or proxy')
  })

  test('doctor tells of what is amiss', async () => {
    await hosts('edit', 'lab1', '--no-test', '--directory', '/no/such/place')
    const doctor = (...args: string[]) =>
      app.run(['doctor', '--ssh-config', lab.sshConfig, ...args])
    const { code, out } = await doctor()
    expect([code, out]).toEqual([
      4,
      expect.stringContaining('fail\tlab1: directory\t/no/such/place does not exist'),
    ])
    const one = await doctor('--host', 'lab1', '--json')
    const told = JSON.parse(one.out)
    expect([one.code, told.failures]).toEqual([
      1,
      [expect.objectContaining({ host: 'lab1', what: expect.stringContaining('/no/such/place') })],
    ])
    expect(told.hosts[0].checks).toContainEqual(
      expect.objectContaining({ name: 'directory', state: 'fail' }),
    )
    await hosts('edit', 'lab1', '--no-test', '--directory=')
    expect((await doctor('--host', 'lab1')).code).toBe(0)
  })
})

test('500 hosts are read and listed', async () => {
  const many = Array.from({ length: 500 }, (_, index) => ({ name: `h${index}`, tags: ['many'] }))
  await app.configure({ hosts: many })
  const { code, out } = await hosts('list', '--no-test')
  expect([code, out.trim().split('\n').length]).toEqual([0, 501])
  expect((await hosts('add', 'more', '--no-test')).code).toBe(0)
  expect((await config()).hosts).toHaveLength(501)
})
