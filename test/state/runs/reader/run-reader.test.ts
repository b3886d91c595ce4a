import { describe, expect, test } from 'vitest'
import { createClaude } from '../../../../src/state/runs/dialects/claude/claude.ts'
import { createText } from '../../../../src/state/runs/dialects/one-shot/text.ts'
import { eventId, isAfter } from '../../../../src/state/runs/reader/event-id.ts'
import { createRunReader } from '../../../../src/state/runs/reader/run-reader.ts'
import type { RunSpec } from '../../../../src/state/runs/spec.ts'

const MARK = '0123456789abcdef0123456789abcdef'
const spec: RunSpec = {
  ...{ version: 1, id: 'run', agent: 'claude', dialect: 'claude', title: '', cwd: '/', mark: MARK },
  ...{ created: 0, permissions: 'ask', tags: ['one'] },
}
const line = (source: 'stdout' | 'stderr', text: string, end: number) => ({ source, text, end })
const claude = () =>
  createClaude({ prompt: '', cwd: '/', permissions: 'ask' }, { agent: 'claude', twoWay: true })
const asks = JSON.stringify({
  ...{ type: 'control_request', request_id: 'r1' },
  request: { subtype: 'can_use_tool', tool_name: 'Bash', input: { command: 'npm test' } },
})

describe('the end of a run', () => {
  test('comes after all of its output, whichever was read first', () => {
    const ended = line('stderr', `${MARK} ended 0 10 2000 `, 60)
    const said = line('stdout', 'hello', 10)
    const told = [
      [ended, said],
      [said, ended],
    ].map(lines => {
      const reader = createRunReader({ ...spec, dialect: 'text' }, createText())
      const events = lines.flatMap(each => reader.read(each, 1))
      return { types: events.map(({ type }) => type), result: reader.result()?.text }
    })
    expect(told[0]).toEqual(told[1])
    expect(told[0]).toEqual({
      types: ['message_start', 'text_delta', 'message_stop'],
      result: 'hello',
    })
  })

  test.each([
    ['ended 137 0 9 ', 'killed', 'AGENT_CRASH'],
    ['ended 1 0 9 ', 'crashed', 'AGENT_CRASH'],
    ['ended 0 0 9 ', 'crashed', 'AGENT_CRASH'],
    ['ended 143 0 9 timeout', 'timeout', 'TIMEOUT'],
    ['ended 143 0 9 output', 'killed', 'OUTPUT_LIMIT'],
    ['gone 0', 'killed', 'HOST_LOST'],
  ])('without a closing line: %s is %s', (note, exitReason, code) => {
    const reader = createRunReader(spec, claude())
    reader.read(line('stderr', `${MARK} ${note}`, 9), 1)
    expect(reader.result()).toMatchObject({ exitReason, error: { code }, tags: ['one'] })
  })

  test('a line of the agent that looks like a note of ours is none', () => {
    const reader = createRunReader(spec, claude())
    const events = reader.read(line('stderr', `${MARK.replace('0', '1')} ended 0 0 9 `, 9), 1)
    expect([events.map(({ type }) => type), reader.result()]).toEqual([['log'], null])
  })
})

describe('what is to be said', () => {
  test('is due until the host has taken it, whoever said it', () => {
    const rules = [{ decide: 'allow', tool: 'Bash' } as const]
    const reader = createRunReader(spec, claude(), rules)
    reader.read(line('stdout', asks, 100), 1)
    const [due] = reader.pending()
    expect(JSON.parse(due?.line ?? '').response.response.behavior).toBe('allow')
    const events = reader.read(line('stderr', `${MARK} in 100 ${due?.key} ${due?.line}`, 50), 2)
    expect(events.map(({ type }) => type)).toEqual(['approval_granted'])
    expect(reader.pending()).toEqual([])
  })

  test('without a rule is nothing: a person is asked', () => {
    const reader = createRunReader(spec, claude(), [{ decide: 'allow', tool: 'Write' }])
    reader.read(line('stdout', asks, 100), 1)
    expect([reader.pending(), reader.dialect.state().open]).toEqual([[], ['r1']])
  })
})

describe('the id of an event', () => {
  const ids = ['10.0-0', '10.1-0', '10-5.0', '20.0-5', '20-9.0', '20-9.1'].map(id => ({ id }))

  test('is where reading goes on, each stream for itself', () => {
    const behind = (id: string) => ids.filter(isAfter(id)).map(each => each.id)
    expect(behind('10.0-0')).toEqual(['10.1-0', '10-5.0', '20.0-5', '20-9.0', '20-9.1'])
    expect(behind('10-5.0')).toEqual(['20.0-5', '20-9.0', '20-9.1'])
    expect(behind('20-9.0')).toEqual(['20-9.1'])
    expect(behind(eventId({ out: 20, err: 9, nth: 1, isOut: false }))).toEqual([])
  })

  test.each(['', '10-5', '10.1-5.1', 'x', '1.1-'])('%j is none', id => {
    expect(() => isAfter(id)).toThrow('is not the id of an event')
  })
})
