import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { withLock } from '../../../src/backend/state-file/lock.ts'
import { openRegistry } from '../../../src/backend/state-file/registry.ts'
import { addRecord } from '../../../src/state/tracked/registry.ts'
import { until } from '../../lab/process.ts'
import { failureOf, makePlace, record } from './place.ts'

let place: Awaited<ReturnType<typeof makePlace>>
let lock: string
const children: ChildProcess[] = []
beforeEach(async () => {
  place = await makePlace()
  lock = join(place.dir, 'remote-state.lock')
})
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
  await place.remove()
})

function run(file: string, ...args: string[]): ChildProcess {
  const child = spawn(file, args, { stdio: ['pipe', 'pipe', 'inherit'] })
  children.push(child)
  return child
}

async function saysHeld(child: ChildProcess): Promise<ChildProcess> {
  let seen = ''
  child.stdout?.on('data', bytes => {
    seen += bytes
  })
  await until('the lock to be held', () => seen.includes('held'))
  return child
}

const ourHolder = () =>
  saysHeld(run(process.execPath, join(import.meta.dirname, 'holder.ts'), lock))
/** As amplihack takes it: flock(2), made where there is none, never deleted. */
const theirHolder = () => saysHeld(run('flock', '-x', lock, 'sh', '-c', 'echo held; exec cat'))

/** Whether somebody holds it, as amplihack would see it. */
function isHeld(): boolean {
  return spawnSync('flock', ['-n', '-x', lock, 'true']).status === 1
}

describe('the lock', () => {
  test('keeps amplihack out while it is held, and lets it in after', async () => {
    await withLock(lock, async () => expect(isHeld()).toBe(true))
    expect(isHeld()).toBe(false)
  })

  test('stays where it is', async () => {
    await withLock(lock, async () => {})
    expect(await readFile(lock, 'utf8')).toBe('')
  })

  test('waits for amplihack', async () => {
    const holder = await theirHolder()
    const order: string[] = []
    const waiting = withLock(lock, async () => order.push('ours'))
    await until('us to wait', () =>
      readFile('/proc/locks', 'utf8').then(text => text.includes('->')),
    )
    order.push('theirs')
    holder.stdin?.end()
    await waiting
    expect(order).toEqual(['theirs', 'ours'])
  })

  test('of a process that was killed is free', async () => {
    const holder = await ourHolder()
    expect(isHeld()).toBe(true)
    holder.kill('SIGKILL')
    await once(holder, 'exit')
    await withLock(lock, async () => expect(await readFile(lock, 'utf8')).toBe(`${process.pid}\n`))
  })

  test('says past the deadline which fleetmux holds it', async () => {
    const holder = await ourHolder()
    const failure = await failureOf(withLock(lock, async () => {}, { deadline: 300 }))
    expect(failure).toMatchObject({ kind: 'late', why: `process ${holder.pid} holds the lock` })
    expect(failure.what).toContain(lock)
  })

  test('says past the deadline which other program holds it', async () => {
    await theirHolder()
    const failure = await failureOf(withLock(lock, async () => {}, { deadline: 300 }))
    expect(failure.why).toMatch(/^process \d+ holds the lock|another program/)
  })

  test('is given up when called off', async () => {
    await ourHolder()
    const signal = AbortSignal.abort(new Error('called off'))
    await expect(withLock(lock, async () => {}, { signal })).rejects.toThrow('called off')
  })

  test('that cannot be made is told', async () => {
    await writeFile(join(place.dir, 'file'), '')
    const failure = await failureOf(withLock(join(place.dir, 'file', 'x.lock'), async () => {}))
    expect(failure).toMatchObject({ kind: 'refused' })
  })

  test('is the same lock where only perl can take it', async () => {
    const held = `flock(F, 2 | 4) ? exit 0 : exit 1`
    await withPath(['sh', 'perl'], () =>
      withLock(lock, async () =>
        expect(spawnSync('perl', ['-e', `open(F, '+>>', '${lock}'); ${held}`]).status).toBe(1),
      ),
    )
    expect(isHeld()).toBe(false)
  })

  test('is refused where nothing can take it', async () => {
    const failure = await withPath(['sh'], () => failureOf(withLock(lock, async () => {})))
    expect(failure.why).toBe('neither flock nor perl is installed on this machine')
  })
})

/** With only these programs on the PATH. */
async function withPath<T>(programs: readonly string[], work: () => Promise<T>): Promise<T> {
  const bin = join(place.dir, 'bin')
  const script = 'd=$1; shift; mkdir "$d"; for p; do ln -s "$(command -v "$p")" "$d"; done'
  expect(spawnSync('sh', ['-c', script, 'sh', bin, ...programs]).status).toBe(0)
  const path = process.env['PATH']
  process.env['PATH'] = bin
  try {
    return await work()
  } finally {
    process.env['PATH'] = path
  }
}

describe('many writers', () => {
  test('16 processes at once lose nothing', async () => {
    const path = join(place.dir, 'remote-state.json')
    const writer = join(import.meta.dirname, 'writer.ts')
    const all = Array.from({ length: 16 }, (_, i) =>
      run(process.execPath, writer, path, `p${i}`, '4'),
    )
    const codes = await Promise.all(all.map(async child => (await once(child, 'exit'))[0]))
    expect(codes).toEqual(all.map(() => 0))
    const { sessions } = await openRegistry({ path }).read()
    const wanted = all.flatMap((_, i) => [0, 1, 2, 3].map(j => `p${i}-${j}`))
    expect([...sessions.keys()].sort()).toEqual(wanted.sort())
  })

  test('changes made at once in one process lose nothing', async () => {
    const path = join(place.dir, 'remote-state.json')
    const [one, other] = [openRegistry({ path }), openRegistry({ path })]
    const add = (i: number) => (i % 2 ? one : other).change(all => addRecord(all, record(`s${i}`)))
    await Promise.all(Array.from({ length: 20 }, (_, i) => add(i)))
    expect([...(await one.read()).sessions.keys()]).toHaveLength(20)
  })
})
