import { expect, test } from 'vitest'
import type { RunEvent } from '../../../src/state/runs/event.ts'
import { castOfRuns } from '../../../src/state/runs/transcript/run-cast.ts'

const event = (timestamp: number, more: object) =>
  ({ runId: 'r', agent: 'claude', timestamp, ...more }) as unknown as RunEvent

test('a recording of runs has what was said and done, at its times, without escapes of the agent', () => {
  const lines = castOfRuns('a title', [
    {
      asked: 'first',
      events: [
        event(1000, { type: 'turn_start', turnIndex: 0 }),
        event(2500, { type: 'text_delta', delta: 'hel\x1b]0;x\x07lo\nyou' }),
        event(3000, { type: 'message_stop', text: 'hello' }),
        event(4000, {
          type: 'tool_call_ready',
          toolCallId: 't',
          toolName: 'Bash',
          input: { a: 1 },
        }),
        event(4500, { type: 'tool_error', toolCallId: 't', toolName: 'Bash', error: 'no' }),
      ],
    },
    // Read on another machine, whose clock is late.
    { asked: 'second', events: [event(3500, { type: 'text_delta', delta: 'again' })] },
  ]).map(line => JSON.parse(line))
  expect(lines[0]).toMatchObject({ version: 2, timestamp: 1, title: 'a title' })
  const [first, ...others] = lines.slice(1)
  expect(first).toEqual([0, 'o', '\r\n\x1b[1m> first\x1b[0m\r\n'])
  expect(others.map(([at]) => at)).toEqual([1.5, 2, 3, 3.5, 3.5, 3.5])
  expect(others[0][2]).toBe('hello\r\nyou')
  expect(others[2][2]).toContain('* Bash\x1b[0m {"a":1}')
  expect(others[4][2]).toContain('> second')
})
