import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createLocal } from '../../../src/backend/transport/local.ts'
import type { Receipt, SendOptions } from '../../../src/state/model/receipt.ts'
import { until } from '../../lab/process.ts'
import { createField, type Field } from './field.ts'
import { startServer, type TestServer } from './server.ts'

/** Every receipt beside what the program in the pane really got, and really showed. */
describe.concurrent('a receipt', () => {
  let server: TestServer
  let field: Field

  beforeAll(async () => {
    server = startServer()
    const transport = createLocal({ name: 'local', deadline: 60_000 })
    field = createField([{ name: 'local', transport, tmux: ['-S', server.socket] }], 60_000)
    await server.reader('silent', 'raw', 'silent')
    field.dial('local')
    await field.target('local', 'silent')
  })
  afterAll(async () => {
    // Of all that was sent, refused and given up nothing is left in the user's list.
    await until('no buffer of ours', () => server.tmux('list-buffers') === '')
    await field.close()
    server.close()
  })

  /** Words seen on the way, and the last receipt. */
  async function send(
    session: string,
    text: string,
    how: Partial<SendOptions> = {},
    noisy = false,
  ) {
    const target = await field.target('local', session)
    if (!noisy) await server.quiet(session)
    const seen: string[] = []
    const stop = field.store.subscribe(() => {
      const { broadcasts } = field.store.getState()
      const word = broadcasts.findLast(
        each => each.text === text && each.rows[0]?.target?.pane === target.pane,
      )?.rows[0]?.receipt.word
      if (word && seen.at(-1) !== word) seen.push(word)
    })
    const { rows } = await field.send(text, [target], how)
    stop()
    return { seen, receipt: rows[0]?.receipt as Receipt }
  }
  const start = (name: string, command: string) =>
    server.tmux('new-session', '-d', '-s', name, '-x', '80', '-y', '24', command)
  const dies = (name: string) =>
    until(`${name} to end`, () => {
      // tmux 3.3 may miss that a program has ended until another one does.
      server.tmux('run-shell', 'true')
      return server.tmux('display-message', '-p', '-t', `=${name}:`, '#{pane_dead}') === '1'
    })
  const gets = (name: string, text: string) =>
    until(`${name} to get it`, () => server.got(name).toString() === text)

  test('raw and silent: delivered, and no more', async () => {
    const { seen, receipt } = await send('silent', 'some words for nobody')
    expect(receipt).toEqual({ word: 'delivered', open: false })
    expect(seen).toEqual(['waiting', 'delivered'])
    await gets('silent', 'some words for nobody\r')
  })

  test('where nothing is shown, what is known is told before the look for more begins', async () => {
    await server.reader('mute', 'raw', 'silent')
    const target = await field.target('local', 'mute')
    for (const [how, known] of [
      [{ mode: 'no-enter' }, {}],
      [{ mode: 'submit' }, { entered: true }],
    ] as const) {
      const told: Receipt[] = []
      const stop = field.store.subscribe(() => {
        const { broadcasts } = field.store.getState()
        const rows = broadcasts.flatMap(each => each.rows)
        const now = rows.findLast(each => each.target?.pane === target.pane)?.receipt
        if (now && now !== told.at(-1)) told.push(now)
      })
      await field.send('abc', [target], how)
      stop()
      expect(told.slice(-2)).toEqual([
        { word: 'delivered', open: true, ...known },
        { word: 'delivered', open: false },
      ])
    }
  })

  test('no echo on a line terminal: delivered', async () => {
    await server.reader('secret', 'silent', 'silent')
    expect((await send('secret', 'pass word')).receipt).toEqual({ word: 'delivered', open: false })
    await gets('secret', 'pass word\n')
  })

  test('raw, and shows what it gets, but does nothing on Enter: echoed', async () => {
    await server.reader('mirror', 'raw', 'echo')
    const { seen, receipt } = await send('mirror', 'hello mirror')
    expect(seen).toEqual(['waiting', 'delivered', 'echoed'])
    expect(receipt).toEqual({ word: 'echoed', open: false })
    await gets('mirror', 'hello mirror\r')
  })

  test('a terminal that echoes for a program which does not read: echoed, for nothing was submitted', async () => {
    start('busy', 'sleep 1000')
    expect((await send('busy', 'is anybody there')).receipt.word).toBe('echoed')
  })

  test('the same on a full screen, where the line end alone moves every line: echoed', async () => {
    start('full', 'seq 50; exec sleep 1000')
    expect((await send('full', 'is anybody down there')).receipt.word).toBe('echoed')
  })

  test('a program that shows the text long after Enter: echoed, for that is no answer', async () => {
    await server.reader('late', 'raw', 'late')
    expect((await send('late', 'hello late mirror')).seen).toEqual([
      'waiting',
      'delivered',
      'echoed',
    ])
  })

  test('a program that prints now and then by itself: delivered, for it would have printed anyway', async () => {
    await server.reader('clock', 'raw', 'clock')
    expect((await send('clock', 'what time is it', {}, true)).receipt).toEqual({
      word: 'delivered',
      open: false,
    })
    await gets('clock', 'what time is it\r')
  })

  test('a program that answers: submitted', async () => {
    start('cat', 'cat')
    const { seen } = await send('cat', 'meow meow')
    expect(seen).toEqual(['waiting', 'delivered', 'echoed', 'submitted'])
    expect(server.tmux('capture-pane', '-p', '-t', '=cat:')).toBe('meow meow\nmeow meow')
  })

  test('a shell: submitted, a text of one letter and a wrapped one too', async () => {
    // Whoever runs the tests may have no locale: then the shell takes wide characters apart.
    start('shell', 'LC_ALL=C.UTF-8 PS1="$ " bash --norc --noprofile')
    await until('a prompt', () =>
      server.tmux('capture-pane', '-p', '-t', '=shell:').startsWith('$'),
    )
    expect((await send('shell', 'x')).seen).toEqual(['waiting', 'delivered', 'echoed', 'submitted'])
    const long = `echo ${'wide 日本 '.repeat(30)}end`
    expect((await send('shell', long)).seen).toEqual([
      'waiting',
      'delivered',
      'echoed',
      'submitted',
    ])
    expect((await send('shell', '')).receipt.word).toBe('submitted')
  })

  test('a password prompt that answers: submitted, never echoed', async () => {
    start('prompt', 'bash -c \'read -rs x; echo; echo "welcome ${#x}"; sleep 1000\'')
    const { seen } = await send('prompt', 'open sesame')
    expect(seen).toEqual(['waiting', 'delivered', 'submitted'])
    expect(server.tmux('capture-pane', '-p', '-t', '=prompt:')).toContain('welcome 11')
  })

  test('an answer that ends like the text is no echo of it', async () => {
    start('asks', 'bash -c \'read -rs x; printf "sure? y"; sleep 1000\'')
    expect((await send('asks', 'y')).seen).toEqual(['waiting', 'delivered', 'submitted'])
  })

  test('a flood proves nothing: delivered, even where it shows the same words', async () => {
    await server.reader('flood', 'raw', 'flood')
    expect((await send('flood', 'hello flood', {}, true)).receipt).toEqual({
      word: 'delivered',
      open: false,
    })
    expect((await send('flood', 'd', { mode: 'no-enter' }, true)).receipt.word).toBe('delivered')
    await gets('flood', 'hello flood\rd')
  })

  test('a flood with an answer in it: at most echoed', async () => {
    await server.reader('loud', 'plain', 'flood')
    expect((await send('loud', 'what do you say to this', {}, true)).receipt.word).not.toBe(
      'submitted',
    )
    await gets('loud', 'what do you say to this\n')
  })

  test('text that stood there before is no echo', async () => {
    await server.reader('before', 'raw', 'silent')
    const { receipt } = await send('before', 'ready', { mode: 'no-enter' })
    expect(receipt.word).toBe('delivered')
  })

  test('keys by name: delivered, and nothing of an unknown one', async () => {
    await server.reader('keys', 'raw', 'silent')
    expect((await send('keys', 'C-c Up Enter ; é', { mode: 'keys' })).receipt).toEqual({
      word: 'delivered',
      open: false,
    })
    await gets('keys', '\x03\x1b[A\r;é')
    await expect(send('keys', 'Up Dwon', { mode: 'keys' })).rejects.toThrow(
      'tmux has no key called "Dwon". Nothing was typed.',
    )
    expect(server.got('keys').toString()).toBe('\x03\x1b[A\r;é')
  })

  test('two at once into one pane: one after the other, each with its own Enter', async () => {
    await server.reader('two', 'raw', 'silent')
    const target = await field.target('local', 'two')
    const sent = ['first', 'second', 'third'].map(text => field.send(text, [target]))
    for (const { rows } of await Promise.all(sent)) expect(rows[0]?.receipt.word).toBe('delivered')
    expect(server.got('two').toString()).toBe('first\rsecond\rthird\r')
  })

  test('copy mode, a closed input, a dead program, a pane that is gone: refused, and nothing typed', async () => {
    for (const name of ['copy', 'closed', 'dead', 'gone'])
      await server.reader(name, 'raw', 'silent')
    const targets = await Promise.all(
      ['copy', 'closed', 'dead', 'gone'].map(name => field.target('local', name)),
    )
    // The state knows nothing of these yet: it is the look right before the text that finds out.
    server.tmux('copy-mode', '-t', '=copy:')
    server.tmux('select-pane', '-d', '-t', '=closed:')
    server.tmux('set-option', '-w', '-t', '=dead:', 'remain-on-exit', 'on')
    server.tmux('respawn-pane', '-k', '-t', '=dead:', 'true')
    server.tmux('kill-session', '-t', '=gone')
    await dies('dead')
    const { rows } = await field.send('nobody', targets)
    expect(rows.map(row => row.receipt.word)).toEqual(['refused', 'refused', 'refused', 'refused'])
    expect(rows.map(row => row.receipt.failure?.what)).toEqual([
      'The pane is in copy mode, so the text would not reach its program.',
      'Input to the pane is disabled (tmux select-pane -d).',
      expect.stringMatching(/has ended/),
      expect.stringMatching(/no longer exists/),
    ])
    for (const name of ['copy', 'closed', 'dead', 'gone']) expect(server.got(name).length).toBe(0)
  })

  test('Enter goes to the pane that was meant, not to its synchronised neighbours', async () => {
    await server.reader('sync', 'raw', 'silent')
    server.tmux('split-window', '-d', '-t', '=sync:', 'read x; echo pressed; sleep 1000')
    server.tmux('set-option', '-w', '-t', '=sync:', 'synchronize-panes', 'on')
    expect((await send('sync', 'only here')).receipt.word).toBe('delivered')
    await gets('sync', 'only here\r')
    expect(server.tmux('capture-pane', '-p', '-t', '=sync:.1').trim()).toBe('')
    expect((await send('sync', 'C-c', { mode: 'keys' })).receipt.failure?.what).toContain(
      'synchronised',
    )
  })

  test('interrupt sends C-c to those who heard it, not to those who were refused', async () => {
    start('job', 'sleep 1000')
    server.tmux('set-option', '-w', '-t', '=job:', 'remain-on-exit', 'on')
    start('calm', 'cat')
    const targets = [await field.target('local', 'job'), await field.target('local', 'calm')]
    server.tmux('copy-mode', '-t', '=calm:')
    const { id } = await field.send('hello job', targets, { mode: 'no-enter' })
    server.tmux('send-keys', '-X', '-t', '=calm:', 'cancel')
    field.store.dispatch({ type: 'interrupt', id })
    await dies('job')
    const sent = field.store
      .getState()
      .broadcasts.find(each => each.text === 'C-c' && each.rows[0]?.name.includes('job'))
    expect(sent?.rows.map(row => row.name)).toEqual(['local/job:0.0'])
    expect(
      server.tmux('display-message', '-p', '-t', '=calm:', '#{pane_dead}#{pane_current_command}'),
    ).toBe('0cat')
  })

  test('a megabyte in pieces, while the server answers others', async () => {
    await server.reader('big', 'raw', 'silent')
    const text = `${'x'.repeat(1024 * 1024 - 4)}日`
    const { receipt } = await send('big', text, { mode: 'literal' })
    expect(receipt.word).toBe('delivered')
    await until('all of it', () => server.got('big').length === 1024 * 1024 - 1)
    expect(server.got('big').toString()).toBe(text)
    await expect(send('big', `${text}x日`)).rejects.toThrow('but at most 1048576 bytes can be sent')
  })
})
