import { mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { lockPath, statePath } from '../../../src/backend/state-file/path.ts'
import { openRegistry } from '../../../src/backend/state-file/registry.ts'
import type { Failure } from '../../../src/state/model/failure.ts'
import type { Registry } from '../../../src/state/model/tracked-session.ts'
import { addRecord, addToPool, dropRecord, recordEnd } from '../../../src/state/tracked/registry.ts'
import { until } from '../../lab/process.ts'
import { failureOf, machine, makePlace, record } from './place.ts'

let place: Awaited<ReturnType<typeof makePlace>>
let path: string
beforeEach(async () => {
  place = await makePlace()
  path = join(place.dir, 'remote-state.json')
})
afterEach(() => place.remove())

const id = 'sess-20260502-203014-4f2a'
/** The seed's document, as amplihack writes it, and more than anybody knows of at every level. */
const theirs = `{
  "sessions": {
    "${id}": {
      "session_id": "${id}", "vm_name": "vm1", "workspace": "/workspace/${id}",
      "tmux_session": "${id}", "prompt": "implement", "command": "auto", "max_turns": 10,
      "status": "running", "memory_mb": 32768, "created_at": "2026-05-02T20:30:14.123456789Z",
      "started_at": "2026-05-02T22:31:02+02:00", "completed_at": null, "exit_code": null,
      "cost": 12345678901234567890, "rate": 1.0
    }
  },
  "vm_pool": {
    "vm1": {
      "vm": {"name": "vm1", "size": "Standard_E16s_v5", "region": "eastus", "ip_address": "10.0.0.4",
             "created_at": "2026-05-02T20:00:00.000000001Z", "tags": {"a": "b"}},
      "capacity": 4, "active_sessions": ["${id}"], "region": "eastus", "note": [1, 2.50]
    }
  },
  "version": 2.0
}`

async function written(): Promise<string> {
  return readFile(path, 'utf8')
}

describe('where it lies', () => {
  test('the variable, else theirs where it exists, else ours', async () => {
    const HOME = place.dir
    const ours = join(HOME, '.local/state/fleetmux/remote-state.json')
    expect(statePath({ HOME })).toBe(ours)
    expect(statePath({ HOME, XDG_STATE_HOME: 'relative' })).toBe(ours)
    expect(statePath({ HOME, XDG_STATE_HOME: '/s' })).toBe('/s/fleetmux/remote-state.json')
    await mkdir(join(HOME, '.amplihack'))
    await writeFile(join(HOME, '.amplihack/remote-state.json'), '')
    expect(statePath({ HOME })).toBe(join(HOME, '.amplihack/remote-state.json'))
    expect(statePath({ HOME, AMPLIHACK_REMOTE_STATE: '/x/y.json' })).toBe('/x/y.json')
    expect(lockPath('/x/y.json')).toBe('/x/y.lock')
  })
})

describe('reading', () => {
  test.each([undefined, '', ' \n\t'])('no file, or one of spaces (%j), is empty', async text => {
    if (text !== undefined) await writeFile(path, text)
    expect(await openRegistry({ path }).read()).toEqual({ sessions: new Map(), pool: new Map() })
  })

  test('what amplihack wrote', async () => {
    await writeFile(path, theirs)
    const { sessions, pool } = await openRegistry({ path }).read()
    expect(sessions.get(id)).toMatchObject({
      id,
      host: 'vm1',
      agent: 'amplihack',
      createdAt: Date.parse('2026-05-02T20:30:14.123Z'),
      startedAt: Date.parse('2026-05-02T20:31:02Z'),
    })
    expect([...pool]).toEqual([
      [
        'vm1',
        machine('vm1', {
          size: 'Standard_E16s_v5',
          active: [id],
          createdAt: Date.parse('2026-05-02T20:00:00Z'),
        }),
      ],
    ])
  })

  test('a flat pool entry with a number of sessions', async () => {
    const file = JSON.parse(theirs)
    file.vm_pool = { vm1: { name: 'vm1', size: 'x', region: 'r', capacity: 4, active_sessions: 1 } }
    await writeFile(path, JSON.stringify(file))
    const { pool } = await openRegistry({ path }).read()
    expect(pool.get('vm1')).toEqual(machine('vm1', { size: 'x', region: 'r', active: [id] }))
  })

  test.each([
    ['rubbish', 'not json'],
    ['a list', '[]'],
    ['half of it', theirs.slice(0, 300)],
    ['sessions that are a list', '{"sessions":[]}'],
    ['a status that there is not', theirs.replace('"running"', '"gone"')],
    ['a time that is none', theirs.replace('2026-05-02T20:30:14.123456789Z', 'yesterday')],
    ['a capacity in words', theirs.replace('"capacity": 4', '"capacity": "four"')],
  ])('%s is refused, and left byte for byte', async (_, text) => {
    await writeFile(path, text)
    const registry = openRegistry({ path })
    const all = [registry.read(), registry.change(before => addRecord(before, record(id)))]
    for (const failure of await Promise.all(all.map(failureOf))) {
      expect(failure.what).toContain('corrupt')
      expect(failure.what).toContain(path)
      expect(failure.hint).toContain(`mv ${path}`)
      expect(failure.hint).toContain('fleetmux recover')
    }
    expect(await written()).toBe(text)
  })
})

describe('writing', () => {
  test('keeps what nobody knows, and every number and time as it was written', async () => {
    await writeFile(path, theirs)
    const at = Date.parse('2026-05-02T23:00:00Z')
    await openRegistry({ path }).change(before =>
      recordEnd(before, id, { status: 'failed', exitCode: 7, completedAt: at }),
    )
    const text = await written()
    for (const piece of [
      '"cost": 12345678901234567890,',
      '"rate": 1.0',
      '2.50',
      '"version": 2.0',
      '"2026-05-02T20:30:14.123456789Z"',
      '"2026-05-02T22:31:02+02:00"',
      '"2026-05-02T20:00:00.000000001Z"',
      '"completed_at": "2026-05-02T23:00:00Z"',
    ])
      expect(text).toContain(piece)
    const before = JSON.parse(theirs)
    Object.assign(before.sessions[id], {
      status: 'failed',
      exit_code: 7,
      completed_at: '2026-05-02T23:00:00Z',
    })
    before.vm_pool['vm1'].active_sessions = []
    const { fleetmux: _, ...after } = JSON.parse(text)
    expect(after).toEqual(before)
  })

  test('a session stands there as in the seed, what is ours apart from it', async () => {
    const entry = record(id, { startedAt: Date.parse('2026-05-02T20:31:02.5Z') })
    const registry = openRegistry({ path })
    await registry.change(all => addRecord(addToPool(all, machine('gpu1')), entry))
    expect(JSON.parse(await written())).toEqual({
      sessions: {
        [id]: {
          session_id: id,
          vm_name: 'gpu1',
          workspace: `/workspace/${id}`,
          tmux_session: id,
          prompt: 'mend it',
          command: 'auto',
          max_turns: 10,
          status: 'running',
          memory_mb: 32768,
          created_at: '2026-05-02T20:30:14Z',
          started_at: '2026-05-02T20:31:02.500Z',
          completed_at: null,
          exit_code: null,
        },
      },
      vm_pool: {
        gpu1: {
          vm: { name: 'gpu1', size: 'l', region: 'eastus' },
          capacity: 4,
          active_sessions: [id],
          region: 'eastus',
        },
      },
      fleetmux: {
        sessions: {
          [id]: { agent: 'claude', repository: '/home/me/project', base: 'f'.repeat(40) },
        },
      },
    })
    expect((await registry.read()).sessions.get(id)).toEqual(entry)
    await registry.change(all => dropRecord(all, id))
    expect(JSON.parse(await written())).toMatchObject({ sessions: {}, fleetmux: { sessions: {} } })
  })

  test.each([
    ['quotes', `'"\`$(rm -rf /)\`"' \\ \\n`],
    ['newlines', 'one\n\r\ntwo\u2028\u0000\u001b[31m'],
    ['100 kB', 'ä"\n'.repeat(25_000)],
  ])('a prompt with %s survives', async (_, prompt) => {
    const registry = openRegistry({ path })
    await registry.change(all => addRecord(all, record(id, { prompt })))
    expect((await openRegistry({ path }).read()).sessions.get(id)?.prompt).toBe(prompt)
  })

  test('makes its directory, for its owner alone, and leaves nothing beside the file but the lock', async () => {
    path = join(place.dir, 'a', 'b', 'remote-state.json')
    await openRegistry({ path }).change(all => addRecord(all, record(id)))
    expect((await stat(path)).mode & 0o777).toBe(0o600)
    expect((await stat(join(place.dir, 'a'))).mode & 0o777).toBe(0o700)
    expect((await readdir(join(place.dir, 'a', 'b'))).sort()).toEqual([
      'remote-state.json',
      'remote-state.lock',
    ])
  })

  test.each([true, false])('goes through a link to the real file (there: %s)', async isThere => {
    const real = join(place.dir, 'real', 'state.json')
    await mkdir(join(place.dir, 'real'))
    if (isThere) await writeFile(real, theirs)
    await symlink('real/state.json', path)
    await openRegistry({ path }).change(all => addRecord(all, record('other')))
    expect(JSON.parse(await readFile(real, 'utf8')).sessions).toHaveProperty('other')
    expect(await readdir(place.dir)).toContain('remote-state.lock')
    expect((await readdir(join(place.dir, 'real'))).sort()).toEqual(['state.json', 'state.lock'])
  })

  test('an edit that changes nothing, or throws, writes nothing', async () => {
    await writeFile(path, theirs)
    const registry = openRegistry({ path })
    await registry.change(all => all)
    const thrown = registry.change(() => {
      throw new Error('no')
    })
    await expect(thrown).rejects.toThrow('no')
    expect(await written()).toBe(theirs)
    expect((await registry.change(all => addRecord(all, record('x')))).sessions.has('x')).toBe(true)
  })

  test('where it cannot be written it says so', async () => {
    // Root may write anywhere but below a file, and nobody may rename over a directory.
    await writeFile(join(place.dir, 'file'), '')
    const below = openRegistry({ path: join(place.dir, 'file', 'state.json') })
    const failure = await failureOf(below.change(all => addRecord(all, record(id))))
    expect(failure).toMatchObject({ kind: 'refused' })
    expect(`${failure.what} ${failure.why}`).toContain(join(place.dir, 'file'))
  })

  test('where it cannot be replaced it says so, and is as it was', async () => {
    await writeFile(path, theirs)
    await mkdir(join(place.dir, '.remote-state.json.fleetmux'))
    const change = openRegistry({ path }).change(all => addRecord(all, record('other')))
    expect((await failureOf(change)).what).toContain(`${path} cannot be written`)
    expect(await written()).toBe(theirs)
  })
})

describe('watching', () => {
  test('tells of changes by others, of a corrupt file, and of its mending', async () => {
    path = join(place.dir, 'not', 'there', 'remote-state.json')
    const seen: Registry[] = []
    const wrong: Failure[] = []
    const stop = openRegistry({ path }).watch(
      registry => seen.push(registry),
      failure => wrong.push(failure),
    )
    try {
      const other = openRegistry({ path })
      await other.change(all => addRecord(all, record('one')))
      await until('the first', () => seen.at(-1)?.sessions.get('one'))
      await writeFile(path, 'rubbish')
      await until('the complaint', () => wrong.at(-1)?.what.includes('corrupt'))
      await writeFile(path, '{}')
      await other.change(all => addRecord(all, record('two')))
      await until('the second', () => seen.at(-1)?.sessions.get('two'))
    } finally {
      await stop()
    }
  })
})
