import { describe, expect, test } from 'vitest'
import { initialState } from '../../../src/state/initial.ts'
import { makeCheck } from '../../../src/state/model/check.ts'
import type { HostConfig } from '../../../src/state/model/host-config.ts'
import type { Message } from '../../../src/state/model/messages/step.ts'
import type { State } from '../../../src/state/model/state.ts'
import { update } from '../../../src/state/update.ts'

const on: HostConfig = { name: 'a', transport: 'ssh', address: 'a' }
const off: HostConfig = { name: 'b', transport: 'ssh', address: 'b', disabled: true }
const start = initialState()

function configured(hosts: readonly HostConfig[], before: State = start) {
  return update(before, { type: 'configured', hosts, settings: before.settings }, 1)
}

function told(state: State, ...messages: Message[]) {
  return messages.reduce((step, message) => update(step.state, message, 2), {
    state,
    commands: [],
  } as ReturnType<typeof update>)
}

describe('a disabled host', () => {
  const { state } = configured([on, off])

  test('is in the state, but never connected to', () => {
    expect(state.hosts.get('b')?.link).toMatchObject({
      state: 'down',
      failure: { kind: 'refused', what: 'b is disabled in the configuration.' },
    })
    const dialled = told(state, { type: 'dial', host: 'b' })
    expect(dialled.commands.filter(each => each.type === 'dial')).toEqual([])
    expect(dialled.state.log.at(-1)?.text).toContain('fleetmux hosts enable b')
  })

  test.each([
    [{ type: 'new', host: 'b', ref: 'r' }],
    [{ type: 'test-host', host: 'b', ref: 'r' }],
    [{ type: 'connect-host', host: 'b', ref: 'r' }],
  ] satisfies [Message][])('%j is refused', message => {
    const { commands, state: next } = told(state, message)
    expect(commands.filter(each => each.type !== 'wake')).toEqual([])
    expect(next.log.at(-1)).toMatchObject({
      ref: 'r',
      failure: { what: 'b is disabled in the configuration.' },
    })
  })

  test('is disconnected when it is disabled, and connected when it is enabled', () => {
    const up = told(state, { type: 'link', host: 'a', link: { state: 'up' } }).state
    const shut = configured([{ ...on, disabled: true }], up)
    expect(shut.commands).toContainEqual({ type: 'hang-up', host: 'a' })
    expect(shut.commands.some(each => each.type === 'dial')).toBe(false)
    const late = told(shut.state, { type: 'link', host: 'a', link: { state: 'idle' } }).state
    expect(late.hosts.get('a')?.link.failure?.what).toContain('disabled')
    expect(configured([on], late).commands).toContainEqual({ type: 'dial', host: on })
  })

  test('reconnects after a change of its key', () => {
    const up = told(state, { type: 'link', host: 'a', link: { state: 'up' } }).state
    const keyed = { ...on, key: '/k' }
    expect(configured([keyed], up).commands).toContainEqual({ type: 'dial', host: keyed })
    expect(
      configured([{ ...on, tags: ['x'] }], up).commands.some(each => each.type === 'dial'),
    ).toBe(false)
  })
})

describe('a test', () => {
  const { state } = configured([on])

  test('uses the changed fields of a host, and is reported line by line', () => {
    const change = { address: 'me@elsewhere', key: '/k' }
    const asked = told(state, { type: 'test-host', host: 'a', change, ref: 't1' })
    expect(asked.commands).toContainEqual(
      expect.objectContaining({
        type: 'test-host',
        host: expect.objectContaining({ name: 'a', address: 'me@elsewhere', key: '/k' }),
      }),
    )
    const check = makeCheck({ name: 'reach', state: 'ok', found: 'x' })
    const heard = told(asked.state, { type: 'probed', host: 'a', check, test: 't1' })
    expect(heard.state.tests?.get('a')).toEqual({ ref: 't1', checks: [check], isOver: false })
    const again = told(heard.state, { type: 'test-host', host: 'a', ref: 't2' })
    const stale = told(again.state, { type: 'probed', host: 'a', check, test: 't1' })
    expect(stale.state.tests?.get('a')).toEqual({ ref: 't2', checks: [], isOver: false })
    const over = told(stale.state, { type: 'tested', host: 'a', test: 't2' })
    expect(over.state.tests?.get('a')?.isOver).toBe(true)
  })

  test('works for a new host; an invalid address is reported', () => {
    const fine = told(state, { type: 'test-host', host: 'new', change: { tags: ['x'] }, ref: 'r' })
    expect(fine.commands).toContainEqual(expect.objectContaining({ type: 'test-host' }))
    const bad = told(state, { type: 'test-host', host: 'x', change: { address: '-o' }, ref: 'r' })
    expect(bad.state.log.at(-1)?.failure).toMatchObject({
      kind: 'usage',
      why: 'the name begins with "-"',
    })
    expect(bad.commands.some(each => each.type === 'test-host')).toBe(false)
  })
})

test('after an interactive login, the output of ssh stays until a key is pressed', () => {
  const { state } = configured([on])
  const asked = told(state, { type: 'connect-host', host: 'a', waits: true, ref: 'r' })
  expect(asked.commands).toContainEqual({ type: 'connect-host', host: on, waits: true, ref: 'r' })
})
