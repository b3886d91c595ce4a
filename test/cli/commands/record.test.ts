import { readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import headless from '@xterm/headless'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { until } from '../../lab/process.ts'
import { unique } from '../../lab/unique.ts'
import { type App, openApp, shows } from '../app.ts'

let app: App
beforeAll(async () => {
  app = await openApp()
  await app.tmux('new-session', '-d', '-s', 'base', '-x', '40', '-y', '6', 'exec cat')
})
afterAll(() => app.close())

interface Cast {
  readonly header: { version: number; width: number; height: number; title: string }
  readonly events: readonly [number, string, string][]
}

async function readCast(path: string): Promise<Cast> {
  const [header = '', ...events] = (await readFile(path, 'utf8')).trim().split('\n')
  return { header: JSON.parse(header), events: events.map(line => JSON.parse(line)) }
}

/** What a player would show at the end, row by row. */
async function playedOut({ header, events }: Cast): Promise<string[]> {
  const { width, height } = header
  const screen = new headless.Terminal({ cols: width, rows: height, allowProposedApi: true })
  for (const [, kind, data] of events) {
    if (kind === 'o') await new Promise<void>(resolve => screen.write(data, resolve))
  }
  const buffer = screen.buffer.active
  return Array.from(
    { length: height },
    (_, row) => buffer.getLine(row)?.translateToString(true) ?? '',
  )
}

test('what a pane shows is recorded until it is interrupted, and plays to the same screen', async () => {
  const path = join(app.dir, unique('one.cast'))
  const live = app.start(['record', '-o', path, 'local/base'])
  await until('the header', () =>
    stat(path).then(
      found => found.size > 0,
      () => false,
    ),
  )
  await app.tmux('send-keys', '-t', '=base:', 'first wide 日本', 'Enter')
  await shows(app, '=base:', '日本')
  await app.tmux('send-keys', '-t', '=base:', 'second', 'Enter')
  await until('it to be written', async () => (await readFile(path, 'utf8')).includes('second'))
  const screen = await app.tmux('capture-pane', '-p', '-t', '=base:')
  await until('all of it', async () => {
    const played = await playedOut(await readCast(path))
    return played.join('\n').trimEnd() === screen.trimEnd()
  })
  live.child.kill('SIGINT')
  expect((await live.ended).code).toBe(130)

  const { header, events } = await readCast(path)
  expect(header).toMatchObject({ version: 2, width: 40, height: 6, title: 'local/base' })
  const times = events.map(([seconds]) => seconds)
  expect(times).toEqual([...times].sort((one, other) => one - other))
  expect((await stat(path)).mode & 0o777).toBe(0o600)
})

test('it ends when the pane does, and says so', async () => {
  await app.tmux('new-session', '-d', '-s', 'short', 'echo there; read line')
  await shows(app, '=short:', 'there')
  const path = join(app.dir, unique('short.cast'))
  const live = app.start(['record', '-o', path, 'local/short'])
  await until('the header', () =>
    stat(path).then(
      found => found.size > 0,
      () => false,
    ),
  )
  await app.tmux('kill-session', '-t', '=short')
  const { code, err } = await live.ended
  expect(code).toBe(0)
  expect(err).toContain('Session short has ended.')
  expect(err).toContain(`Recorded in ${path}.`)
})

test('a file that is there is never written over', async () => {
  const path = join(app.dir, 'kept.cast')
  await writeFile(path, 'mine')
  const { code, err } = await app.run(['record', '-o', path, 'local/base'])
  expect(code).toBe(2)
  expect(err).toContain('Name a file that does not exist yet.')
  expect(await readFile(path, 'utf8')).toBe('mine')
  expect((await app.run(['record', 'local/base'])).code).toBe(2)
  const nowhere = await app.run(['record', '-o', join(app.dir, 'none', 'x.cast'), 'local/base'])
  expect(nowhere.err).toContain('Name a file in an existing directory that you may write to.')
})
