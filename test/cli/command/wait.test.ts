import { expect, test } from 'vitest'
import { receipt, untimedReceipt } from '../../../src/cli/command/wait.ts'
import { initialState } from '../../../src/state/initial.ts'
import { FailureError } from '../../../src/state/model/failure.ts'
import { createStore } from '../../../src/state/store.ts'
import { update } from '../../../src/state/update.ts'

const silent = () =>
  createStore({ update, initial: initialState(), run: () => {}, now: () => 1000 })

const told = async (awaited: Partial<Parameters<typeof receipt>[1]>) => {
  const base = { ref: 'kill', host: 'gpu1', limit: 10, effect: 'the session was ended' }
  const thrown = await receipt(silent(), { ...base, ...awaited }).catch(error => error)
  expect(thrown).toBeInstanceOf(FailureError)
  expect(thrown.failure.kind).toBe('late')
  return thrown.message
}

const WHAT =
  'gpu1: fleetmux has no result after 0.01 s, so it is not known whether the session was ended.'

test('after a timeout it is said what is not known, how to find out, and how to find the cause', async () => {
  expect(await told({ check: 'fleetmux ls --host gpu1' })).toBe(
    `${WHAT} To find out: \`fleetmux ls --host gpu1\`. Wait longer with --timeout; to find the cause, run \`fleetmux hosts test gpu1\`.`,
  )
  expect(await told({ repeat: 'fleetmux fetch x', isFixed: true })).toBe(
    `${WHAT} To try again, which does no harm: \`fleetmux fetch x\`. To find the cause, run \`fleetmux hosts test gpu1\`.`,
  )
  expect(await told({ host: '' })).toContain('run `fleetmux doctor`')
})

test('a result that has arrived is returned, and a failure is thrown', async () => {
  const store = silent()
  store.dispatch({ type: 'did', text: 'Ended.', ref: 'kill' })
  expect((await untimedReceipt(store, 'kill')).text).toBe('Ended.')
  store.dispatch({
    type: 'failed',
    failure: new FailureError({ kind: 'refused', what: 'No.' }).failure,
    ref: 'kill',
  })
  await expect(untimedReceipt(store, 'kill')).rejects.toThrow('No.')
})
