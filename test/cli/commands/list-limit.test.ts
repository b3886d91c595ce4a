import { mkdir, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type App, openApp } from '../app.ts'

let app: App
beforeAll(async () => {
  app = await openApp()
})
afterAll(() => app.close())

const RUN = {
  ...{ version: 1, agent: 'claude', dialect: 'claude', title: 'a run', cwd: '/', tags: [] },
  ...{ mark: 'a'.repeat(32), created: 1, permissions: 'ask' },
}
const PLAYBOOK = {
  ...{ version: 1, name: 'a playbook', agent: 'claude', directory: '/', documents: [] },
  created: 1,
}

/** Writes 201 ended runs or playbooks; the one with the id `oldest` was changed long before the others. */
async function fill(kind: 'runs' | 'playbooks'): Promise<void> {
  const root = join(app.dir, 'state', 'fleetmux', kind)
  const [file, end, spec] =
    kind === 'runs'
      ? (['run.json', 'rc', RUN] as const)
      : (['playbook.json', 'end', PLAYBOOK] as const)
  await mkdir(root, { recursive: true, mode: 0o700 })
  for (const id of ['oldest', ...Array.from({ length: 200 }, (_, at) => `id${at}`)]) {
    await mkdir(join(root, id), { mode: 0o700 })
    await writeFile(join(root, id, file), `${JSON.stringify({ ...spec, id })}\n`)
    await writeFile(join(root, id, end), '0\n')
  }
  await utimes(join(root, 'oldest'), 1, 1)
}

test.each([
  ['run', 'runs'],
  ['playbook', 'playbooks'],
] as const)('%s list says that a host lists only its newest 200', async (command, kind) => {
  expect((await app.run([command, 'list', '--on', 'local'])).err).not.toContain('newest')
  await fill(kind)
  const { code, out, err } = await app.run([command, 'list', '--on', 'local'])
  expect([code, out.trimEnd().split('\n').length]).toEqual([0, 200])
  expect(out).not.toContain('oldest')
  expect(err).toBe(`local lists only its newest 200 ${kind}; there may be older ones.\n`)
  const shown = await app.run([command, 'show', 'oldest', '--on', 'local'])
  expect(shown.err).toContain(`There is no ${command} oldest.`)
  expect(shown.err).toContain(`local lists only its newest 200 ${kind}`)
})
