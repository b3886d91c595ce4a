import { expect, test } from 'vitest'
import {
  createConversation,
  type Marking,
} from '../../../../src/backend/tmux/channel/conversation.ts'
import { answerLimitOf, SCROLLBACK_LIMIT } from '../../../../src/backend/tmux/host-limit.ts'

function talk(marking: Marking, deadline = 60_000) {
  const sent: string[] = []
  const conversation = createConversation({
    host: 'lab',
    marking,
    deadline,
    write: line => sent.push(line),
    notice() {},
    roundTrip() {},
  })
  return {
    sent,
    conversation,
    ask: (id: string, count = 1) =>
      conversation
        .ask({
          id,
          line: `${id}\n`,
          marked: true,
          bounds: Array.from({ length: count }, () => SCROLLBACK_LIMIT),
        })
        .answer.then(bodies => bodies.map(String)),
    say: (...lines: string[]) => conversation.read(Buffer.from(`${lines.join('\n')}\n`)),
  }
}
const MARKED = { readMark: (body: Buffer) => /^mark (\w+)$/.exec(body.toString())?.[1] ?? null }
const block = (number: number, body: string, end = 'end') => [
  `%begin 1 ${number} 1`,
  ...(body ? [body] : []),
  `%${end} 1 ${number} 1`,
]
const failure = (work: Promise<unknown>) =>
  work.then(
    () => 'no failure',
    error => error.failure.kind,
  )

test('polled: a late answer is matched by its number, and the next question gets its own', async () => {
  const { ask, say } = talk('numbered')
  const first = ask('41')
  const second = ask('42')
  // The answer to the first is never seen: what comes is the second's.
  say(...block(42, 'second'))
  expect(await second).toEqual(['second'])
  expect(await failure(first)).toBe('lost')
  const third = ask('43')
  say(...block(41, 'first, late'), ...block(43, 'third'))
  expect(await third).toEqual(['third'])
})

test('pushed: a question that was never answered does not take the answers of the next', async () => {
  const { ask, say } = talk(MARKED)
  const first = ask('a', 2)
  const second = ask('b', 2)
  say(...block(7, 'mark b'), ...block(8, 'facts'), ...block(9, 'screen'))
  expect(await second).toEqual(['facts', 'screen'])
  expect(await failure(first)).toBe('lost')
})

test('pushed: what a client before this one still prints is nobody’s answer', async () => {
  const { ask, say } = talk(MARKED)
  const question = ask('a')
  say('rest of a screen', '%end 1 3 1', ...block(4, 'mark older'), ...block(5, 'old'))
  say(...block(6, 'mark older2'), ...block(7, 'old failure', 'error'))
  say(...block(8, 'mark a'), ...block(9, 'mine'))
  expect(await question).toEqual(['mine'])
})

test('pushed: an error ends a question early, and a line that tmux cannot read answers once', async () => {
  const { ask, say } = talk(MARKED)
  const [gone, bad, good] = [ask('a', 3), ask('b', 2), ask('c')]
  say(...block(1, 'mark a'), ...block(2, 'one'), ...block(3, "can't find pane: %9", 'error'))
  say(...block(4, 'parse error: unknown command: x', 'error'))
  say(...block(5, 'mark c'), ...block(6, 'three'))
  expect(await failure(gone)).toBe('missing')
  expect(await failure(bad)).toBe('remote')
  expect(await good).toEqual(['three'])
})

test('a late answer counts as open until it has come', async () => {
  const { conversation, say } = talk('numbered', 1)
  const asking = conversation.ask({
    id: '5',
    line: '5\n',
    marked: true,
    bounds: [SCROLLBACK_LIMIT],
  })
  expect(await failure(asking.answer)).toBe('late')
  expect(conversation.waiting()).toBeGreaterThan(0)
  say(...block(5, 'at last'))
  await asking.over
  expect(conversation.waiting()).toBe(0)
})

test('the bound of a command holds for its answer, on either path', () => {
  const bounds = [answerLimitOf(['list-sessions'])]
  for (const marking of ['numbered', MARKED] as const) {
    const { conversation, say } = talk(marking)
    conversation.ask({ id: '77', line: 'x\n', marked: true, bounds }).answer.catch(() => {})
    say(...(marking === 'numbered' ? [] : block(1, 'mark 77')), '%begin 0 77 1')
    const flood = Array.from({ length: 200_000 }, (_, at) => `$${at} 1 1 0 0 s`)
    expect(() => say(flood.join('\n'))).toThrow('more than 20,000 sessions')
  }
})

test('the bound of a command holds for its answer where no mark precedes it', () => {
  const { conversation, say } = talk(MARKED)
  const bounds = [answerLimitOf(['list-sessions'])]
  conversation.ask({ id: '7', line: 'x\n', marked: false, bounds }).answer.catch(() => {})
  const flood = Array.from({ length: 200_000 }, (_, at) => `$${at} 1 1 0 0 s`)
  expect(() => say('%begin 1 7 1', flood.join('\n'))).toThrow('more than 20,000 sessions')
})

test('a host that reports changes without end is refused', () => {
  const { say } = talk(MARKED)
  const notices = Array.from({ length: 10_000 }, () => '%sessions-changed')
  const flood = () => {
    for (let at = 0; at < 100; at++) say(...notices)
  }
  expect(flood).toThrow('The host reported more than 200,000 changes within 10 seconds.')
})
