import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createSharedHistory } from '../../src/backend/shared-history/shared-history.ts'
import { createLocal } from '../../src/backend/transport/local.ts'

/** Seconds: FLEETMUX_STORM_SECONDS=60 is the whole minute. */
const SECONDS = Number(process.env['FLEETMUX_STORM_SECONDS'] ?? 15)

test('16 writers on one host, half of them of one installation: nothing is lost, nothing is torn', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'fmw-'))
  const project = join(dir, 'project')
  await mkdir(project)
  const transport = createLocal({ name: 'h' })
  const config = () => ({ name: 'h', transport: 'local', directory: project }) as const
  const ways = { config, to: () => transport, own: () => transport, tmux: () => [] }
  const open = (name: string) =>
    createSharedHistory(ways, { HOME: dir, XDG_STATE_HOME: join(dir, name) })
  const place = { host: 'h', directory: '' }
  const until = performance.now() + SECONDS * 1000
  const answer = 'y'.repeat(30_000)
  const written = await Promise.all(
    Array.from({ length: 16 }, async (_, writer) => {
      const history = open(writer < 8 ? 'same' : `own${writer}`)
      let count = 0
      while (performance.now() < until) {
        const fullResponse = count % 3 === 0 ? answer : 'short'
        await history.append(place, { type: 'USER', summary: `${writer}.${count}`, fullResponse })
        count++
      }
      return count
    }),
  )
  const directory = join(project, '.maestro/history')
  const names = (await readdir(directory)).filter(name => name.endsWith('.jsonl'))
  const texts = await Promise.all(names.map(name => readFile(join(directory, name), 'utf8')))
  const lines = texts.flatMap(text => text.trimEnd().split('\n')).map(line => JSON.parse(line))
  const wanted = written.flatMap((count, writer) =>
    Array.from({ length: count }, (_, at) => `${writer}.${at}`),
  )
  expect(lines.map(({ summary }) => summary).toSorted()).toEqual(wanted.toSorted())
  expect(new Set(lines.map(({ id }) => id)).size).toBe(lines.length)
  console.info(`${lines.length} entries of 16 writers in ${SECONDS} s`)
  await transport.close()
  await rm(dir, { recursive: true, force: true })
})
