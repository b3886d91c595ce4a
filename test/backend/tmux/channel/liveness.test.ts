import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createLiveness } from '../../../../src/backend/tmux/channel/liveness.ts'

/** A host by its signs: what is open, what was answered, what was heard. */
function begin() {
  let asked = performance.now()
  const signs = { open: false, answered: 0, heard: 0 }
  const told: string[] = []
  const liveness = createLiveness({
    host: 'lab',
    signs: {
      waiting: () => (signs.open ? performance.now() - asked : 0),
      answered: () => signs.answered,
      heard: () => signs.heard,
    },
    slow: slow => told.push(slow ? 'slow' : 'not slow'),
    ping: number => told.push(`ping ${number}`),
    stuck: error => told.push(error.message),
  })
  return {
    signs,
    told,
    liveness,
    ask(patience = 0) {
      asked = performance.now()
      signs.open = true
      liveness.watch(patience)
    },
  }
}

beforeEach(() => void vi.useFakeTimers())
afterEach(() => {
  expect(vi.getTimerCount()).toBe(0)
  vi.useRealTimers()
})

test('idle costs nothing: no timer before a question, none after its answer', () => {
  const host = begin()
  expect(vi.getTimerCount()).toBe(0)
  host.ask()
  expect(vi.getTimerCount()).toBe(1)
  host.signs.open = false
  vi.advanceTimersByTime(1000)
  expect(host.told).toEqual([])
})

test('the shell answers and tmux does not: given up within seconds', () => {
  const host = begin()
  host.ask()
  vi.advanceTimersByTime(3000)
  expect(host.told).toEqual(['slow', 'ping 1'])
  host.liveness.ponged(1)
  host.signs.heard++
  vi.advanceTimersByTime(3000)
  expect(host.told.at(-1)).toContain('tmux on this host has not answered')
})

test('notices are no answers: a conversation that only tells is given up as well', () => {
  const host = begin()
  host.ask()
  for (let beat = 0; beat < 12; beat++) {
    host.signs.heard++
    vi.advanceTimersByTime(500)
    if (host.told.includes('ping 1')) host.liveness.ponged(1)
  }
  expect(host.told.at(-1)).toContain('tmux on this host has not answered')
})

test('neither answers: the host is given up', () => {
  const host = begin()
  host.ask()
  vi.advanceTimersByTime(9000)
  expect(host.told.at(-1)).toContain('The host has not answered for 8 s')
})

test('a long answer that keeps coming is waited for, but not for ever', () => {
  const host = begin()
  host.ask()
  const come = (seconds: number) => {
    for (let beat = 0; beat < 2 * seconds; beat++) {
      host.signs.answered++
      host.signs.heard++
      vi.advanceTimersByTime(500)
    }
  }
  come(30)
  expect(host.told).toEqual(['slow'])
  come(31)
  expect(host.told.at(-1)).toContain('did not complete an answer')
})

test('time in which we ourselves stood still does not count', () => {
  const host = begin()
  host.ask()
  // As after SIGSTOP or a laptop's sleep: the clock has moved on, no timer has run.
  const real = performance.now()
  const clock = vi.spyOn(performance, 'now').mockReturnValue(real + 60_000)
  vi.advanceTimersByTime(500)
  clock.mockRestore()
  expect(host.told.filter(word => word.includes('answered'))).toEqual([])
  host.liveness.stop()
})

test('a client that leaves, and whose end nobody tells, is given up without a question', () => {
  const host = begin()
  host.liveness.leaving()
  vi.advanceTimersByTime(2000)
  expect(host.told).toEqual([expect.stringContaining('ended without giving a reason')])
})

test('one whose end is told is not', () => {
  const host = begin()
  host.liveness.leaving()
  host.liveness.left()
  vi.advanceTimersByTime(5000)
  expect(host.told).toEqual([])
})

test('where each question is a process, tmux gets more time', () => {
  const host = begin()
  host.ask(7000)
  vi.advanceTimersByTime(4000)
  host.liveness.ponged(1)
  host.signs.heard++
  vi.advanceTimersByTime(4000)
  expect(host.told).toEqual(['ping 1'])
  vi.advanceTimersByTime(5000)
  expect(host.told.at(-1)).toContain('tmux on this host has not answered')
})
