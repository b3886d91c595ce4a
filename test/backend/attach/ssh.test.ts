import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { alive, until } from '../../lab/process.ts'
import { type Stage, startStage } from './stage.ts'

let stage: Stage
const tmux = (...args: string[]) => stage.lab.tmux('lab1', ...args)
const CLIENTS = '#{client_session} #{window_index} #{client_flags}'

beforeAll(async () => {
  stage = await startStage()
})
afterAll(() => stage.close())

/** Two windows of two panes each; the session shows 0.0, and in window 1 the second pane is active. */
beforeEach(async () => {
  await tmux('new-session', '-d', '-s', 'keep', 'cat')
  // A robot types faster than anybody; tmux would take it for a paste and not for keys.
  await tmux('set-option', '-g', 'assume-paste-time', '0')
  await tmux('new-session', '-d', '-s', 's1', '-x', '100', '-y', '30', 'cat')
  await tmux('split-window', '-t', 's1:0', 'cat')
  await tmux('new-window', '-t', 's1', '-n', 'two', 'cat')
  await tmux('split-window', '-h', '-t', 's1:1', 'cat')
  await tmux('select-window', '-t', 's1:0')
  await tmux('select-pane', '-t', 's1:0.0')
  return endServer
})

async function endServer(): Promise<void> {
  const pid = Number(await tmux('display-message', '-p', '#{pid}'))
  await tmux('kill-server')
  await until('the end of tmux', () => !alive(pid))
}

const sessions = async () =>
  (await tmux('list-sessions', '-F', '#{session_name}')).split('\n').filter(Boolean)
const current = () => tmux('display-message', '-p', '-t', 's1:', '#{window_index}.#{pane_index}')
const people = async () =>
  (await tmux('list-clients', '-F', CLIENTS))
    .split('\n')
    .filter(line => line && !line.includes('control-mode'))

describe('over ssh', () => {
  test('the session as it is, until it is detached', async () => {
    const visit = stage.start({ target: 'lab1/s1:1' })
    await visit.sees('[s1] 0:')
    expect((await people())[0]).toMatch(/^s1 0 /)
    visit.keys('C-b', 'd')
    const { tone, text } = await visit.ended()
    expect([tone, text]).toEqual(['good', 'Back from lab1/s1.'])
    await visit.sees('shell>')
    expect(await current()).toBe('0.0\n')
  })

  test('with --window, its window and pane, and nobody else sees a change', async () => {
    await stage.onlooker('lab1', 's1')
    const visit = stage.start({ target: 'lab1/s1:1.0', how: { window: true } })
    await visit.sees('1:two*')
    expect(await current()).toBe('0.0\n')
    expect(await tmux('display-message', '-p', '-t', 's1:1', '#{pane_index}')).toBe('1\n')
    visit.type('for this pane')
    await until('the text', async () =>
      (await tmux('capture-pane', '-p', '-t', 's1:1.0')).includes('for this pane'),
    )
    expect((await people()).filter(line => line.startsWith('s1 0 '))).toHaveLength(1)
    visit.keys('C-b', 'd')
    await visit.ended()
    expect(await sessions()).toEqual(['keep', 's1'])
  })

  test('a window that is zoomed stays zoomed', async () => {
    await tmux('resize-pane', '-Z', '-t', 's1:1.1')
    const visit = stage.start({ target: 'lab1/s1:1.0', how: { window: true } })
    await visit.sees('1:two*Z')
    expect(await tmux('display-message', '-p', '-t', 's1:1', '#{window_zoomed_flag}')).toBe('1\n')
    visit.keys('C-b', 'd')
    await visit.ended()
  })

  test('a view whose client is killed leaves no session behind', async () => {
    const visit = stage.start({ target: 'lab1/s1:1.0', how: { window: true } })
    await visit.sees('1:two*')
    const view = await tmux('list-clients', '-F', '#{client_pid} #{client_session}')
    const pid = Number(/(\d+) fleetmux-/.exec(view)?.[1])
    process.kill(pid, 'SIGKILL')
    await visit.ended()
    await until('the view to go', async () => (await sessions()).length === 2)
  })

  test.each([false, true])(
    'read-only (--window %s) nothing arrives and nothing is resized',
    async window => {
      const widths = () => tmux('list-windows', '-t', 's1', '-F', '#{window_width}')
      // Without any other terminal tmux gives the window to this one, whatever it asks for.
      await stage.onlooker('lab1', 's1')
      const visit = stage.start({
        target: 'lab1/s1:1.0',
        how: { readOnly: true, window },
        size: [80, 20],
      })
      await visit.sees(window ? '1:two*' : '0:')
      await until('the client', async () =>
        (await people()).some(line => line.includes('read-only')),
      )
      visit.type('not for you')
      visit.keys('C-b', 'd')
      await visit.ended()
      for (const pane of ['0.0', '1.0', '1.1']) {
        expect(await tmux('capture-pane', '-p', '-t', `s1:${pane}`)).not.toContain('not for you')
      }
      expect(await widths()).toBe('100\n100\n')
      expect(await sessions()).toEqual(['keep', 's1'])
    },
  )

  test('says that the session has ended', async () => {
    const visit = stage.start({ target: 'lab1/s1' })
    await visit.sees('[s1] 0:')
    await tmux('kill-session', '-t', 's1')
    expect(await visit.ended()).toMatchObject({ tone: 'good', text: 'lab1/s1 has ended.' })
  })

  test('says that the session went with its server', async () => {
    const visit = stage.start({ target: 'lab1/s1' })
    await visit.sees('[s1] 0:')
    await endServer()
    const entry = await visit.ended()
    await tmux('new-session', '-d', '-s', 'keep', 'cat')
    expect(entry).toMatchObject({ text: 'lab1/s1 has ended.' })
  })

  test('a line that breaks comes back with the reason, and a terminal like before', async () => {
    await tmux('set-option', '-g', 'mouse', 'on')
    const visit = stage.start({ target: 'lab1/s1' })
    await visit.sees('[s1] 0:')
    const mode = () =>
      stage.terminal('display-message', '-p', '-t', visit.pane, '#{mouse_any_flag}#{alternate_on}')
    await until('mouse and screen', () => mode() === '11')
    const { failure } = await stage.lab.whileKilled('lab1', visit.ended)
    expect(failure).toMatchObject({ kind: 'lost', host: 'lab1', why: 'ssh lost the connection' })
    await visit.sees('shell>')
    expect(mode()).toBe('00')
  })

  test('what a terminal far away answers late is not typed into the shell', async () => {
    const visit = stage.start({ target: 'lab1/s1', far: true })
    // tmux asks the terminal who it is when it starts, and is gone before the answer.
    const tty = await until('the client', async () => {
      const clients = await tmux('list-clients', '-F', '#{client_control_mode} #{client_tty}')
      return /^0 (.*)$/m.exec(clients)?.[1]
    })
    await tmux('detach-client', '-t', tty)
    expect((await visit.ended()).text).toBe('Back from lab1/s1.')
    await visit.sees('shell>')
    visit.type('echo typed')
    const screen = await visit.sees('echo typed')
    expect(screen).toContain('shell> echo typed')
    expect(screen).not.toMatch(/\d[cn]/)
  })

  test.each([{}, { window: true }])(
    'a terminal that the host does not know is the nearest that it knows, and that is said: %o',
    async how => {
      const visit = stage.start({ target: 'lab1/s1', how, env: { TERM: 'xterm-nonesuch' } })
      await visit.sees('0:')
      expect(await tmux('list-clients', '-F', '#{client_termname}')).toContain('xterm-256color')
      visit.keys('C-b', 'd')
      expect((await visit.ended()).text).toContain('Back from lab1/')
      expect(await visit.sees('shell>')).toContain(
        'does not know the terminal xterm-nonesuch, so it draws as for',
      )
    },
  )
})
