import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, readdir, rm, stat, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Demo, startDemo } from '../../../src/backend/demo/fleet.ts'
import { DEMO_SESSIONS } from '../../../src/backend/demo/sessions.ts'
import { inhabitants } from '../../lab/process.ts'
import { hears, says, ssh, until } from './ssh.ts'

const FLEET = new URL('../../../src/backend/demo/fleet.ts', import.meta.url).href
let parent: string
let demo: Demo

beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), 'fmx-t-'))
  demo = await startDemo({ dir: parent })
})
afterAll(async () => {
  await demo.close()
  await rm(parent, { recursive: true })
})

test('the directory and the secrets in it are for this user only', async () => {
  expect((await stat(demo.dir)).mode & 0o777).toBe(0o700)
  for (const file of ['key', 'ssh_config', 'known_hosts', 'demo-oslo/host_key']) {
    expect((await stat(join(demo.dir, file))).mode & 0o777).toBe(0o600)
  }
})

test('the config names the hosts, checks their keys and leaves ControlPath alone', async () => {
  const { stdout } = await execa('ssh', ['-F', demo.sshConfig, '-G', 'demo-lima'])
  expect(stdout).toContain(`port ${demo.hosts[1]?.port}\n`)
  expect(stdout).toContain('stricthostkeychecking true')
  expect(stdout).not.toContain('controlpath')
  expect(demo.hosts.map(host => host.name)).toEqual(['demo-oslo', 'demo-lima', 'demo-kyoto'])
})

test.each([0, 1, 2])('host %i has its cast, on a tmux server of its own', async n => {
  const name = demo.hosts[n]?.name ?? ''
  const sessions = (DEMO_SESSIONS[n] ?? []).map(role => role.session)
  expect((await says(demo, name, 'tmux ls -F "#S"')).trim().split('\n')).toEqual(sessions.sort())
})

test('control mode works over it: an answer, output as it comes, and an end', async () => {
  const line = "tmux -C attach -t '=ops' -f ignore-size"
  const client = ssh(demo, ['demo-oslo', line])
  client.stdin.write("display-message -p 'here is #{session_name}'\n")
  await hears(client, 'here is ops')
  client.stdin.write("send-keys -t '=ops:' 'echo $((6 * 7)).' Enter\n")
  await hears(client, '42.')
  client.stdin.write('detach-client\n')
  const { exitCode, stdout } = await client
  expect(Buffer.from(stdout).toString()).toMatch(/%exit\n$/)
  expect(exitCode).toBe(0)
})

test('close leaves no process, no file and no master; a second close is fine', async () => {
  const other = await startDemo({ hosts: 2, dir: parent })
  const master = join(parent, 'cm')
  const shared = [
    '-o',
    'ControlMaster=auto',
    '-o',
    `ControlPath=${master}`,
    '-o',
    'ControlPersist=60',
  ]
  await ssh(other, [...shared, 'demo-oslo', 'nohup sleep 1000 >/dev/null 2>&1 &'])
  const client = ssh(other, ['demo-lima', 'trap "" HUP TERM; tmux new -d; echo up; sleep 1000'])
  await hears(client, 'up')
  expect(inhabitants(other.dir).length).toBeGreaterThan(9)
  await Promise.all([other.close(), other.close()])
  expect(inhabitants(other.dir)).toEqual([])
  expect(existsSync(other.dir)).toBe(false)
  expect((await client).exitCode).toBe(255)
  await until(() => !existsSync(master))
})

test.each(['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGKILL'] as const)(
  'when the process that holds it ends by %s, all of it ends',
  async signal => {
    const base = await mkdtemp(join(parent, 'h-'))
    const program = `
      import { startDemo } from '${FLEET}'
      const demo = await startDemo({ hosts: 1, dir: '${base}' })
      console.log(demo.dir)`
    const args = ['--input-type=module-typescript', '-e', program]
    const holder = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
    const [dir] = await once(holder.stdout.setEncoding('utf8'), 'data')
    expect(inhabitants(dir.trim()).length).toBeGreaterThan(3)
    holder.kill(signal)
    const [, died] = await once(holder, 'exit')
    expect(died).toBe(signal)
    // Nobody can act on SIGKILL: the guard comes right after.
    if (signal === 'SIGKILL') await until(async () => (await readdir(base)).length === 0)
    expect(await readdir(base)).toEqual([])
    expect(inhabitants(dir.trim())).toEqual([])
  },
)

test('it ends with a process that just ends', async () => {
  const base = await mkdtemp(join(parent, 'e-'))
  const program = `
    import { startDemo } from '${FLEET}'
    await startDemo({ hosts: 1, dir: '${base}' })
    process.exit(3)`
  const args = ['--input-type=module-typescript', '-e', program]
  expect((await execa(process.execPath, args, { reject: false })).exitCode).toBe(3)
  expect(await readdir(base)).toEqual([])
})

test('a missing tmux is named, and nothing is left of the attempt', async () => {
  const base = await mkdtemp(join(parent, 'm-'))
  const bin = await mkdtemp(join(parent, 'bin-'))
  for (const tool of ['sh', 'rm', 'grep']) await symlink(`/bin/${tool}`, join(bin, tool))
  const program = `
    import { startDemo } from '${FLEET}'
    process.env.PATH = '${bin}'
    await startDemo({ hosts: 1, dir: '${base}' }).catch(error => console.log(error.message))`
  const args = ['--input-type=module-typescript', '-e', program]
  const { stdout } = await execa(process.execPath, args)
  expect(stdout).toBe('The demo needs tmux, which is not installed on this machine. Install tmux.')
  await until(async () => (await readdir(base)).length === 0)
})
