import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Demo, startDemo } from '../../../src/backend/demo/fleet.ts'
import { inhabitants } from '../../lab/process.ts'
import { hears, says, ssh, until } from './ssh.ts'

const ALL_BYTES = Buffer.from(Array.from({ length: 256 }, (_, n) => n))
const COUNT = 500_000
let demo: Demo

beforeAll(async () => {
  demo = await startDemo({ hosts: 1, agents: false })
})
afterAll(() => demo.close())

/** Waits until the window is full: that command writes no more, while others come and go. */
async function standsStill(name: string): Promise<void> {
  let before = -1
  await until(async () => {
    const [writer] = inhabitants(demo.dir).filter(each => each.command.startsWith(`${name} `))
    if (!writer) throw new Error(`${name} has ended: nothing held it back`)
    const io = readFileSync(`/proc/${writer.pid}/io`, 'utf8')
    const written = Number(/^wchar: (\d+)$/m.exec(io)?.[1])
    const isStill = written > 0 && written === before
    before = written
    expect(await says(demo, 'demo-oslo', 'echo', 'on')).toBe('on\n')
    return isStill
  })
}

test('every byte comes back as it went', async () => {
  const { stdout, exitCode } = await ssh(demo, ['demo-oslo', 'cat'], { input: ALL_BYTES })
  expect(Buffer.from(stdout).equals(ALL_BYTES)).toBe(true)
  expect(exitCode).toBe(0)
})

test('5 MB go there and back', async () => {
  const input = randomBytes(5 * 1024 * 1024)
  const { stdout } = await ssh(demo, ['demo-oslo', 'cat'], { input })
  expect(Buffer.from(stdout).equals(input)).toBe(true)
})

test('stdout and stderr stay apart, both far over the window at once', async () => {
  const line = `seq 1 ${COUNT} & seq -f e%.0f 1 ${COUNT} >&2; wait`
  const { stdout, stderr } = await ssh(demo, ['demo-oslo', line])
  const numbers = Array.from({ length: COUNT }, (_, n) => n + 1)
  expect(Buffer.from(stdout).toString() === `${numbers.join('\n')}\n`).toBe(true)
  expect(Buffer.from(stderr).toString() === `e${numbers.join('\ne')}\n`).toBe(true)
})

test('what waited for a slow reader comes once and in order, on stdout and then on stderr', async () => {
  const line = `seq 1 ${COUNT}; seq 1 ${COUNT} >&2`
  const client = spawn('ssh', ['-F', demo.sshConfig, 'demo-oslo', line])
  const closed = once(client, 'close')
  const numbers = Array.from({ length: COUNT }, (_, n) => `${n + 1}\n`).join('')
  const said = ['', '']
  for (const [n, stream] of [client.stdout, client.stderr].entries()) {
    await once(stream, 'readable')
    await standsStill('seq')
    stream.on('data', chunk => {
      said[n] += chunk
    })
    await until(() => (said[n]?.length ?? 0) >= numbers.length)
  }
  await closed
  expect(said.map(word => word === numbers)).toEqual([true, true])
})

test('a reader that is behind holds the command back', async () => {
  const marker = join(demo.dir, 'written')
  const line = `head -c 20000000 /dev/zero; touch ${marker}`
  const reader = spawn('ssh', ['-F', demo.sshConfig, 'demo-oslo', line])
  await once(reader.stdout, 'readable')
  await standsStill('head')
  expect(existsSync(marker)).toBe(false)
  let size = 0
  for await (const chunk of reader.stdout) size += chunk.length
  expect(size).toBe(20_000_000)
  expect(existsSync(marker)).toBe(true)
})

test('a command that does not read its stdin ends all the same', async () => {
  const { stdout, exitCode } = await ssh(demo, ['demo-oslo', 'exec <&-; echo bye'], {
    input: randomBytes(5 * 1024 * 1024),
  })
  expect(Buffer.from(stdout).toString()).toBe('bye\n')
  expect(exitCode).toBe(0)
})

test.each([0, 1, 7, 126, 255])('exit code %i', async code => {
  expect((await ssh(demo, ['demo-oslo', `exit ${code}`])).exitCode).toBe(code)
})

test('a command that a signal ended is 255 to OpenSSH', async () => {
  expect((await ssh(demo, ['demo-oslo', 'kill -TERM $$'])).exitCode).toBe(255)
})

test('a shell without a pty takes its commands from stdin', async () => {
  const { stdout, exitCode } = await ssh(demo, ['-T', 'demo-oslo'], {
    input: 'echo $HOSTNAME; exit 5\n',
  })
  expect(Buffer.from(stdout).toString()).toBe('demo-oslo\n')
  expect(exitCode).toBe(5)
})

test('only the names that sshd accepts are set, and nothing of ours is inherited', async () => {
  const env = { LC_FLEET: 'yes', FLEET: 'no', TMUX: '/nowhere,1,0' }
  const send = ['-o', 'SendEnv=LC_FLEET FLEET', 'demo-oslo', 'echo "$LC_FLEET/$FLEET/$TMUX/$HOME"']
  const { stdout } = await ssh(demo, send, { env })
  expect(Buffer.from(stdout).toString()).toBe(`yes///${demo.dir}/demo-oslo/home\n`)
})

test('a client that dies takes its command along, but not a tmux server that it started', async () => {
  const line = 'tmux -f /dev/null new-session -d -s stays; trap "" HUP; echo up; sleep 1000 | cat'
  const sleeps = () => inhabitants(demo.dir).filter(each => each.command === 'sleep 1000')
  const client = ssh(demo, ['demo-oslo', line])
  await hears(client, 'up')
  expect(sleeps().length).toBe(1)
  client.kill('SIGKILL')
  await client
  await until(() => sleeps().length === 0)
  expect(await says(demo, 'demo-oslo', 'tmux ls -F "#S"')).toBe('stays\n')
  expect(inhabitants(demo.dir).length).toBeGreaterThan(0)
})
