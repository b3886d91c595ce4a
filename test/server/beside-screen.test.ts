import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import type { App, Live } from '../cli/app.ts'
import { capture, tree, until } from '../lab/process.ts'
import { type Lab, startLab } from '../lab/sshd.ts'
import { startTestServer, type TestServer } from './server.ts'

let lab: Lab
let server: TestServer
let screen: Live

afterEach(async () => {
  await server?.close()
  await lab?.close()
})

/** A running screen, then a server whose ssh processes are written down. */
async function startBoth(): Promise<void> {
  lab = await startLab({ hosts: 2 })
  for (const { name } of lab.hosts)
    await lab.tmux(name, 'new-session', '-d', '-s', 'job', '-x', '80', '-y', '20', 'exec cat')
  server = await startTestServer([], { lab, before: openScreen, env: logged })
}

async function openScreen(app: App): Promise<void> {
  await mkdir(join(app.dir, 'shim'))
  const ssh = (await capture('sh', ['-c', 'command -v ssh'])).trim()
  const shim = `#!/bin/sh\necho "$@" >>${join(app.dir, 'ssh.log')}\nexec ${ssh} "$@"\n`
  await writeFile(join(app.dir, 'shim', 'ssh'), shim, { mode: 0o755 })
  screen = app.start([], { terminal: true })
  await until('its socket', async () => {
    const names = await readdir(join(app.dir, 'run', 'fleetmux')).catch(() => [])
    return names.some(name => /^lend-\d+-[0-9a-f]+$/.test(name))
  })
  await until('its hosts', async () => (await countSsh(app, 'ls')) === 0)
}

const logged = (app: App) => ({ PATH: `${join(app.dir, 'shim')}:${process.env.PATH}` })
const sshOf = async (app: App) =>
  (await readFile(join(app.dir, 'ssh.log'), 'utf8').catch(() => '')).split('\n').length - 1

/** How many ssh processes a command starts. */
async function countSsh(app: App, ...args: string[]): Promise<number> {
  const before = await sshOf(app)
  const { code, err } = await app.start(args, { env: logged(app) }).ended
  if (code !== 0) throw new Error(err)
  return (await sshOf(app)) - before
}

/** The lines of a session's log from now on. */
async function openLog(id: string): Promise<{ text(): string; end(): void }> {
  const stop = new AbortController()
  const answer = await fetch(`${server.url}/api/v1/streams/sessions/${id}/logs`, {
    headers: { Authorization: `Bearer ${server.token}` },
    signal: stop.signal,
  })
  let text = ''
  const read = async () => {
    const decoder = new TextDecoder()
    for await (const chunk of answer.body ?? []) text += decoder.decode(chunk, { stream: true })
  }
  read().catch(thrown => {
    if (!stop.signal.aborted) text += `broken: ${thrown}`
  })
  return { text: () => text, end: () => stop.abort() }
}

async function programOf({ child }: Live): Promise<number> {
  const all = await tree(child.pid ?? 0)
  const program = all.find(each => each.command.startsWith(process.execPath))
  if (!program) throw new Error('the screen does not run')
  return program.pid
}

test('beside a running screen the server opens no ssh: lists, streams, sends, searches, ends', async () => {
  await startBoth()
  const before = await sshOf(server.app)
  const { json } = await server.ask('/api/v1/sessions')
  expect(json.data.sessions.map(({ target }: { target: string }) => target).sort()).toEqual([
    'lab1/job',
    'lab2/job',
  ])
  const log = await openLog('lab1%2Fjob')
  await until('the stream', () => log.text().includes('connected'))
  const sent = await server.ask('/api/v1/panes/lab1%2Fjob/send', { body: { text: 'by page' } })
  expect(sent.status).toBe(200)
  await until('the text in the stream', () => log.text().includes('"by page"'))
  const found = await server.ask('/api/v1/grep?pattern=page')
  expect(JSON.stringify(found.json.data)).toContain('by page')
  await lab.tmux('lab2', 'new-session', '-d', '-s', 'more', '-x', '80', '-y', '20', 'exec cat')
  await until(
    'a session that came later',
    async () => (await server.ask('/api/v1/sessions/lab2%2Fmore')).status === 200,
  )
  expect((await server.ask('/api/v1/sessions/lab2%2Fmore/kill', { method: 'POST' })).status).toBe(
    200,
  )
  await until(
    'its end',
    async () => (await server.ask('/api/v1/sessions/lab2%2Fmore')).status === 404,
  )
  log.end()
  expect(await sshOf(server.app)).toBe(before)
})

/** The sessions of a host that somebody streams: by a client of ours that is told of each output. */
async function streamed(host: string): Promise<readonly string[]> {
  const format = '#{client_flags} #{session_name}'
  const lines = (await lab.tmux(host, 'list-clients', '-F', format)).split('\n')
  return lines.filter(line => line.includes('pause-after')).map(line => line.split(' ')[1] ?? '')
}

test('a pane that is worked in on the page is streamed, and its host has one stream for all', async () => {
  await startBoth()
  await lab.tmux('lab2', 'new-session', '-d', '-s', 'more', '-x', '80', '-y', '20', 'exec cat')
  const { json } = await until('all sessions', async () => {
    const answer = await server.ask('/api/v1/sessions')
    return answer.json.data.sessions.length === 3 ? answer : null
  })
  const pane = (target: string): string =>
    json.data.sessions.find((each: { target: string }) => each.target === target).panes[0].pane
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}/api/v1/live`, [
    'fleetmux.v1',
    server.token,
  ])
  let screens = ''
  socket.on('message', text => {
    if (String(text).startsWith('{"type":"screen"')) screens += String(text)
  })
  await new Promise(resolve => socket.once('open', resolve))
  const work = (target: string) => {
    socket.send(JSON.stringify({ type: 'watch', panes: [pane(target)] }))
    socket.send(JSON.stringify({ type: 'focus', pane: pane(target) }))
  }
  // The screen follows one of these; the other host's stream is free.
  for (const host of ['lab1', 'lab2']) {
    work(`${host}/job`)
    await until(`the stream of ${host}`, async () => (await streamed(host)).includes('job'))
  }
  work('lab2/more')
  await lab.tmux('lab2', 'send-keys', '-t', '=more:', 'seen on the page', 'Enter')
  await until('the text', () => screens.includes('seen on the page'))
  expect((await streamed('lab2')).length).toBeLessThanOrEqual(1)
  socket.close()
})

test('the screen ends: the server opens channels of its own, streams go on, and it lends them', async () => {
  await startBoth()
  const log = await openLog('lab1%2Fjob')
  await until('the stream', () => log.text().includes('connected'))
  const before = await sshOf(server.app)
  process.kill(await programOf(screen), 'SIGKILL')
  await screen.ended
  await until('a channel of its own', async () => (await sshOf(server.app)) > before)
  await lab.tmux('lab1', 'send-keys', '-t', '=job:', 'after the screen', 'Enter')
  await until('the text in the stream', () => log.text().includes('"after the screen"'))
  expect(log.text()).not.toMatch(/broken|"complete"/)
  log.end()
  await until('all hosts to be lent', async () => (await countSsh(server.app, 'ls')) === 0)
})

test('a screen that is suspended holds nothing up: the server opens channels of its own', async () => {
  await startBoth()
  const before = await sshOf(server.app)
  const pid = await programOf(screen)
  process.kill(pid, 'SIGSTOP')
  try {
    await until('a channel of its own', async () => (await sshOf(server.app)) > before)
    await until('an answer', async () => {
      const { status } = await server.ask('/api/v1/panes/lab1%2Fjob/send', { body: { text: 'hi' } })
      return status === 200
    })
  } finally {
    process.kill(pid, 'SIGCONT')
  }
})
