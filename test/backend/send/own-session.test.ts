import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createLocal } from '../../../src/backend/transport/local.ts'
import { until } from '../../lab/process.ts'
import { createField, type Field } from './field.ts'
import { startServer, type TestServer } from './server.ts'

/** Panes enough that the first one's end comes while others are still on their way. */
const PANES = Array.from({ length: 80 }, (_, nth) => `p${nth}`)

let dir: string
let server: TestServer
let field: Field
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'fmo-'))
  server = startServer()
  // Our client attaches to the first session; what runs there ends at what is sent.
  server.tmux('new-session', '-d', '-s', 'a', '-x', '80', '-y', '24', 'exec cat')
  for (const name of PANES)
    server.tmux('new-session', '-d', '-s', name, `stty raw -echo; exec cat >${join(dir, name)}`)
  const transport = createLocal({ name: 'local', deadline: 60_000 })
  field = createField([{ name: 'local', transport, tmux: ['-S', server.socket] }], 60_000)
  field.dial('local')
  await until('all to read', () =>
    PANES.every(
      name =>
        server.tmux('list-panes', '-t', `=${name}`, '-F', '#{pane_current_command}') === 'cat',
    ),
  )
})
afterEach(async () => {
  await field.close()
  server.close()
  rmSync(dir, { recursive: true, force: true })
})

test.each([
  ['C-c', { mode: 'keys' }, '\x03'],
  ['\x04', { mode: 'no-enter' }, '\x04'],
] as const)(
  '%j that ends the session of our own client arrives once everywhere',
  async (text, how, typed) => {
    const names = ['a', ...PANES]
    const targets = await Promise.all(names.map(name => field.target('local', name)))
    const { rows } = await field.send(text, targets, how)
    const said = rows.map(({ receipt }) => `${receipt.word} ${receipt.failure?.what ?? ''}`.trim())
    expect(said.slice(1)).toEqual(PANES.map(() => 'delivered'))
    const heard = () => PANES.map(name => readFileSync(join(dir, name), 'latin1'))
    await until('each to have read it', () => heard().every(each => each !== ''))
    await until('the session to end', () => !server.tmux('list-sessions').includes('a:'))
    await until('no mark in the list', () => server.tmux('list-buffers') === '')
    expect(heard()).toEqual(PANES.map(() => typed))
  },
)
