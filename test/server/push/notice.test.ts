import { expect, test } from 'vitest'
import { noticeOf } from '../../../src/server/push/notice.ts'
import type { Alert } from '../../../src/state/model/settings/alert.ts'

const alert = (session: string, what: Alert['what'], count = 1): Alert => ({
  ...{ number: 1, host: 'gpu1', session, what, count },
  target: { host: 'gpu1', server: '7:70', pane: '%3' },
  text: `gpu1/${session}: claude waits for you: rm -rf secret?`,
})

test('a notice names the session, and shows of its screen nothing unless asked', () => {
  expect(noticeOf([alert('api', 'waiting')], { text: false })).toEqual({
    title: 'gpu1/api waits for you',
    body: '',
    count: 1,
    view: '#/pane/%253%407%3A70%40gpu1',
  })
  expect(noticeOf([alert('api', 'waiting')], { text: true }).title).toContain('secret')
})

test('alerts of a moment are one notice: who waits first, a session once, the rest counted', () => {
  const alerts = [
    alert('done', 'finished'),
    alert('api', 'failed'),
    ...['a', 'b', 'c', 'd'].map(name => alert(name, 'waiting')),
    alert('api', 'waiting', 6),
  ]
  const { title, body, count, view } = noticeOf(alerts, { text: false })
  expect([title, count, view]).toEqual(['6 sessions need you', 6, '#/'])
  expect(body.split('\n')).toEqual([
    'gpu1/api waits for you',
    'gpu1/a waits for you',
    'gpu1/b waits for you',
    'gpu1/c waits for you',
    'and 2 more',
  ])
})

test('a question of a run opens the runs', () => {
  const { target: _, ...run } = alert('Mend it', 'waiting')
  expect(noticeOf([run], { text: false }).view).toBe('#/runs')
})
