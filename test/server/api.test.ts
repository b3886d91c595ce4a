import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { until } from '../lab/process.ts'
import { type Lab, startLab } from '../lab/sshd.ts'
import { unique } from '../lab/unique.ts'
import { startTestServer, type TestServer } from './server.ts'

let lab: Lab
let server: TestServer
const ASKS = `printf 'Deploy now? [y/n] '; read x; echo got $x; exec cat`

beforeAll(async () => {
  lab = await startLab({ hosts: 2 })
  for (const { name } of lab.hosts)
    await lab.tmux(name, 'new-session', '-d', '-s', 'work', '-x', '90', '-y', '20', 'exec cat')
  server = await startTestServer([], {
    lab,
    before: app => app.tmux('new-session', '-d', '-s', 'here', '-x', '80', '-y', '20', 'exec cat'),
  })
})
afterAll(async () => {
  await server.close()
  await lab.close()
})

const pane = (target: string, what: string) => `/api/v1/panes/${encodeURIComponent(target)}/${what}`

/** What stands on a screen that was never asked for through the API. */
const screen = (host: string, session: string) =>
  lab.tmux(host, 'capture-pane', '-p', '-t', `=${session}:`)

describe('sessions', () => {
  test('all live ones of all hosts are listed, with ids that name them', async () => {
    const { json } = await server.ask('/api/v1/sessions')
    const targets = json.data.sessions.map((each: { target: string }) => each.target)
    expect(targets.sort()).toEqual(['lab1/work', 'lab2/work', 'local/here'])
    for (const { id, target } of json.data.sessions) {
      const one = await server.ask(`/api/v1/sessions/${encodeURIComponent(id)}`)
      expect([one.status, one.json.data.target]).toEqual([200, target])
    }
  })

  test('one that is not there is a clear error', async () => {
    const { status, json } = await server.ask('/api/v1/sessions/lab1%2Fnone')
    expect(status).toBe(404)
    expect(json).toMatchObject({
      success: false,
      error: 'missing',
      message: expect.stringContaining('no session none'),
    })
  })

  test('a session is made and ended', async () => {
    const made = await server.ask('/api/v1/hosts/lab2/sessions', {
      body: { name: 'fresh', command: 'exec cat' },
    })
    expect(made.status).toBe(201)
    await until(
      'the session',
      async () => (await server.ask('/api/v1/sessions/lab2%2Ffresh')).status === 200,
    )
    const ended = await server.ask('/api/v1/sessions/lab2%2Ffresh/kill', { method: 'POST' })
    expect([ended.status, ended.json.success]).toEqual([200, true])
    await expect(lab.tmux('lab2', 'has-session', '-t', '=fresh')).rejects.toThrow()
  })

  test.each(['/etc', '/', '../x', '~/../..'])('a start from %j is refused', async repository => {
    const { status, json } = await server.ask('/api/v1/sessions', {
      body: { prompts: ['x'], repository },
    })
    expect([status >= 400, json.success]).toEqual([true, false])
  })
})

describe('panes', () => {
  test('a text arrives once, with its receipt, and is on the screen', async () => {
    const text = unique("it's $HOME")
    const { status, json } = await server.ask(pane('lab1/work', 'send'), { body: { text } })
    expect([status, json.data.receipts[0].target]).toEqual([200, 'lab1/work:0.0'])
    await until('the echo', async () => (await screen('lab1', 'work')).split(text).length === 3)
    const shown = await server.ask(pane('lab1/work', 'screen'))
    expect(shown.json.data.lines.filter((line: string) => line === text).length).toBe(2)
  })

  test('a question takes no text, and its answer only while it stands', async () => {
    await lab.tmux('lab1', 'new-session', '-d', '-s', 'asks', '-x', '90', '-y', '20', ASKS)
    // The first reading may have seen a part of the dialog only.
    let before: unknown
    const question = await until('the whole question', async () => {
      const { json } = await server.ask('/api/v1/sessions/lab1%2Fasks')
      const text = json.data?.agent?.question?.text
      const isSame = text !== undefined && text === before
      before = text
      await delay(isSame ? 0 : 1500)
      return isSame && text
    })
    const text = await server.ask(pane('lab1/asks', 'send'), { body: { text: 'hello' } })
    expect([text.status, text.json.success]).toEqual([409, false])
    const other = await server.ask(pane('lab1/asks', 'answer'), {
      body: { question: 'Other?', key: 'y' },
    })
    expect(other.status).toBe(409)
    const wrong = await server.ask(pane('lab1/asks', 'answer'), { body: { question, key: 'q' } })
    expect(wrong.status).toBe(400)
    const right = await server.ask(pane('lab1/asks', 'answer'), { body: { question, key: 'y' } })
    expect(right.status).toBe(200)
    await until('the answer', async () => (await screen('lab1', 'asks')).includes('got y'))
    const late = await server.ask(pane('lab1/asks', 'answer'), { body: { question, key: 'y' } })
    expect(late.status).toBe(409)
  })

  test('the last lines come from the scrollback too', async () => {
    await lab.tmux(
      'lab2',
      'new-session',
      '-d',
      '-s',
      'long',
      '-x',
      '90',
      '-y',
      '20',
      'seq 300; exec cat',
    )
    await until(
      'the session',
      async () => (await server.ask(pane('lab2/long', 'screen'))).status === 200,
    )
    await until('all lines', async () => (await screen('lab2', 'long')).includes('300'))
    const { json } = await server.ask(`${pane('lab2/long', 'screen')}?lines=100`)
    expect(json.data.lines.length).toBe(100)
    expect(json.data.lines.at(-1)).toBe('300')
  })
})

describe('broadcasts', () => {
  test('several need the plan of a dry run, which holds once', async () => {
    const text = unique('to all')
    const body = { text, select: ['session=work'] }
    const rash = await server.ask('/api/v1/broadcasts', { body })
    expect([rash.status, rash.json.success]).toEqual([409, false])
    const { json } = await server.ask('/api/v1/broadcasts', { body: { ...body, dryRun: true } })
    expect(json.data.recipients.length).toBe(2)
    const send = () => server.ask('/api/v1/broadcasts', { body: { text, plan: json.data.plan } })
    const sent = await send()
    expect(sent.json.data.receipts.length).toBe(2)
    expect((await send()).status).toBe(409)
    for (const { name } of lab.hosts)
      await until('the echo', async () => (await screen(name, 'work')).split(text).length === 3)
  })
})

describe('streams', () => {
  /** Reads events until one fits. `seen` is given all that has come so far. */
  async function events(
    path: string,
    fits: (text: string) => boolean,
    headers = {},
    seen: (text: string) => void = () => {},
  ): Promise<string> {
    const stop = new AbortController()
    const answer = await fetch(server.url + path, {
      headers: { Authorization: `Bearer ${server.token}`, ...headers },
      signal: stop.signal,
    })
    let text = ''
    const decoder = new TextDecoder()
    for await (const chunk of answer.body ?? []) {
      text += decoder.decode(chunk, { stream: true })
      seen(text)
      if (fits(text)) break
    }
    stop.abort()
    return text
  }

  /** The same, once the server has taken in the reader: what happens before may be missed. */
  async function opened(path: string, fits: (text: string) => boolean) {
    let text = ''
    const whole = events(path, fits, {}, now => {
      text = now
    })
    await until('a reader', () => text.includes('"type":"connected"'))
    return { whole }
  }

  test('the log of a session comes line by line, and goes on where the reader stopped', async () => {
    await lab.tmux('lab2', 'new-session', '-d', '-s', 'log', '-x', '90', '-y', '20', 'exec cat')
    await until(
      'the session',
      async () => (await server.ask('/api/v1/sessions/lab2%2Flog')).status === 200,
    )
    const path = '/api/v1/streams/sessions/lab2%2Flog/logs'
    const { whole } = await opened(path, text => text.includes('"data":"two"'))
    for (const line of ['one', 'two'])
      await server.ask(pane('lab2/log', 'send'), { body: { text: line } })
    const seen = await whole
    expect(seen).toContain('"type":"connected"')
    expect(seen).toContain('retry:')
    const ids = [...seen.matchAll(/^id: (.+)$/gm)].map(([, id]) => id ?? '')
    await server.ask(pane('lab2/log', 'send'), { body: { text: 'three' } })
    const next = await events(path, text => text.includes('"data":"three"'), {
      'Last-Event-ID': ids.at(-1),
    })
    expect(next).not.toContain('"data":"one"')
    expect(next).not.toContain('resync')
  })

  test('a reader that stopped too long ago is told so, once', async () => {
    const text = await events('/api/v1/streams/events', seen => seen.includes('resync'), {
      'Last-Event-ID': 'old-7',
    })
    expect(text.match(/event: resync/g)?.length).toBe(1)
  })

  test('the log ends with its session', async () => {
    await lab.tmux('lab2', 'new-session', '-d', '-s', 'short', '-x', '90', '-y', '20', 'exec cat')
    await until(
      'the session',
      async () => (await server.ask('/api/v1/sessions/lab2%2Fshort')).status === 200,
    )
    const { whole } = await opened('/api/v1/streams/sessions/lab2%2Fshort/logs', () => false)
    await lab.tmux('lab2', 'kill-session', '-t', '=short')
    expect(await whole).toContain('"type":"complete"')
  })
})

describe('a share of one session', () => {
  test('sees it and nothing else', async () => {
    const { json } = await server.ask('/api/v1/shares', { body: { session: 'lab1/work' } })
    const token = json.data.token
    const list = await server.ask('/api/v1/sessions', { token })
    expect(list.json.data.sessions.map((each: { target: string }) => each.target)).toEqual([
      'lab1/work',
    ])
    expect((await server.ask(pane('lab1/work', 'screen'), { token })).status).toBe(200)
    expect((await server.ask(pane('lab2/work', 'screen'), { token })).status).toBe(404)
    for (const path of [
      '/api/v1/hosts',
      '/api/v1/events',
      '/api/v1/streams/events',
      '/api/v1/grep?pattern=x',
    ])
      expect([path, (await server.ask(path, { token })).status]).toEqual([path, 403])
    expect(
      (await server.ask(pane('lab1/work', 'send'), { token, body: { text: 'x' } })).status,
    ).toBe(403)
  })
})

test('every act is noted, with its receipt and never its content', async () => {
  const secret = 'hunter2 is the text'
  await server.ask(pane('lab1/work', 'send'), { body: { text: secret } })
  const path = join(
    server.app.environment['XDG_STATE_HOME'] ?? '',
    'fleetmux',
    'server-audit.jsonl',
  )
  const text = await readFile(path, 'utf8')
  expect(text).not.toContain('hunter2')
  const entry = text
    .trim()
    .split('\n')
    .map(line => JSON.parse(line))
    .at(-1)
  expect(entry).toMatchObject({
    phase: 'done',
    status: 200,
    act: 'POST /api/v1/panes/{pane}/send',
    on: 'lab1/work',
    token: { id: 'main', role: 'admin' },
  })
  expect(
    Object.values(entry.receipts as Record<string, number>).reduce((one, other) => one + other),
  ).toBe(1)
})

test('an act that was not allowed is noted, too', async () => {
  const { id, token } = await server.tokenFor('viewer')
  await server.ask(pane('lab1/work', 'send'), { token, body: { text: 'x' } })
  const path = join(
    server.app.environment['XDG_STATE_HOME'] ?? '',
    'fleetmux',
    'server-audit.jsonl',
  )
  const last = (await readFile(path, 'utf8')).trim().split('\n').at(-1) ?? '{}'
  expect(JSON.parse(last)).toMatchObject({ token: { id }, status: 403 })
})

describe('the start', () => {
  test('a port that is taken says who has it', async () => {
    const { port } = new URL(server.url)
    const { code, err } = await server.app.start(['server', '--port', port]).ended
    expect(code).not.toBe(0)
    expect(err).toContain(`Port ${port} is taken`)
    expect(err).toMatch(/a fleetmux server is already using the port: process \d+ \(node\)/)
    expect(err).toContain(`--port, such as ${Number(port) + 1}`)
  })

  test('elsewhere than on this machine it wants a token first, and names the tunnel', async () => {
    const env = { XDG_STATE_HOME: join(server.app.dir, 'empty') }
    const { code, err } = await server.app.start(['server', '--port', '0', '--host', '0.0.0.0'], {
      env,
    }).ended
    expect(code).not.toBe(0)
    // The port is not known yet: what runs then prints it.
    expect(err).toContain('on the other machine the ssh command that it prints')
    expect(err).not.toContain(':0')
  })

  test('a token file that others can read is refused', async () => {
    const state = join(server.app.dir, 'open')
    const { mkdir } = await import('node:fs/promises')
    await mkdir(join(state, 'fleetmux'), { recursive: true, mode: 0o700 })
    await writeFile(join(state, 'fleetmux', 'server-token'), 'abc', { mode: 0o644 })
    const { code, err } = await server.app.start(['server', '--port', '0'], {
      env: { XDG_STATE_HOME: state },
    }).ended
    expect([code !== 0, err.includes('other users can read it')]).toEqual([true, true])
  })
})
