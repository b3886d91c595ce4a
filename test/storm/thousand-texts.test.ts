import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openFleet } from '../../src/backend/compose-fleet.ts'
import { isSettled } from '../../src/state/broadcast/receipts.ts'
import type { Fleet } from '../../src/state/fleet-handle.ts'
import type { Broadcast, Receipt } from '../../src/state/model/receipt.ts'
import { type App, openApp } from '../cli/app.ts'
import { until } from '../lab/process.ts'

/** 20 panes: ten agents at rest, five that ask, five that print without end. */
const KINDS = { rests: 10, asks: 5, floods: 5 } as const
/** Broadcasts to all of them: 34 and 8 retries from the screen, 4 of each of two commands: 1,000 texts. */
const FROM_SCREEN = 34
const RETRIED = 8
const FROM_COMMAND = 4

const SENT = /^(?:delivered|echoed|submitted)$/
const PARTS = fileURLToPath(new URL('../backend/send/', import.meta.url))

let app: App
let fleet: Fleet
const environment = { ...process.env }
const names = Object.entries(KINDS).flatMap(([kind, count]) =>
  Array.from({ length: count }, (_, index) => `${kind}${index}`),
)
const file = (name: string) => join(app.dir, `${name}.got`)
const got = (name: string) => readFileSync(file(name), 'utf8')

beforeAll(async () => {
  app = await openApp()
  for (const name of names) await start(name)
  for (const name of Object.keys(process.env)) if (name.startsWith('XDG_')) delete process.env[name]
  Object.assign(process.env, app.environment)
  delete process.env['TMUX']
  fleet = await openFleet({ watch: true })
  fleet.store.dispatch({ type: 'read-agents' })
  fleet.store.dispatch({ type: 'dial', host: 'local' })
  await until('all to read', () => names.every(name => existsSync(file(name))))
  await until('the list', () => sessions().length === names.length)
}, 120_000)
afterAll(async () => {
  await fleet?.close()
  for (const name of Object.keys(process.env)) delete process.env[name]
  Object.assign(process.env, environment)
  await app.close()
})

async function start(name: string): Promise<void> {
  const isFlood = name.startsWith('floods')
  const mode = name.startsWith('asks') ? 'asks' : 'rests'
  const words = isFlood ? ['reader.ts', file(name), 'flood'] : ['agent.ts', file(name), mode]
  const [script = '', ...rest] = words
  const program = [process.execPath, join(PARTS, script), ...rest].join(' ')
  const line = `stty raw -echo; exec ${isFlood ? '' : '-a claude '}${program}`
  const size = ['-x', '80', '-y', '24']
  await app.tmux('new-session', '-d', '-s', name, ...size, `exec bash -c '${line}'`)
}

const sessions = () => [...(fleet.store.getState().hosts.get('local')?.sessions.values() ?? [])]

/** One text to all, from the screen. */
function broadcast(text: string): number {
  const targets = names.map(name => ({ host: 'local', session: name }))
  fleet.store.dispatch({
    type: 'broadcast',
    targets,
    text,
    how: { mode: 'submit', deadline: 60_000 },
  })
  return fleet.store.getState().broadcasts.at(-1)?.id ?? 0
}

const known = (id: number): Broadcast | undefined =>
  fleet.store.getState().broadcasts.find(each => each.id === id)
const settled = (id: number) =>
  until(
    `broadcast ${id} to be settled`,
    () => {
      const found = known(id)
      return found && isSettled(found) ? found : null
    },
    240_000,
  )

/** A command that sends one text after the other to all; each pane's last receipt of each. */
async function command(label: string): Promise<Map<string, Map<string, Receipt['word']>>> {
  const all = new Map<string, Map<string, Receipt['word']>>()
  for (let index = 0; index < FROM_COMMAND; index++) {
    const text = `${label} ${index}.`
    const to = names.flatMap(name => ['--to', name])
    const words = ['send', '--yes', '--json', '--timeout', '120', ...to, text]
    const { out } = await app.start(words).ended
    const rows = out
      .split('\n')
      .filter(Boolean)
      .map(line => JSON.parse(line).receipt)
    const last = rows.filter(Boolean).map(row => [row.target, row.word] as const)
    all.set(text, new Map(last))
  }
  return all
}

/** How often that text arrived in a pane. */
const times = (name: string, text: string) => got(name).split(text).length - 1

test('1,000 texts at once: each arrives once or not at all, none answers, every receipt is true', {
  timeout: 600_000,
}, async () => {
  const commands = [command('one command'), command('other command')]
  const ids = Array.from({ length: FROM_SCREEN }, (_, index) => broadcast(`screen ${index}.`))
  const retries = ids.slice(0, RETRIED).map(async id => {
    await settled(id)
    fleet.store.dispatch({ type: 'retry', id })
  })
  await Promise.all(retries)
  const sent = await Promise.all(ids.map(settled))
  const told = await Promise.all(commands)

  for (const { text, rows } of sent) {
    expect(rows).toHaveLength(names.length)
    for (const [index, { receipt }] of rows.entries())
      judge(names[index] ?? '', text, receipt.word, JSON.stringify(receipt))
  }
  for (const [text, words] of told.flatMap(all => [...all])) {
    expect(words.size).toBe(names.length)
    for (const name of names) judge(name, text, words.get(`local/${name}:0.0`))
  }
  for (const name of names.filter(each => each.startsWith('asks'))) expect(got(name)).toBe('')
  // Line by line: no two were submitted as one.
  for (const name of names.filter(each => each.startsWith('rests'))) {
    for (const line of got(name).split('\n').filter(Boolean))
      expect(line).toMatch(/^prompt "(?:screen|one command|other command) \d+\."$/)
  }
  await until('no buffer of ours', async () => (await app.tmux('list-buffers')) === '')
})

/** A text is there once where it is said to be, and nowhere else. Who rests may still have shown the one before. */
function judge(name: string, text: string, word: string | undefined, seen = ''): void {
  const what = `${name}: ${text} ${word} ${seen}`
  if (name.startsWith('asks')) expect(word, what).toBe('refused')
  if (name.startsWith('floods')) expect(word, what).toMatch(SENT)
  expect(word, what).toMatch(/^(?:delivered|echoed|submitted|refused)$/)
  expect(times(name, text), what).toBe(SENT.test(word ?? '') ? 1 : 0)
}
