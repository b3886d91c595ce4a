import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { execa } from 'execa'
import ssh2, { type ClientChannel } from 'ssh2'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Demo, startDemo } from '../../../src/backend/demo/fleet.ts'
import { ssh, until } from './ssh.ts'

let demo: Demo
// A terminal of our own for the real client: a pane of the host's private tmux server.
const tmux = (...args: string[]) =>
  execa('tmux', ['-f', '/dev/null', ...args], { env: demo.hosts[0]?.env, extendEnv: false })
const screen = async () => (await tmux('capture-pane', '-p', '-t', '=term:')).stdout

beforeAll(async () => {
  demo = await startDemo({ hosts: 1, agents: false })
})
afterAll(() => demo.close())

test('a command under a pty has a terminal, one stream, and an exit code', async () => {
  const { stdout, exitCode } = await ssh(
    demo,
    ['-tt', 'demo-oslo', `test -t 0 && echo "it's $TERM"; exit 9`],
    {
      input: '',
      env: { TERM: 'xterm-256color' },
    },
  )
  expect(Buffer.from(stdout).toString()).toContain("it's ")
  expect(exitCode).toBe(9)
})

test('a shell in a real terminal: its size, a new size, keys, the end', async () => {
  // tmux 3.3a may lose the exit status of a pane's program, so the shell around it prints it.
  const client = `ssh -F ${demo.sshConfig} -t demo-oslo; echo "exit code $?"; exec cat`
  // What an earlier try may have left.
  await tmux('kill-session', '-t', '=term').catch(() => undefined)
  await tmux('new-session', '-d', '-s', 'term', '-x', '97', '-y', '31', client)
  await until(async () => (await screen()).includes('demo@demo-oslo:home$'))
  await tmux('send-keys', '-t', '=term:', "trap 'stty size' WINCH; stty size", 'Enter')
  await until(async () => (await screen()).includes('\n31 97\n'))
  await tmux('resize-window', '-t', '=term:', '-x', '83', '-y', '27')
  await until(async () => {
    await tmux('send-keys', '-t', '=term:', 'stty size', 'Enter')
    return (await screen()).includes('\n27 83\n')
  })
  await tmux('send-keys', '-t', '=term:', 'C-l', 'sleep 1000', 'Enter')
  await until(async () => (await screen()).includes('sleep 1000'))
  await tmux('send-keys', '-t', '=term:', 'C-c')
  await until(async () => (await screen()).trimEnd().endsWith('demo@demo-oslo:home$'))
  await tmux('send-keys', '-t', '=term:', 'exit 6', 'Enter')
  await until(async () => (await screen()).includes('exit code 6')).catch(async thrown => {
    throw new Error(`no exit code 6 on this screen:\n${await screen()}`, { cause: thrown })
  })
})

/** OpenSSH's client never asks for a signal, so ssh2's does. */
async function inProcess(): Promise<InstanceType<typeof ssh2.Client>> {
  const client = new ssh2.Client()
  // The host may be gone before the client has said goodbye.
  client.on('error', () => undefined)
  client.connect({
    host: '127.0.0.1',
    port: demo.hosts[0]?.port,
    username: 'demo',
    privateKey: await readFile(join(demo.dir, 'key')),
  })
  await once(client, 'ready')
  return client
}

test.each([false, true])('a signal reaches the command (pty: %s)', async pty => {
  const client = await inProcess()
  try {
    const channel = await new Promise<ClientChannel>((resolve, reject) => {
      const line = 'trap "echo heard; exit 4" USR1; echo ready; while :; do sleep 0.05; done'
      client.exec(line, { pty }, (error, opened) => (error ? reject(error) : resolve(opened)))
    })
    let said = ''
    channel.on('data', (chunk: Buffer) => {
      said += chunk
    })
    await until(() => said.includes('ready'))
    channel.signal('USR1')
    const [code] = await once(channel, 'exit')
    expect(code).toBe(4)
    expect(said).toContain('heard')
  } finally {
    client.end()
  }
})

test('the name of the signal that ended a command is told', async () => {
  const client = await inProcess()
  try {
    const ended = await new Promise<unknown[]>((resolve, reject) => {
      client.exec('kill -INT $$', (error, channel) => {
        if (error) return reject(error)
        channel.on('exit', (...words: unknown[]) => resolve(words)).resume()
      })
    })
    expect(ended.slice(0, 2)).toEqual([null, 'SIGINT'])
  } finally {
    client.end()
  }
})
