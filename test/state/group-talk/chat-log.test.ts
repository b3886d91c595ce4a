import { expect, test } from 'vitest'
import { formatChatLine, parseChatLog } from '../../../src/state/group-talk/chat-log.ts'

const time = '2026-01-31T10:00:00.000Z'

test.each(['plain', 'a|b', 'back\\slash', 'two\nlines', '\\n is no line', '|', '\\', 'end\\|'])(
  '%j comes back as it was',
  content => {
    const text = formatChatLine({ time, from: 'a|b', content })
    expect(text.split('\n')).toHaveLength(2)
    expect(parseChatLog(text)).toEqual([{ time, from: 'a|b', content }])
  },
)

test("Maestro's lines are read, and what is none is left out", () => {
  const log = `${time}|user|hello|readOnly\nrubbish\n|x|y\n${time}|moderator|it is\\nso\n${time}|half`
  expect(parseChatLog(log)).toEqual([
    { time, from: 'user', content: 'hello', readOnly: true },
    { time, from: 'moderator', content: 'it is\nso' },
  ])
})

test('what it says is clean', () => {
  expect(parseChatLog(`${time}|\u001b[31mx|\u001b]0;t\u0007y\n`)).toEqual([
    { time, from: 'x', content: 'y' },
  ])
})
