import { appendFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createLocal } from '../../../src/backend/transport/local.ts'
import type { SendMode } from '../../../src/state/model/receipt.ts'
import type { Target } from '../../../src/state/model/target.ts'
import { until } from '../../lab/process.ts'
import { createField, type Field } from './field.ts'
import { startServer, type TestServer } from './server.ts'
import { createRandom, randomText } from './text.ts'

/** How many texts each mode sends. `STRINGS=10000` is the whole promise; its result is in docs/decisions/0006. */
const STRINGS = Number(process.env.STRINGS ?? 320)
const PANES = 16
const ENTER: Readonly<Partial<Record<SendMode, string>>> = {
  submit: '\r',
  enter: '\r',
  'enter-delayed': '\r',
  'enter-literal': '\r',
}

describe.each(['pushed', 'swept'] as const)('byte for byte, %s', path => {
  let server: TestServer
  let field: Field
  const targets: Target[] = []

  beforeAll(async () => {
    server = startServer()
    field = createField(
      [
        {
          name: 'local',
          transport: createLocal({ name: 'local', deadline: 20_000 }),
          tmux: ['-S', server.socket],
        },
      ],
      60_000,
    )
    const names = Array.from({ length: path === 'pushed' ? PANES : 2 }, (_, index) => `r${index}`)
    // Every other program asks for the marks of a paste, and gets its text between them.
    for (const [index, name] of names.entries())
      await server.reader(name, 'raw', 'silent', ...(index % 2 ? ['marks'] : []))
    // Sessions that end when their last client leaves are not attached to: such a server is swept.
    if (path === 'swept') await server.hold(...names)
    field.dial('local')
    for (const name of names) targets.push(await field.target('local', name))
  })
  afterAll(async () => {
    await field.close()
    server.close()
  })

  const modes =
    path === 'pushed'
      ? (['submit', 'no-enter', 'literal', 'enter', 'enter-delayed', 'enter-literal'] as const)
      : (['submit', 'literal'] as const)

  test.each(modes)('%s', { timeout: 3_600_000 }, async mode => {
    const random = createRandom(0xf1ee7)
    const strings = path === 'pushed' ? STRINGS : Math.min(STRINGS, 24)
    const before = targets.map((_, index) => server.got(`r${index}`).length)
    const want: string[] = targets.map(() => '')
    for (let sent = 0; sent < strings; sent += targets.length) {
      // All panes at once, each with a text of its own; a pane takes one after the other.
      await Promise.all(
        targets.map(async (target, index) => {
          const text = randomText(random)
          want[index] += text + (ENTER[mode] ?? '')
          const { rows } = await field.post(text, [target], { mode })
          expect(rows[0]?.receipt, JSON.stringify(text)).toMatchObject({ word: 'delivered' })
        }),
      )
    }
    const raw = (index: number) => server.got(`r${index}`).subarray(before[index])
    for (const [index, text] of want.entries()) {
      const bytes = Buffer.from(text)
      const got = () => (index % 2 === 0 ? raw(index) : withoutMarks(raw(index)))
      await until(`all of r${index}`, () => got().length >= bytes.length)
      expect(got().equals(bytes)).toBe(true)
    }
    // The mark of the last text is deleted after its answer.
    await until('no buffer of ours', () => server.tmux('list-buffers') === '')
    const report = process.env.STRINGS_REPORT
    if (report)
      appendFileSync(
        report,
        `${path} ${mode}: ${strings} texts, ${Buffer.from(want.join('')).length} bytes\n`,
      )
  })
})

/** The marks that tmux put around a paste; a text may hold the first one itself, and never the last. */
function withoutMarks(got: Buffer): Buffer {
  return Buffer.from(
    got.toString('latin1').replaceAll(/\x1b\[200~([\s\S]*?)\x1b\[201~/g, '$1'),
    'latin1',
  )
}
