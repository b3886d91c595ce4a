import { chmod, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { capture, processes, until } from '../lab/process.ts'
import { type Lab, startLab } from '../lab/sshd.ts'
import { type App, openApp } from './app.ts'

let app: App
let lab: Lab
beforeAll(async () => {
  ;[app, lab] = await Promise.all([openApp(), startLab({ hosts: 3 })])
  for (const host of lab.hosts)
    await lab.tmux(host.name, 'new-session', '-d', '-s', `on ${host.name}`, 'echo ready; exec cat')
  await app.tmux('new-session', '-d', '-s', 'here', 'exec cat')
})
afterAll(async () => {
  await app.close()
  await lab.close()
})

const configured = () =>
  app.configure({
    sshConfig: lab.sshConfig,
    hosts: [{ name: 'build', address: 'lab1', capacity: 8 }, { name: 'lab2' }],
  })

const targets = (out: string) =>
  out
    .split('\n')
    .slice(0, -1)
    .map(line => line.split('\t')[0])

test('ls lists this machine and every host of the configuration, and those of --remote', async () => {
  await configured()
  expect(targets((await app.run(['ls'])).out)).toEqual([
    'local/here',
    'build/on lab1',
    'lab2/on lab2',
  ])
  const more = await app.run(['ls', '--remote', 'lab3'])
  expect([more.code, targets(more.out)]).toEqual([
    0,
    ['local/here', 'build/on lab1', 'lab2/on lab2', 'lab3/on lab3'],
  ])
  const user = (await capture('id', ['-un'])).trim()
  const { address, port } = lab.host('lab3')
  const written = `${user}@lab3:${port}`
  const some = await app.run(['ls', '--host', `build,${written}`, '--host', 'build'])
  expect([some.code, targets(some.out), address]).toEqual([
    0,
    ['build/on lab1', `${written}/on lab3`],
    address,
  ])
})

test('a name of the ssh config works wherever a host is asked for', async () => {
  await app.configure({})
  const ssh = ['--ssh-config', lab.sshConfig]
  expect(await app.run([...ssh, 'output', 'lab3/on lab3'])).toEqual({
    code: 0,
    out: 'ready\n',
    err: '',
  })
  expect((await app.run([...ssh, 'send', 'lab3/on lab3', 'hello $(id)'])).code).toBe(0)
  await until('the echo', async () =>
    (await app.run([...ssh, 'output', 'lab3/on lab3'])).out.includes('hello $(id)\nhello $(id)\n'),
  )
  const started = await app.run([
    ...ssh,
    'new',
    '--host',
    'lab3',
    '--name',
    'x y',
    '--',
    'sh',
    '-c',
    'cat; echo "$1"',
    'a',
    "it's",
  ])
  expect(started).toEqual({ code: 0, out: 'lab3/x y\n', err: '' })
  expect((await app.run([...ssh, 'kill', '-y', 'lab3/x y'])).code).toBe(0)
  expect(await lab.tmux('lab3', 'list-sessions', '-F', '#{session_name}')).toBe('on lab3\n')
  expect((await app.run([...ssh, 'send', 'lab3/on', 'x'])).code).toBe(3)
})

test('attach goes over the warm connection', async () => {
  await configured()
  const live = app.start(['attach', 'build/on lab1'], { terminal: true })
  await until('the client', async () =>
    (await lab.tmux('lab1', 'list-clients', '-F', '#{client_tty}')).includes('/dev/'),
  )
  live.child.stdin.write('\x02d')
  expect((await live.ended).code).toBe(0)
})

test('hosts tells how each does; doctor what is here, too', async () => {
  await configured()
  const { code, out } = await app.run(['hosts'])
  const rows = out
    .split('\n')
    .slice(0, -1)
    .map(line => line.split('\t'))
  expect(code).toBe(0)
  expect(rows.map(([name, address, , , sessions]) => [name, address, sessions])).toEqual([
    ['local', 'this machine', '1'],
    ['build', 'lab1', '1 of 8'],
    ['lab2', 'lab2', '1'],
  ])
  expect(
    rows.every(([, , link, tmux]) => /ms$/.test(link ?? '') && /^\d\S*$/.test(tmux ?? '')),
  ).toBe(true)
  const json = JSON.parse((await app.run(['hosts', '--json'])).out)
  expect(json.hosts[1]).toMatchObject({
    name: 'build',
    address: 'lab1',
    capacity: 8,
    link: 'up',
    sessions: 1,
    failure: null,
  })

  const doctor = await app.run(['doctor', '--host', 'build'])
  expect(doctor.code).toBe(0)
  expect(doctor.out).toMatch(/^ok\tnode\t\d/m)
  expect(doctor.out).toMatch(/^ok\tssh\tOpenSSH/m)
  expect(doctor.out).toMatch(/^ok\tlocale\tC.UTF-8/m)
  expect(doctor.out).toMatch(/^ok\tbuild\tup, \d+ ms, tmux \S+, 1 session$/m)
  const told = JSON.parse((await app.run(['doctor', '--json'])).out)
  expect(told.checks.map((check: { name: string }) => check.name)).toContain('runtime directory')
  expect(told.hosts).toHaveLength(3)
})

test('doctor says what is missing here, and what to do', async () => {
  const env = { LANG: 'C', XDG_RUNTIME_DIR: join(app.dir, 'open') }
  await capture('mkdir', ['-p', join(app.dir, 'open', 'fleetmux')])
  await chmod(join(app.dir, 'open', 'fleetmux'), 0o755)
  const { code, out } = await app.run(['doctor', '--host', 'local'], { env })
  expect(code).toBe(1)
  expect(out).toMatch(/^warn\tlocale\tC\. Set LANG/m)
  expect(out).toMatch(/^fail\truntime directory\t.*permissions are 755.*chmod 700/m)
})

test('hosts close ends the connections of fleetmux, one or all', async () => {
  await configured()
  await app.run(['ls'])
  const masters = async () =>
    (await processes()).filter(each =>
      each.command.includes(app.environment.XDG_RUNTIME_DIR ?? '?'),
    )
  expect((await masters()).length).toBeGreaterThanOrEqual(2)
  expect(await app.run(['hosts', 'close', 'build'])).toEqual({
    code: 0,
    out: '',
    err: 'Closed the connection to build.\n',
  })
  expect((await app.run(['hosts', 'close'])).err).toMatch(/^Closed the connection to .*lab2/)
  await until('the masters to go', async () => (await masters()).length === 0)
  expect((await app.run(['hosts', 'close'])).err).toBe('No ssh connection was open.\n')
  expect((await app.run(['hosts', 'clsoe'])).code).toBe(2)
})

test('a host that is down hides no other: 4; when all are down: 1; alone: 1', async () => {
  await configured()
  await lab.whileKilled('lab2', async () => {
    const { code, out, err } = await app.run(['ls'])
    expect([code, targets(out)]).toEqual([4, ['local/here', 'build/on lab1']])
    expect(err).toMatch(
      /^lab2: The machine answers, but no sshd listens on this port\. .*Connection refused.* Start sshd on the host/,
    )
    const json = JSON.parse((await app.run(['ls', '--json', '--host', 'lab2,lab1'])).out)
    expect(json.failures).toEqual([expect.objectContaining({ kind: 'unreachable', host: 'lab2' })])
    expect(json.hosts.map((host: { link: string }) => host.link)).toEqual(['down', 'up'])
    expect((await app.run(['ls', '--host', 'lab2,nosuch.invalid'])).code).toBe(1)
    expect((await app.run(['ls', '--host', 'lab2'])).code).toBe(1)
    expect((await app.run(['hosts'])).code).toBe(4)
    expect((await app.run(['doctor'])).code).toBe(4)
    expect((await app.run(['send', 'lab2/on lab2', 'x'])).code).toBe(1)
  })
})

test('a frozen host costs its time limit and no more: 124 alone, 4 among others', async () => {
  await configured()
  await app.run(['ls'])
  await lab.whileFrozen('lab2', async () => {
    const all = await app.run(['ls', '--timeout', '6'])
    expect([all.code, targets(all.out)]).toEqual([4, ['local/here', 'build/on lab1']])
    expect(all.err).toMatch(/^lab2: /)
    expect((await app.run(['output', '--timeout', '6', 'lab2/on lab2'])).code).toBe(124)
    expect((await app.run(['ls', '--timeout', '6', '--host', 'lab2'])).code).toBe(124)
  })
  await until('lab2 to be back', async () => (await app.run(['ls', '--host', 'lab2'])).code === 0)
})

test('the key of a host has changed', async () => {
  const known = await readFile(join(lab.dir, 'known_hosts'), 'utf8')
  const [first = '', second = ''] = known.split('\n')
  const wrong = join(app.dir, 'wrong_hosts')
  await writeFile(wrong, `${first.split(' ')[0]} ${second.split(' ').slice(1).join(' ')}\n`)
  const { code, err } = await app.run([
    'ls',
    '--ssh-config',
    await sshConfig({ UserKnownHostsFile: wrong }),
    '--host',
    'lab1',
  ])
  expect(code).toBe(1)
  expect(err).toMatch(/^build: The host's key differs from the one in known_hosts.*ssh-keygen .*-R/)
})

test('the host does not let us in', async () => {
  const key = join(app.dir, 'stranger')
  await capture('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', key])
  const { code, err } = await app.run([
    'ls',
    '--ssh-config',
    await sshConfig({ IdentityFile: key }),
    '--host',
    'lab1',
  ])
  expect(code).toBe(1)
  expect(err).toMatch(
    /^build: The host refused the login: it accepts none of your keys\. .*ssh-copy-id/,
  )
})

test('a key with a passphrase and no agent', async () => {
  const key = join(app.dir, 'locked')
  await capture('ssh-keygen', ['-q', '-t', 'ed25519', '-N', 'secret', '-f', key])
  const { code, err } = await app.run([
    'send',
    '--ssh-config',
    await sshConfig({ IdentityFile: key }),
    'lab1/x',
    'y',
  ])
  expect(code).toBe(1)
  expect(err).toMatch(/Your key has a passphrase, and your ssh-agent does not have it\. .*ssh-add/)
})

/** The lab's ssh_config with other values for lab1. */
async function sshConfig(values: Record<string, string>): Promise<string> {
  const lines = Object.entries(values).map(([key, value]) => `  ${key} ${value}`)
  const path = join(
    app.dir,
    `ssh_config_${Object.keys(values)[0]}_${Object.values(values)[0]?.split('/').at(-1)}`,
  )
  const theirs = await readFile(lab.sshConfig, 'utf8')
  const kept = theirs
    .split('\n')
    .filter(line => !Object.keys(values).some(key => line.trim().startsWith(`${key} `)))
  await writeFile(path, `Host *\n${lines.join('\n')}\n${kept.join('\n')}`)
  return path
}
