import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { placeOf } from '../../../src/backend/attach/attach-layout.ts'
import { until } from '../../lab/process.ts'
import { type Stage, startStage } from './stage.ts'

let stage: Stage
let client = ''

beforeAll(async () => {
  stage = await startStage({ hosts: 1 })
  await stage.lab.tmux('lab1', 'new-session', '-d', '-s', 'a\\;', 'cat')
  stage.here('new-session', '-d', '-s', 'work', '-x', '100', '-y', '29', 'cat')
})
afterAll(() => stage.close())

/** A person's terminal, attached to this machine's session `work`. */
beforeEach(async () => {
  stage.here('new-session', '-d', '-s', 'notes', 'cat')
  stage.here('new-window', '-d', '-t', 'notes:', '-n', 'second', 'cat')
  const pane = stage.open('env -u TMUX tmux attach-session -t work')
  client = await until('the terminal', () => stage.here('list-clients', '-F', '#{client_name}'))
  return async () => {
    stage.terminal('kill-pane', '-t', pane)
    await until('it to go', () => stage.here('list-clients', '-F', '#{client_name}') === '')
    stage.here('kill-session', '-t', '=notes')
  }
})
afterEach(() => {
  rmSync(join(stage.dir, 'config/fleetmux/config.json'), { force: true })
})

const shown = () =>
  stage.here('display-message', '-p', '-c', client, '#{session_name}:#{window_name}')
const shows = (what: RegExp) =>
  until(`the terminal on ${what}`, () => what.test(shown())).catch(error => {
    throw new Error(`${error.message}, it is on ${shown()}`)
  })
const panes = () =>
  stage
    .here('list-panes', '-s', '-t', 'work', '-F', '#{window_id} #{pane_id} #{window_name}')
    .split('\n')
const inPane = (id: string) => stage.here('capture-pane', '-p', '-t', id)

describe('from inside tmux, to another machine', () => {
  test('a new window, unless something else was said: atmux does so', async () => {
    const before = panes()
    const visit = stage.start({ target: 'lab1/a;', inside: true })
    expect((await visit.ended()).text).toBe('lab1/a; is in a new window.')
    const now = panes().filter(line => !before.includes(line) && !line.includes(visit.pane))
    const [, pane = '', name] = /^\S+ (\S+) (.*)$/.exec(now[0] ?? '') ?? []
    expect([now.length, name]).toEqual([1, 'lab1/a;'])
    await until('the session', () => inPane(pane).includes('[a;] 0:'))
    stage.here('send-keys', '-t', pane, 'C-b', 'd')
    await until('the window to close', () => !panes().some(line => line.includes(`${pane} `)))
  })

  test('a split beside fleetmux, which is remembered when asked to', async () => {
    const visit = stage.start({
      target: 'lab1/a;',
      how: { strategy: 'split', remember: true },
      inside: true,
    })
    expect((await visit.ended()).text).toBe('lab1/a; is in the split.')
    const list = stage.here('list-panes', '-t', visit.pane, '-F', '#{pane_id}').split('\n')
    const beside = list.find(pane => pane !== visit.pane) ?? ''
    await until('the session', () => inPane(beside).includes('[a;] 0:'))
    stage.here('send-keys', '-t', beside, 'C-b', 'd')
    const path = join(stage.dir, 'config/fleetmux/config.json')
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({ strategy: 'split' })
  })

  test('a popup, until it is closed', async () => {
    const visit = stage.start({ target: 'lab1/a;', how: { strategy: 'popup' }, inside: true })
    const attached = () =>
      stage.lab.tmux('lab1', 'list-clients', '-F', '#{client_tty}#{client_control_mode}')
    const tty = await until('the popup', async () => /^(\/dev.*)0$/m.exec(await attached())?.[1])
    await stage.lab.tmux('lab1', 'detach-client', '-t', tty)
    expect((await visit.ended()).text).toBe('Back from lab1/a;.')
  })

  test('in the place of fleetmux', async () => {
    const visit = stage.start({ target: 'lab1/a;', how: { strategy: 'replace' }, inside: true })
    await visit.sees('[a;] 0:')
    visit.keys('C-b', 'd')
    expect((await visit.ended()).text).toBe('Back from lab1/a;.')
  })

  test('what fails in a window stays to be read', async () => {
    const visit = stage.start({
      target: 'lab1/a;',
      inside: true,
      how: { strategy: 'split' },
      env: { PATH: process.env.PATH ?? '' },
    })
    await visit.ended()
    const list = stage.here('list-panes', '-t', visit.pane, '-F', '#{pane_id}').split('\n')
    const beside = list.find(pane => pane !== visit.pane) ?? ''
    await until('the session', () => inPane(beside).includes('[a;] 0:'))
    await stage.lab.whileKilled('lab1', () =>
      until('the reason', () => inPane(beside).includes('[ended with exit code 255: press Enter]')),
    )
    stage.here('send-keys', '-t', beside, 'Enter')
  })
})

describe('from inside tmux, to a session of the same server', () => {
  test('the terminal is switched to it', async () => {
    const visit = stage.start({ target: 'notes', inside: true })
    expect((await visit.ended()).text).toContain('Switched to notes')
    await shows(/^notes:/)
  })

  test('to one window of it, without touching the session; nothing stays when it is left', async () => {
    const before = stage.here('display-message', '-p', '-t', 'notes:', '#{window_name}')
    const visit = stage.start({ target: 'notes:second', how: { window: true }, inside: true })
    await visit.ended()
    await shows(/^fleetmux-\w+:second$/)
    expect(stage.here('display-message', '-p', '-t', 'notes:', '#{window_name}')).toBe(before)
    stage.here('switch-client', '-c', client, '-l')
    await until('the view to go', () => !stage.here('list-sessions').includes('fleetmux-'))
    await shows(/^work:/)
  })

  test('nested where it was asked for', async () => {
    const visit = stage.start({ target: 'notes', how: { strategy: 'split' }, inside: true })
    await visit.ended()
    const list = stage.here('list-panes', '-t', visit.pane, '-F', '#{pane_id}').split('\n')
    const beside = list.find(pane => pane !== visit.pane) ?? ''
    await until('the session', () => inPane(beside).includes('[notes] 0:'))
    stage.here('kill-pane', '-t', beside)
  })
})

test('where it shows, by what was asked, what is remembered and where we are', () => {
  const inside = { settings: { inTmux: true }, here: false, readOnly: false }
  const outside = { ...inside, settings: {} }
  const remembered = { ...inside, settings: { inTmux: true, strategy: 'popup' as const } }
  expect(placeOf({ ...outside, strategy: 'popup' })).toBe('replace')
  expect(placeOf({ ...inside, strategy: 'auto' })).toBe('new-window')
  expect(placeOf({ ...remembered, strategy: 'auto' })).toBe('popup')
  expect(placeOf({ ...remembered, strategy: 'replace' })).toBe('replace')
  expect(placeOf({ ...inside, here: true, strategy: 'new-window' })).toBe('switch')
  expect(placeOf({ ...inside, here: true, readOnly: true, strategy: 'replace' })).toBe('new-window')
})
