import { expect, test } from 'vitest'
import { parseDocument } from '../../../src/backend/state-file/document.ts'
import { fromSaid, toSaid } from '../../../src/backend/track/session-record.ts'
import type { SessionRecord } from '../../../src/state/model/tracked-session.ts'
import { record } from '../state-file/place.ts'

const ID = 'sess-20260502-203014-4f2a'
const HOSTILE = 'x\u001b]52;c;aGk=\u0007\u202ex'
/** As another program may have written it: the brand is only a promise of ours. */
const dirty = (field: keyof SessionRecord) => record(ID, { [field]: HOSTILE })

test('a session says its record, without the local path', () => {
  const mine = record(ID)
  expect(fromSaid(toSaid(mine), 'gpu1/x')).toEqual({ ...mine, repository: '' })
})

test.each(['workspace', 'tmuxSession', 'command', 'agent', 'base', 'host'] as const)(
  'one whose %s would act on a terminal is no record: names and paths are never mended',
  field => {
    expect(fromSaid(toSaid(dirty(field)), 'gpu1/x')).toBeNull()
  },
)

test('one that is cut off names the session and its option', () => {
  expect(() => fromSaid(toSaid(record(ID)).slice(0, -9), 'gpu1/x')).toThrow(
    /^The record of the session gpu1\/x is corrupt\. \(.+\) fleetmux stored it in the tmux option @fleetmux_record/,
  )
})

test('its prompt is shown as lines, each of them cleaned', () => {
  const said = fromSaid(toSaid(record(ID, { prompt: `one\n${HOSTILE}` })), 'gpu1/x')
  expect(said?.prompt).toBe('one\nxx')
})

test.each(['workspace', 'tmuxSession', 'command', 'agent', 'base'] as const)(
  'the %s of a record in a state file is cleaned where it comes in',
  field => {
    const { registry } = parseDocument(toSaid(dirty(field)), 'a file')
    expect(registry.sessions.get(ID)?.[field]).toBe('xx')
  },
)
