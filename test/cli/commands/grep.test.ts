import { afterAll, beforeAll, expect, test } from 'vitest'
import { inhabitants } from '../../lab/process.ts'
import { type App, openApp, shows } from '../app.ts'

let app: App
beforeAll(async () => {
  app = await openApp()
  await app.tmux('new-session', '-d', '-s', 'base', 'exec cat')
  await play('far', 'seq -f "line %g of many" 300; exec cat')
  await shows(app, '=far:', 'line 300 of many')
  await play('near', `printf 'a.b $(id) "q"\\naxb\\nLINE 7 OF MANY\\n'; exec cat`)
  await shows(app, '=near:', 'LINE 7')
})
afterAll(() => app.close())

const play = (name: string, script: string) =>
  app.tmux('new-session', '-d', '-s', name, '-x', '60', '-y', '8', 'sh', '-c', script)
const grep = (...args: readonly string[]) => app.run(['grep', ...args])

test('finds what is shown and what scrolled away, oldest first, with where it is', async () => {
  expect(await grep('line 1[12] of')).toEqual({
    code: 0,
    out: 'local/far:0.0: line 11 of many\nlocal/far:0.0: line 12 of many\n',
    err: '',
  })
  expect((await grep('--history', '10', 'line 11 of')).code).toBe(1)
})

test('as it stands, whatever the shell would make of it', async () => {
  expect((await grep('-F', 'a.b $(id) "q"')).out).toBe('local/near:0.0: a.b $(id) "q"\n')
  expect((await grep('a.b')).out.split('\n')).toHaveLength(3)
  expect((await grep('-F', '--', '-n')).code).toBe(1)
})

test('-i, and only those that a selector means', async () => {
  expect((await grep('-i', '--select', 'session=near', 'line 7 of')).out).toBe(
    'local/near:0.0: LINE 7 OF MANY\n',
  )
  expect((await grep('-i', 'line 7 of')).out.split('\n')).toHaveLength(3)
})

test('--json tells how far below the newest line it is', async () => {
  const { out } = await grep('--json', 'line 300 of')
  expect(JSON.parse(out)).toEqual({
    version: 1,
    target: 'local/far:0.0',
    below: expect.any(Number),
    text: 'line 300 of many',
  })
})

test('a pane with more matches than are shown is named', async () => {
  const { code, out, err } = await grep('line [0-9]* of many')
  expect([code, out.trimEnd().split('\n').length]).toEqual([0, 200])
  expect(out).toMatch(/^local\/far:0\.0: line 101 of many\n/)
  expect(err).toBe(
    'local/far:0.0: only the newest 200 matches are shown; there may be older ones.\n',
  )
})

test('a pattern that is none is told with the words of grep, and nothing stays behind', async () => {
  const { code, err } = await grep('a(b')
  expect(code).toBe(2)
  expect(err.match(/grep on the host does not accept this pattern\./g)).toHaveLength(1)
  expect(err).toContain('--fixed')
  expect((await grep('')).code).toBe(2)
  expect(inhabitants(app.dir).filter(each => each.command.includes('fleetmux-search'))).toEqual([])
})
