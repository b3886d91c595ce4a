import { expect, test } from 'vitest'
import { makeFailure } from '../../../src/state/model/failure.ts'
import { createStore } from '../../../src/state/store.ts'
import { update } from '../../../src/ui/app/update.ts'
import { createFrames } from '../../../src/ui/parts/frame.ts'
import { fleet, NOW, screen, session, target } from '../fleet.ts'
import { until } from '../screen-terminal.ts'

function frames() {
  const store = createStore({ update, initial: fleet(), run: () => undefined, now: () => NOW })
  const of = createFrames(store, 20)
  let drawn = 0
  of.subscribe(() => drawn++)
  return { store, of, drawn: () => drawn }
}

test('many events are drawn in one frame', async () => {
  const { store, of, drawn } = frames()
  for (let number = 0; number < 100; number++) {
    store.dispatch({ type: 'sessions', host: 'lab1', sessions: [session(1, `s${number}`)] })
  }
  expect(drawn()).toBe(0)
  await until(() => drawn() > 0)
  expect(drawn()).toBe(1)
  expect(of.get()).toBe(store.getState())
})

test('a key is drawn immediately', () => {
  const { store, of, drawn } = frames()
  store.dispatch({ type: 'move', by: 1 })
  of.now()
  expect(drawn()).toBe(1)
  of.now()
  expect(drawn()).toBe(1)
})

test('output of a pane needs no frame, a change of its state does', async () => {
  const { store, of, drawn } = frames()
  const HERE = target('local', 1)
  store.dispatch({ type: 'screen', target: HERE, screen: screen(['a']) })
  await until(() => drawn() === 1)
  const before = of.get()
  store.dispatch({ type: 'screen', target: HERE, screen: screen(['b']) })
  store.dispatch({
    type: 'unfollowed',
    target: HERE,
    failure: makeFailure({ kind: 'lost', what: 'Gone.' }),
  })
  await until(() => drawn() === 2)
  expect(of.get()).not.toBe(before)
  store.dispatch({ type: 'tick' })
  of.stop()
  expect(drawn()).toBe(2)
})

test('a receipt needs a frame', async () => {
  const { store, of, drawn } = frames()
  const HERE = target('local', 1)
  const how = { mode: 'submit', deadline: 1000 } as const
  store.dispatch({ type: 'broadcast', targets: [HERE], text: 'hi', how })
  of.now()
  expect(drawn()).toBe(1)
  store.dispatch({
    type: 'receipt',
    id: 1,
    target: HERE,
    receipt: { word: 'delivered', open: true },
  })
  await until(() => drawn() === 2)
  expect(of.get().broadcasts[0]?.rows[0]?.receipt.word).toBe('delivered')
  of.stop()
})
