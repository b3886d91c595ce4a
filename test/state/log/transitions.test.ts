import { describe, expect, test } from 'vitest'
import { makeFailure } from '../../../src/state/model/failure.ts'
import type { Message } from '../../../src/state/model/messages/step.ts'
import type { State } from '../../../src/state/model/state.ts'
import { update } from '../../../src/state/update.ts'
import { asks, DEPLOY, NAME, reads } from '../agent.ts'
import { down, fleet, LAB, later, NOW, pane, session, target, up } from '../fleet.ts'

/** Long after the hosts were first seen: whatever comes is news. */
const LATER = NOW + 60_000

function at(state: State, ...messages: readonly Message[]): State {
  return messages.reduce((before, message) => update(before, message, LATER).state, state)
}

function told(before: State, after: State): readonly string[] {
  return after.log.slice(before.log.length).map(({ text }) => text)
}

const news = (before: State, ...messages: readonly Message[]) =>
  told(before, at(before, ...messages))
const known = later(fleet(), reads('lab1', 1, 'working'))
const asking = at(known, asks('lab1', 1))
const answer = { rule: 'permission-box', text: DEPLOY.text }
const keys: Message = { type: 'keys', target: target('lab1', 1), keys: [{ text: '1' }], answer }
const sessions = (...list: readonly ReturnType<typeof session>[]): Message => ({
  type: 'sessions',
  host: 'lab1',
  sessions: list,
})

/** The state in which this program runs in the pane of `api`. */
function running(state: State, command: string): State {
  const [, ...others] = LAB['lab1'] ?? []
  return at(state, sessions(session(1, 'api', { panes: [pane('%1', { command })] }), ...others))
}

describe('the event log reports about agents', () => {
  test('that one asks a question, once, with the question', () => {
    const text = 'lab1/api: claude asks: Deploy to production?'
    expect(news(known, asks('lab1', 1), asks('lab1', 1))).toEqual([text])
    expect(asking.log.at(-1)).toMatchObject({ tone: 'info', session: { name: 'api' } })
    expect(news(asking, asks('lab1', 1, NAME))).toEqual([
      'lab1/api: claude was answered elsewhere (it had asked: Deploy to production?)',
      'lab1/api: claude asks: What shall it be called?',
    ])
  })

  test('that its question was answered, with the answer and the place', () => {
    const asked = '(it had asked: Deploy to production?)'
    expect(news(asking, keys, reads('lab1', 1, 'working'))).toEqual([
      `lab1/api: claude was answered here: 1 Yes ${asked}`,
    ])
    expect(news(asking, reads('lab1', 1, 'working'))).toEqual([
      `lab1/api: claude was answered elsewhere ${asked}`,
    ])
    const line: Message = {
      type: 'send',
      target: target('lab1', 1),
      text: 'no,\nnever\x1b[31m',
      enter: true,
      answer,
    }
    expect(news(asking, line, reads('lab1', 1, 'idle'))).toEqual([
      `lab1/api: claude was answered here: no, never ${asked}`,
      'lab1/api: claude has finished and is ready for the next prompt',
    ])
  })

  test('that a program which is not a known agent probably asks, was answered and has ended', () => {
    const more = { agent: 'zsh', confidence: 0.55 }
    const ask = reads('lab1', 1, 'waiting', { ...more, question: DEPLOY })
    const none: Message = { type: 'agent', target: target('lab1', 1), reading: null, trace: [] }
    const probably = at(fleet(), ask)
    expect(told(fleet(), probably)).toEqual(['lab1/api: zsh probably asks: Deploy to production?'])
    expect(probably.log.at(-1)?.transition).toMatchObject({ confidence: 0.55 })
    const asked = '(it had asked: Deploy to production?)'
    // The same program still runs.
    expect(news(running(probably, 'zsh'), none)).toEqual([
      `lab1/api: zsh was answered elsewhere ${asked}`,
    ])
    expect(news(running(probably, 'bash'), none)).toEqual(['lab1/api: zsh has ended'])
    expect(news(running(probably, 'bash'), keys, none)).toEqual([
      `lab1/api: zsh was answered here: 1 Yes ${asked}`,
      'lab1/api: zsh has ended',
    ])
  })

  test('but not an answer that did not arrive, nor a password', () => {
    const failure = makeFailure({ kind: 'lost', what: 'Lost.', host: 'lab1' })
    const failed: Message = { type: 'failed', failure, about: target('lab1', 1) }
    expect(news(asking, keys, failed, reads('lab1', 1, 'working')).at(-1)).toContain('elsewhere')
    const login = at(known, asks('lab1', 1, { kind: 'login', text: 'Password:', choices: [] }))
    const secret: Message = { type: 'keys', target: target('lab1', 1), keys: [{ text: 'hunter2' }] }
    const words = news(login, secret, reads('lab1', 1, 'working')).join('\n')
    expect(words).toContain('answered here: (hidden)')
    expect(words).not.toContain('hunter2')
  })

  test('that it has finished, failed or ended, but not that it works; and nothing about shells', () => {
    expect(news(known, reads('lab1', 1, 'idle'))).toEqual([
      'lab1/api: claude has finished and is ready for the next prompt',
    ])
    expect(news(known, reads('lab1', 1, 'failed', { code: 2 }))).toEqual([
      'lab1/api: claude failed, exit 2',
    ])
    expect(news(known, reads('lab1', 1, 'idle', { agent: 'shell' }))).toEqual([
      'lab1/api: claude has ended',
    ])
    const idle = at(known, reads('lab1', 1, 'idle'))
    expect(news(idle, reads('lab1', 1, 'working'))).toEqual([])
    const shell = later(fleet(), reads('lab1', 1, 'working', { agent: 'shell' }))
    expect(news(shell, reads('lab1', 1, 'idle', { agent: 'shell' }))).toEqual([])
  })

  test('independently of unknown states in between', () => {
    const lost = at(asking, reads('lab1', 1, 'unknown'))
    expect(news(asking, reads('lab1', 1, 'unknown'))).toEqual([])
    expect(news(lost, asks('lab1', 1))).toEqual([])
    expect(news(lost, reads('lab1', 1, 'working'))).toHaveLength(1)
  })

  test('but not the first known state, until all panes have been read', () => {
    const first = update(fleet(), asks('lab1', 1), NOW + 1000).state
    expect(first.log).toEqual(fleet().log)
    const { server } = target('lab1', 1)
    const some = (read: number): Message => ({
      type: 'agents-read',
      host: 'lab1',
      server,
      read,
      of: 4,
    })
    const all = update(fleet(), some(4), NOW + 1000).state
    const read = update(all, some(3), NOW + 1000).state
    const asked = update(read, asks('lab1', 1), NOW + 2000).state
    expect(told(read, asked)).toEqual(['lab1/api: claude asks: Deploy to production?'])
    const slow = update(read, { type: 'link', host: 'lab1', link: { state: 'slow' } }, NOW + 2000)
    expect(told(read, update(slow.state, asks('lab1', 1), NOW + 3000).state)).toHaveLength(1)
    const again = up(down(read, 'lab1'), 'lab1', LAB['lab1'] ?? [])
    expect(told(again, update(again, asks('lab1', 1), NOW + 3000).state)).toEqual([])
  })
})

describe('the event log reports about sessions', () => {
  const [api, s10, s2] = LAB['lab1'] ?? []
  const all = [api, s10, s2].flatMap(each => each ?? [])

  test('that one starts and ends, with its exit code', () => {
    const fresh = session(9, 'fresh')
    expect(news(known, sessions(...all, fresh))).toEqual(['lab1/fresh: the session has started'])
    const dead = session(1, 'api', { panes: [pane('%1', { dead: { code: 3 } })] })
    const ended = at(known, sessions(dead, ...all.slice(1)))
    expect(told(known, ended)).toEqual(['lab1/api: claude has ended, exit 3'])
    expect(ended.log.at(-1)?.tone).toBe('bad')
    // Its pane has told it already.
    expect(news(ended, sessions(...all.slice(1)))).toEqual([])
    expect(news(known, sessions(...all.slice(0, 2)))).toEqual(['lab1/s2: the session has ended'])
  })

  test('the last state of an ended agent, and whether it failed, even if tmux reports that late', () => {
    const dead = (code?: number) =>
      sessions(session(1, 'api', { panes: [pane('%1', { dead: { code } })] }), ...all.slice(1))
    const ends = (...messages: readonly Message[]) =>
      at(known, ...messages).log.slice(known.log.length)
    const failed = reads('lab1', 1, 'failed', { code: 137, source: 'process' })
    expect(ends(dead(137), failed).map(({ transition }) => transition)).toEqual([
      expect.objectContaining({ what: 'ended', before: 'working', state: 'failed', code: 137 }),
    ])
    expect(ends(dead(0))[0]?.transition).toMatchObject({ what: 'ended', state: 'done' })
    const open = reads('lab1', 1, 'unknown', { source: 'process' })
    expect(ends(dead(), open, dead(137), failed).map(({ text }) => text)).toEqual([
      'lab1/api: claude has ended',
      'lab1/api: claude failed, exit 137',
    ])
  })

  test('once if all end together, and not twice if this screen ended them', () => {
    const many = at(known, sessions(...all, session(9, 'fresh')))
    expect(news(many, sessions())).toEqual(['lab1: 4 sessions ended.'])
    const about = { host: 'lab1', session: '$3', name: 's2' }
    const did: Message = { type: 'did', text: 'Ended s2 on lab1.', about }
    expect(news(known, did, sessions(...all.slice(0, 2)))).toEqual(['Ended s2 on lab1.'])
  })
})

describe('the event log reports about hosts', () => {
  test('each loss and return, even for the same reason', () => {
    const lost = down(known, 'lab1')
    const back = up(lost, 'lab1', LAB['lab1'] ?? [])
    const twice = up(down(back, 'lab1'), 'lab1', LAB['lab1'] ?? [])
    expect(told(known, twice)).toEqual([
      expect.stringContaining('lab1 refused the connection.'),
      'lab1: the host is connected again',
      expect.stringContaining('lab1 refused the connection.'),
      'lab1: the host is connected again',
    ])
  })

  test('a host that stays down only once', () => {
    expect(told(known, down(down(known, 'lab1'), 'lab1'))).toHaveLength(1)
  })
})
