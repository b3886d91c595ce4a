import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Member } from '../../../src/state/group-talk/member.ts'
import { FailureError, type FailureText } from '../../../src/state/model/failure.ts'
import { gatherAnswer, type TalkFleet } from '../../../src/state/talk-rounds/gather-answer.ts'
import { fleet, KEY, LAB, pane, session } from '../fleet.ts'

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }))
afterEach(() => void vi.useRealTimers())

const target = { host: 'lab1', server: KEY, pane: '%1' }
const member: Member = { name: 'api', host: 'lab1', session: 'api', agent: 'codex', target }
const away = { kind: 'unreachable', host: 'lab1', what: 'The host is not connected.' } as const

/** A fleet whose pane is read as this list says, its last element again and again. */
function reading(...reads: readonly (string | FailureText)[]): TalkFleet {
  const state = fleet({ ...LAB, lab1: [session(1, 'api', { panes: [pane('%1')] })] })
  let nth = 0
  const readPane = async () => {
    const read = reads[Math.min(nth++, reads.length - 1)] ?? ''
    if (typeof read !== 'string') throw new FailureError(read)
    return { lines: read.split('\n'), above: 0 }
  }
  return { store: { getState: () => state }, requests: { readPane } } as unknown as TalkFleet
}

async function gathered(talk: TalkFleet, seconds: number) {
  const answer = gatherAnswer(talk, member, { question: 'why?', before: ['> '], patience: 600_000 })
  await vi.advanceTimersByTimeAsync(seconds * 1000)
  return answer
}

test('a link that is lost for a moment loses no answer: the agent goes on', async () => {
  const talk = reading('> why?\n', away, away, away, '> why?\nbecause\n> ')
  expect(await gathered(talk, 30)).toMatchObject({ state: 'answered', text: 'because' })
})

test('a host that stays away is told after a minute, and a session that has ended at once', async () => {
  const stays = await gathered(reading('> why?\n', away), 70)
  expect([stays.state, stays.milliseconds > 60_000]).toEqual(['lost', true])
  expect(stays.text).toContain('not connected')
  const ended = { kind: 'missing', what: 'There is no pane %1.' } as const
  const gone = await gathered(reading('> why?\n', ended), 5)
  expect([gone.state, gone.milliseconds < 5000]).toEqual(['lost', true])
})
