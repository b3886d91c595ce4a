import { expect, test } from 'vitest'
import { createControlClient } from '../../../../src/backend/tmux/channel/control-client.ts'

/** A client whose lines are kept, and that reads whatever tmux is made to say. */
function connect() {
  const written: string[] = []
  const hooked: (readonly string[])[] = []
  const client = createControlClient({
    channel: 'c',
    server: '1:1',
    host: 'lab',
    version: '3.3a',
    deadline: 60_000,
    write: line => written.push(line),
    roundTrip() {},
    asked() {},
    leaving() {},
    hooked: names => hooked.push(names),
  })
  return {
    client,
    hooked,
    written,
    /** What marks the answers to the question that was asked last. */
    mark: () => /^display-message -p (\S+) ; /.exec(written.at(-1) ?? '')?.[1] ?? '',
    answer(...bodies: string[]) {
      const blocks = bodies.map((body, at) => `%begin 1 ${at} 1\n${body}\n%end 1 ${at} 1\n`)
      client.conversation.read(Buffer.from(blocks.join('')))
    },
  }
}

test('a pane whose title or screen looks like a mark does not take away an answer', async () => {
  const { client, mark, answer } = connect()
  const title = 'fm00000000.1'
  const asked = client.ask([
    ['display-message', '-p', '-t', '%1', '#{pane_title}'],
    ['capture-pane', '-p', '-t', '%1'],
  ])
  answer(mark(), title, title)
  // Were it not answered by now, the next question would find it passed over.
  const next = client.ask([['list-sessions']])
  answer(mark(), 'next')
  expect((await asked).map(String)).toEqual([title, title])
  expect((await next).map(String)).toEqual(['next'])
})

test('a question is marked where the answer before it may hold what looks like one, and only there', async () => {
  const { client, mark, answer } = connect()
  // The first of a client: what an older one was still answered may come before.
  const first = client.ask([['list-sessions']])
  const began = mark()
  expect(began).not.toBe('')
  const second = client.ask([['send-keys', '-t', '%1', 'x']])
  expect(mark()).toBe('')
  const seen = client.ask([['capture-pane', '-p', '-t', '%1']])
  expect(mark()).toBe('')
  const after = client.ask([['list-sessions']])
  const marked = mark()
  expect(marked).not.toBe('')
  answer('stray of an older client')
  answer(began, 'sessions', '', 'screen')
  // The pane had guessed the end of its own capture, and what an answer looks like.
  answer('forged')
  answer(marked, 'true')
  expect((await first).map(String)).toEqual(['sessions'])
  expect((await second).map(String)).toEqual([''])
  expect((await seen).map(String)).toEqual(['screen'])
  expect((await after).map(String)).toEqual(['true'])
})

test('hooks that are set later for all sessions are told; those of one session, and none, are not', async () => {
  const { client, hooked, mark, answer } = connect()
  const moved: (readonly string[])[] = []
  client.listen({ changed() {}, moved: panes => moved.push(panes), relisten() {} })
  const notice = (value: string) =>
    client.conversation.read(Buffer.from(`%subscription-changed ${value}\n`))
  const answers = (...bodies: string[]) => answer(...[mark()].filter(Boolean), ...bodies)
  notice('hooks $0 @0 0 - : ')
  notice('all $0 @0 0 - : %1=1/client-detached+ ')
  expect(moved).toEqual([['%1']])
  notice('hooks $4 @0 0 - : client-detached+')
  answers('', '', '', '', '')
  await turn()
  expect(hooked).toEqual([])
  notice('hooks $0 @0 0 - : client-detached+')
  answers('', 'kill-session', '', '', '')
  await turn()
  expect(hooked).toEqual([['client-detached']])
})

const turn = () => new Promise(resolve => setImmediate(resolve))

test('a host that reports the same change without end is asked one question at a time', async () => {
  const { client, written, mark, answer } = connect()
  const answers = (...bodies: string[]) => answer(...[mark()].filter(Boolean), ...bodies)
  const flood = (line: string) => client.conversation.read(Buffer.from(`${line}\n`.repeat(1000)))
  const subscribed = client.subscribe()
  answers('@1')
  await turn()
  answers('', '')
  await subscribed
  const before = written.length
  flood('%window-close @1')
  flood('%subscription-changed hooks $0 @0 0 - : client-detached+')
  expect(written.length - before).toBe(2)
  // What was reported meanwhile is asked for once more.
  answers('@2')
  answers('', '', '', '', '')
  await turn()
  expect(written.length - before).toBeLessThanOrEqual(5)
})

test('a pane is continued once, however often it is said to be paused; too many of them end the channel', () => {
  const { client, written } = connect()
  client.stream('$1')
  client.hear({ type: 'streaming', tag: 's1', pid: 7 })
  const pause = (pane: string) => client.hear({ type: 'pause', tag: 's1', pane })
  const before = written.length
  for (let at = 0; at < 1000; at++) pause('%1')
  expect(written.length - before).toBe(1)
  const all = () => {
    for (let at = 0; at < 2000; at++) pause(`%${at}`)
  }
  expect(all).toThrow('The host has more than 1,000 paused panes')
})
