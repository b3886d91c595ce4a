import { expect, test } from 'vitest'
import { createSharedStream } from '../../../src/backend/connection/shared-stream.ts'
import type { TmuxClient } from '../../../src/backend/tmux/client.ts'

/** A client that only says which session it streams. */
function makeClient(pushed = true) {
  const told: string[] = []
  const client: TmuxClient = {
    pushed,
    version: '3.5',
    ask: async () => [],
    stream: session => void told.push(session),
    unstream: () => void told.push('none'),
  }
  return { client, told }
}

function open(pushed = true) {
  const { client, told } = makeClient(pushed)
  const stream = createSharedStream()
  const changes = { screen: 0, page: 0 }
  const screen = stream.share(() => changes.screen++)
  const page = stream.share(() => changes.page++)
  stream.begin(client)
  return { stream, screen, page, told, changes }
}

test('whoever wants a session alone gets the stream', () => {
  const { page, told } = open()
  expect(page.isPushed).toBe(false)
  page.want('$2')
  expect([told, page.isPushed]).toEqual([['$2'], true])
  page.want(null)
  expect([told, page.isPushed]).toEqual([['$2', 'none'], false])
})

test('the screen comes first, and who loses the stream or gets it back is told', () => {
  const { screen, page, told, changes } = open()
  page.want('$2')
  screen.want('$1')
  expect([told, screen.isPushed, page.isPushed]).toEqual([['$2', '$1'], true, false])
  screen.want(null)
  expect([told.at(-1), page.isPushed]).toEqual(['$2', true])
  expect(changes.page).toBe(3)
})

test('both look at one session: one stream is enough', () => {
  const { screen, page, told } = open()
  screen.want('$1')
  page.want('$1')
  expect([screen.isPushed, page.isPushed]).toEqual([true, true])
  screen.want(null)
  expect([new Set(told), page.isPushed]).toEqual([new Set(['$1']), true])
})

test('a borrower that leaves gives the stream up, and a client that ends takes all wishes along', () => {
  const { stream, screen, page, told } = open()
  page.want('$2')
  page.close()
  expect(told).toEqual(['$2', 'none'])
  screen.want('$1')
  stream.end()
  expect(screen.isPushed).toBe(false)
  const next = makeClient()
  // Of another server, whose $1 is another session.
  stream.begin(next.client)
  stream.relisten()
  expect(next.told).toEqual([])
})

test('a stream that ended by itself is opened again', () => {
  const { stream, screen, told } = open()
  screen.want('$1')
  stream.relisten()
  expect(told).toEqual(['$1', '$1'])
})

test('a client that polls pushes nothing', () => {
  const { screen } = open(false)
  screen.want('$1')
  expect(screen.isPushed).toBe(false)
})
