import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { access, mkdtemp, readdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  clearMessage,
  commandMessage,
  createHostScriptReader,
  type HostScriptEvent,
  lookMessage,
  openMessage,
  runMessage,
  startHostScript,
  streamMessage,
  unstreamMessage,
} from '../../../src/backend/host-script/host-script.ts'
import { sendScript } from '../../../src/backend/transport/sent-script.ts'
import { capture, ended, tree, until } from '../../lab/process.ts'
import { type ProcessGuard, startProcessGuard } from '../../lab/process-guard.ts'

let dir: string
let guard: ProcessGuard
let env: NodeJS.ProcessEnv
const children: ChildProcessWithoutNullStreams[] = []

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'fmm-'))
  guard = startProcessGuard(dir)
  const { TMUX: _tmux, XDG_RUNTIME_DIR: _runtime, ...rest } = process.env
  // Its own TMPDIR shows what it leaves behind.
  env = { ...rest, TMUX_TMPDIR: dir, TMPDIR: dir, HOME: dir, LC_ALL: 'C' }
})

afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
  const pid = await tmux('display-message', '-p', '#{pid}').catch(() => '')
  if (pid) {
    process.kill(Number(pid), 'SIGTERM')
    await ended([Number(pid)])
  }
  await guard.end()
})

async function tmux(...args: string[]): Promise<string> {
  return (await capture('tmux', ['-f', '/dev/null', ...args], { env })).trim()
}

function start(sh: readonly string[] = ['sh'], words: readonly string[] = []) {
  const nonce = randomBytes(8).toString('hex')
  const { argv, first } = startHostScript({ nonce, tmux: words })
  const [file = 'sh', ...before] = sh
  const child = spawn(file, [...before, ...argv.slice(1)], { env })
  children.push(child)
  const reader = createHostScriptReader(nonce)
  const events: HostScriptEvent[] = []
  let answers = ''
  child.stderr.on('data', chunk => events.push(...reader.stderr(chunk)))
  child.stdout.on('data', chunk => {
    answers += Buffer.concat(reader.stdout(chunk)).toString()
  })
  child.stdin.on('error', () => {})
  child.stdin.write(first)
  return {
    child,
    nonce,
    events,
    answers: () => answers,
    say: (line: string) => child.stdin.write(line),
    hear: <T extends HostScriptEvent['type']>(type: T) =>
      until(`${type} among ${JSON.stringify(events)}`, () =>
        events.find((event): event is Extract<HostScriptEvent, { type: T }> => event.type === type),
      ),
  }
}

/** The directories of channels, of this user and below this TMPDIR. */
const channels = () => readdir(join(dir, `fleetmux-channels-${process.getuid?.()}`))

const LOUD = 'while :; do date; sleep 0.05; done'

test.each([['dash'], ['bash'], ['busybox sh']])(
  'one channel from look to leave under %s',
  async name => {
    const sh = name.split(' ')
    if (
      !(await capture(sh[0] ?? '', [...sh.slice(1), '-c', 'true']).then(
        () => true,
        () => false,
      ))
    )
      return
    await tmux('new-session', '-d', '-s', 'a', LOUD)
    const mux = start(sh)
    mux.say(lookMessage())
    const { server } = await mux.hear('looked')
    if (typeof server === 'string') throw new Error(server)
    expect(server.pid).toBe(Number(await tmux('display-message', '-p', '#{pid}')))
    const [session] = server.sessions
    expect(session).toEqual({ id: '$0', destroyUnattached: false, hooks: [] })
    mux.say(openMessage('$0') + commandMessage('display-message -p "hé|#{session_name}"'))
    await until('the answer', () => mux.answers().includes('hé|a\n'))
    mux.say(streamMessage({ tag: 'one', session: '$0' }))
    expect((await mux.hear('wake')).pane).toBe('%0')
    expect((await tmux('list-clients')).split('\n')).toHaveLength(2)
    mux.say(unstreamMessage('one'))
    await mux.hear('gone')
    await until('one client', async () => (await tmux('list-clients')).split('\n').length === 1)
    const pids = (await tree(mux.child.pid ?? 0)).map(each => each.pid)
    expect(pids.length).toBeGreaterThan(3)
    mux.child.stdin.end()
    await ended(pids)
    await until('no client', async () => (await tmux('list-clients')) === '')
    expect((await readdir(dir)).filter(file => file.startsWith('fleetmux'))).toEqual([])
  },
)

test('a short text is reported with its pane, and of a long one only the pane', async () => {
  const digits = `stty -echo; while read -r n; do printf "%0\${n}d" 7; done`
  await tmux('new-session', '-d', '-s', 'a', '-x', '200', '-y', '10', digits)
  const mux = start()
  mux.say(openMessage('$0') + streamMessage({ tag: 'x', session: '$0' }))
  await mux.hear('streaming')
  const wakes = () => mux.events.filter(each => each.type === 'wake')
  // What is printed before the client is attached is not reported.
  await until('the short text', async () => {
    await tmux('send-keys', '-t', '=a:', '5', 'Enter')
    return wakes().some(({ printed }) => printed === '00007')
  })
  await tmux('send-keys', '-t', '=a:', '60', 'Enter')
  const long = await until('the long text', () => wakes().find(({ printed }) => !printed))
  expect(long).toEqual({ type: 'wake', tag: 'x', pane: '%0' })
  mux.child.stdin.end()
  await mux.hear('gone')
})

test('a missing server is not started by looking, and the slow path starts the first session', async () => {
  const mux = start()
  mux.say(lookMessage())
  expect((await mux.hear('looked')).server).toBe('none')
  await expect(access(join(dir, `tmux-${process.getuid?.()}`))).rejects.toThrow(/ENOENT/)
  mux.say(runMessage(41, "-f /dev/null new-session -d -s first -P -F 'it''s \"#{session_name}\"'"))
  await until('the answer', () => mux.answers() === '%begin 0 41 1\nits "first"\n%end 0 41 1\n')
  mux.say(runMessage(42, "kill-session -t '=none; touch x'"))
  await until('the refusal', () =>
    mux.answers().endsWith("can't find session: none; touch x\n%error 0 42 1\n"),
  )
  mux.child.stdin.end()
  await ended([mux.child.pid ?? 0])
  expect(await tmux('list-sessions', '-F', '#{session_name}')).toBe('first')
})

test('a session that ends when unattached is told apart', async () => {
  await tmux('new-session', '-d', '-s', 'plain')
  await tmux('new-session', '-d', '-s', 'shy')
  const mux = start()
  // Set while somebody is attached, or the session would end at once.
  mux.say(openMessage('$1'))
  await mux.hear('opened')
  await until('the client', async () => (await tmux('list-clients')) !== '')
  await tmux('set-option', '-t', 'shy', 'destroy-unattached', 'on')
  const other = start()
  other.say(lookMessage())
  const { server } = await other.hear('looked')
  expect(typeof server === 'string' ? server : server.sessions).toEqual([
    { id: '$0', destroyUnattached: false, hooks: [] },
  ])
})

test('a socket of its own choice, and one that nobody serves', async () => {
  await tmux('-L', 'other', 'new-session', '-d', '-s', 'there')
  const mux = start(['sh'], ['-L', 'other'])
  mux.say(lookMessage())
  expect((await mux.hear('looked')).server).toMatchObject({ sessions: [{ id: '$0' }] })
  process.kill(Number(await tmux('-L', 'other', 'display-message', '-p', '#{pid}')), 'SIGKILL')
  const stale = start(['sh'], ['-L', 'other'])
  stale.say(lookMessage())
  expect((await stale.hear('looked')).server).toBe('none')
})

test('the command client that ends says so after its last answer, and another can be opened', async () => {
  await tmux('new-session', '-d', '-s', 'a')
  await tmux('new-session', '-d', '-s', 'b')
  const mux = start()
  mux.say(openMessage('$0') + commandMessage('kill-session -t =a'))
  await mux.hear('closed')
  expect(mux.answers()).toContain('%exit')
  mux.say(
    commandMessage('list-sessions') +
      openMessage('$1') +
      commandMessage('display-message -p second'),
  )
  await until('the answer', () => mux.answers().includes('second\n'))
  mux.say(streamMessage({ tag: 'x', session: '$9' }))
  expect(await mux.hear('gone')).toEqual({ type: 'gone', tag: 'x' })
})

test('a line for a command client that is gone is never run by the next one', async () => {
  await tmux('new-session', '-d', '-s', 'a')
  const mux = start()
  for (let round = 1; round < 6; round++) {
    mux.say(openMessage('$0'))
    // Attached: tmux itself may die of a client that is killed before it has said all about itself.
    const attached = () => mux.answers().split('%session-changed').length - 1
    await until('the client', () => count(mux, 'opened') === round && attached() === round)
    // Lines that come while it dies, and after.
    process.kill(pidOf(mux), 'SIGKILL')
    for (let i = 0; i < 20; i++) mux.say(commandMessage(`set-option -g @late ${round}`))
    await until('its end', () => count(mux, 'closed') === round)
    for (let i = 0; i < 20; i++) mux.say(commandMessage(`set-option -g @late after-${round}`))
  }
  mux.say(openMessage('$0') + commandMessage('display-message -p "late<#{@late}>"'))
  await until('the answer', () => mux.answers().includes('late<'))
  expect(mux.answers()).not.toContain('after-')
})

test('no stream without a command client: alone and slow it would stop what runs in its panes', async () => {
  await tmux('new-session', '-d', '-s', 'a', LOUD)
  const mux = start()
  mux.say(streamMessage({ tag: 'x', session: '$0' }))
  await mux.hear('gone')
  mux.say(openMessage('$0') + streamMessage({ tag: 'y', session: '$0' }))
  await mux.hear('opened')
  await mux.hear('wake')
  process.kill(pidOf(mux), 'SIGKILL')
  await mux.hear('closed')
  await until('the stream to end', () =>
    mux.events.some(each => each.type === 'gone' && each.tag === 'y'),
  )
  await until('no client', async () => (await tmux('list-clients')) === '')
})

test('a stream that is ended before it has begun ends', async () => {
  await tmux('new-session', '-d', '-s', 'a', LOUD)
  const mux = start()
  mux.say(openMessage('$0') + streamMessage({ tag: 'x', session: '$0' }) + unstreamMessage('x'))
  await mux.hear('gone')
  await until('one client', async () => (await tmux('list-clients')).split('\n').length === 1)
})

function count(mux: ReturnType<typeof start>, type: HostScriptEvent['type']): number {
  return mux.events.filter(event => event.type === type).length
}

/** The command client that was opened last. */
function pidOf(mux: ReturnType<typeof start>): number {
  const opened = mux.events.findLast(event => event.type === 'opened')
  // A pid of 0 would be all of ours.
  if (!opened) throw new Error('no command client')
  return opened.pid
}

test('what a lost channel left behind is ended from a new one', async () => {
  await tmux('new-session', '-d', '-s', 'a', LOUD)
  const lost = start()
  lost.say(openMessage('$0') + streamMessage({ tag: 'x', session: '$0' }))
  await lost.hear('wake')
  const pids = (await tree(lost.child.pid ?? 0)).map(each => each.pid)
  const mux = start()
  mux.say(clearMessage(lost.nonce))
  await ended(pids)
  await until('no client', async () => (await tmux('list-clients')) === '')
  await until('its directory', async () => (await channels()).join() === `c.${mux.nonce}`)
})

describe('the script', () => {
  test('stands in no argument', () => {
    const { argv } = startHostScript({ nonce: '0123456789abcdef' })
    expect(argv.join(' ').length).toBeLessThan(300)
  })

  test.each([
    ['at once', [9999]],
    ['in pieces', [1, 700, 9999]],
  ])('arrives %s, and leaves alone what comes behind it', async (_, cuts) => {
    const { argv, first } = sendScript(`: ${'x'.repeat(5000)}; cat; echo "$0 $@"`, 'name', ['a b'])
    const child = spawn('sh', argv.slice(1), { env })
    children.push(child)
    let answer = ''
    child.stdout.on('data', chunk => {
      answer += chunk
    })
    const text = `${first}what follows\n`
    for (const [at, cut] of cuts.entries()) {
      child.stdin.write(text.slice(cuts[at - 1] ?? 0, cut))
      await delay(50)
    }
    child.stdin.end()
    await until('the answer', () => answer === 'what follows\nname a b\n')
  })

  test('is not run where only a part of it arrives', () => {
    const { argv, first } = sendScript(`echo ran; : ${'x'.repeat(5000)}`, 'name', [])
    const child = spawnSync('sh', argv.slice(1), { input: first.slice(0, -1), env })
    expect(child.stdout.toString()).toBe('')
  })

  test('words of a wrong shape are refused, not sent', () => {
    const wrong = [
      () => openMessage('a b'),
      () => streamMessage({ tag: '../x', session: '$0' }),
      () => unstreamMessage('a\nb'),
      () => commandMessage('@look'),
      () => commandMessage('a\nb'),
      () => runMessage(1.5, 'ls'),
      () => clearMessage('/etc'),
      () => startHostScript({ nonce: '$(id)' }),
    ]
    for (const each of wrong) expect(each).toThrow(/invalid message/)
  })
})
