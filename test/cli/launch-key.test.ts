import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { capture, until } from '../lab/process.ts'
import { idsIn, KEY, openStage, type Stage } from './stage.ts'

let stage: Stage
beforeEach(async () => {
  stage = await openStage({ hosts: ['lab1'] })
})
afterEach(() => stage?.close())

/** Every argument of every process, again and again, until it is told to stop: here and on the host, which is here. */
function watchProcesses(): { stop(): Promise<{ looks: number; seen: string[] }> } {
  let isOver = false
  const seen: string[] = []
  let looks = 0
  const work = (async () => {
    while (!isOver) {
      const text = await capture('ps', ['-A', '-ww', '-o', 'args='])
      seen.push(...text.split('\n').filter(line => line.includes(KEY)))
      looks++
    }
  })()
  return {
    async stop() {
      isOver = true
      await work
      return { looks, seen }
    },
  }
}

test('the key reaches the agent, and nobody else: no process list, file, log or option', async () => {
  const { lab, app, project, run, allow } = stage
  const watched = watchProcesses()
  const recording = join(app.dir, 'recording')
  const ran = await run(
    ['start', '--agent', 'fake', '--repo', project.root, 'wait=go one', 'wait=go two'],
    { env: { FLEETMUX_RECORDING: recording } },
  )
  expect(ran.code).toBe(0)
  const ids = idsIn(ran.out)
  const sessions = Object.values((await stage.state()).sessions)
  for (const { workspace } of sessions) {
    const key = await until('the agent', () =>
      readFile(join(workspace, '.git', 'key'), 'utf8').catch(() => ''),
    )
    expect(key).toBe(`${KEY} --max-old-space-size=32768`)
  }
  await run(['list'])
  await run(['output', ids[0] ?? ''])
  await allow('lab1', 'go')
  await until('all ends', async () => !(await run(['list'])).out.includes(' running '))
  await run(['fetch', ids[0] ?? ''])
  const { looks, seen } = await watched.stop()
  expect(seen).toEqual([])
  expect(looks).toBeGreaterThan(10)

  expect(`${ran.out}${ran.err}`).not.toContain(KEY)
  for (const scope of ['-g', '-s', '-gw'])
    expect(await lab.tmux('lab1', 'show-options', scope)).not.toContain(KEY)
  for (const id of ids)
    expect(await lab.tmux('lab1', 'show-options', '-t', `=${id}:`)).not.toContain(KEY)
  expect(await lab.tmux('lab1', 'show-environment', '-g')).not.toContain(KEY)

  // In files, only the agent's own note of it.
  const files = await capture('grep', ['-rlF', KEY, app.dir, lab.dir]).catch(() => '')
  const found = files.split('\n').filter(path => path && !/\/(\.git\/key|node_modules)/.test(path))
  expect(found).toEqual([])
  expect(await readFile(recording, 'utf8')).toContain('launch')
})
