import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { appendFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { until } from '../../lab/process.ts'
import { openRunStage, type RunStage } from './run-stage.ts'

const mayMount = process.platform === 'linux' && process.getuid?.() === 0
if (!mayMount) process.stderr.write('\n!!! not root: the full disk of a run is not tried\n')

let stage: RunStage
beforeAll(async () => {
  stage = await openRunStage()
})
afterAll(() => stage?.close())

const there = ['--on', 'lab1', '--cwd', '~']

async function asking(prompt: string): Promise<string> {
  const { out, err } = await stage.run(['run', 'claude', prompt, '--detach', ...there])
  expect(err).toBe('')
  const id = out.trim()
  await until('its question', async () =>
    (await stage.run(['run', 'show', id, '--json'])).out.includes('approval_request'),
  )
  return id
}

test.skipIf(!mayMount && !process.env['CI'])(
  'an answer that the full disk of its host does not take is said whole later',
  async () => {
    const state = join(stage.lab.host('lab1').home, '.local', 'state')
    await mkdir(state, { recursive: true })
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m,mode=700', 'fleetmux-test', state])
    try {
      const id = await asking('WRITE full.txt')
      const directory = stage.directory('lab1', id)
      const filler = join(state, 'filler')
      await expect(fillDisk(filler)).rejects.toThrow(/ENOSPC/)
      const before = await readFile(join(directory, 'in'), 'utf8')
      const long = ['--reason', 'because '.repeat(2000)]
      const refused = await stage.run(['run', 'deny', id, ...long])
      expect([refused.code, refused.err]).toEqual([
        1,
        expect.stringMatching(/disk of the host is full|nothing can be written/i),
      ])
      // Nothing of it was said, and nothing is left that would keep another try from it.
      expect(await readFile(join(directory, 'in'), 'utf8')).toBe(before)
      expect((await readdir(join(directory, 'keys'))).filter(key => /^answer/.test(key))).toEqual(
        [],
      )
      await rm(filler)
      expect((await stage.run(['run', 'deny', id, ...long])).code).toBe(0)
      const { out } = await stage.run(['run', 'follow', id, '--json'])
      const { events, result } = stage.events(out)
      expect(events.filter(({ type }) => type === 'approval_denied')).toHaveLength(1)
      expect(result['exitReason']).toBe('completed')
    } finally {
      execFileSync('umount', ['-l', state])
    }
  },
)

async function fillDisk(path: string): Promise<void> {
  for (const size of [64 * 1024, 4096, 512])
    try {
      for (let nth = 0; nth < 1000; nth++) await appendFile(path, Buffer.alloc(size))
    } catch (thrown) {
      if (size === 512) throw thrown
    }
}

test('half a note, cut off by a full disk, is no answer', async () => {
  const id = await asking('WRITE half.txt')
  const directory = stage.directory('lab1', id)
  const { mark } = JSON.parse(await readFile(join(directory, 'run.json'), 'utf8'))
  const { out } = await stage.run(['run', 'show', id, '--json'])
  const { interactionId } = stage
    .events(`${out}{}`)
    .events.find(({ type }) => type === 'approval_request') as { interactionId: string }
  const half = `{"type":"control_response","response":{"subtype":"success","request_id":"${interactionId}","resp`
  await appendFile(join(directory, 'err'), `\n${mark} in 0 answer.${interactionId} ${half}`)
  expect((await stage.run(['run', 'approve', id])).code).toBe(0)
  const read = await stage.run(['run', 'follow', id, '--json'])
  const { events, result } = stage.events(read.out)
  expect(events.filter(({ type }) => type === 'approval_granted')).toHaveLength(1)
  expect(result['text']).toBe('I wrote it.')
  expect(existsSync(join(stage.lab.host('lab1').home, 'half.txt'))).toBe(true)
})

test.each([
  ['ahead', 7],
  ['behind', -7],
])(
  'a run from a machine whose clock is seven minutes %s is listed, read and ended',
  async (_, minutes) => {
    const id = await asking('WRITE clock.txt')
    const path = join(stage.directory('lab1', id), 'run.json')
    const spec = JSON.parse(await readFile(path, 'utf8'))
    const other = { ...spec, created: spec.created + minutes * 60_000 }
    await writeFile(path, `${JSON.stringify(other)}\n`)
    const listed = await stage.run(['run', 'list', '--on', 'lab1'])
    expect(listed.out).toMatch(new RegExp(`${id}  running +${minutes > 0 ? 'now' : '5m'} `))
    expect((await stage.run(['run', 'approve', id])).code).toBe(0)
    const { out, code } = await stage.run(['run', 'follow', id, '--json'])
    const { result } = stage.events(out)
    expect([code, result['exitReason']]).toEqual([0, 'completed'])
    // How long it took is told by one clock of the host.
    expect(result['durationMs']).toBeGreaterThanOrEqual(0)
    expect(result['durationMs']).toBeLessThan(300_000)
  },
)
