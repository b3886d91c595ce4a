import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { keepLastSeen } from '../../src/backend/last-seen.ts'
import { initialState } from '../../src/state/initial.ts'
import { createStore, type Store } from '../../src/state/store.ts'
import { update } from '../../src/state/update.ts'
import { fleet, NOW, SERVER, session } from '../state/fleet.ts'

let home: string
const path = () => join(home, 'fleetmux', 'last-seen.json')
const env = () => ({ XDG_STATE_HOME: home })

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'fms-'))
})
afterEach(() => rmSync(home, { recursive: true, force: true }))

function started(): Store {
  const store = createStore({
    update,
    initial: initialState(),
    run: () => {},
    now: () => NOW,
  })
  const configs = [...fleet().hosts.values()].map(host => host.config)
  store.dispatch({ type: 'configured', hosts: configs, settings: store.getState().settings })
  return store
}

function sees(store: Store, name: string): void {
  store.dispatch({ type: 'link', host: 'lab1', link: { state: 'up' } })
  store.dispatch({ type: 'server', host: 'lab1', server: SERVER })
  store.dispatch({ type: 'sessions', host: 'lab1', sessions: [session(1, name)] })
}

const names = (store: Store) =>
  [...(store.getState().hosts.get('lab1')?.sessions.values() ?? [])].map(each => each.name)

const warnings = (store: Store) => store.getState().log.map(entry => entry.text)

describe('what one run has seen', () => {
  test('is there in the next one before anybody has answered', () => {
    const first = started()
    const end = keepLastSeen(first, '1', env())
    sees(first, 'api')
    end()
    const next = started()
    keepLastSeen(next, '1', env())()
    expect(names(next)).toEqual(['api'])
  })

  test('is for nobody else to read', () => {
    const store = started()
    const end = keepLastSeen(store, '1', env())
    sees(store, 'api')
    end()
    expect(statSync(path()).mode & 0o777).toBe(0o600)
    expect(statSync(join(home, 'fleetmux')).mode & 0o777).toBe(0o700)
  })

  test('is left alone by a run that saw nothing new', () => {
    const store = started()
    const end = keepLastSeen(store, '1', env())
    sees(store, 'api')
    end()
    const before = readFileSync(path(), 'utf8')
    keepLastSeen(started(), '1', env())()
    expect(readFileSync(path(), 'utf8')).toBe(before)
  })

  test('means nothing to another release', () => {
    const store = started()
    const end = keepLastSeen(store, '1', env())
    sees(store, 'api')
    end()
    const next = started()
    keepLastSeen(next, '2', env())()
    expect(names(next)).toEqual([])
    expect(warnings(next)).toEqual([])
  })
})

describe('on a bad day', () => {
  test('a file that is cut off is told of, and written anew', () => {
    mkdirSync(join(home, 'fleetmux'))
    writeFileSync(path(), '{"release":"1","memo')
    const store = started()
    const end = keepLastSeen(store, '1', env())
    expect(warnings(store)[0]).toContain(`cannot be read from ${path()}`)
    sees(store, 'api')
    end()
    expect(JSON.parse(readFileSync(path(), 'utf8'))).toMatchObject({ release: '1' })
  })

  test('what cannot take its place leaves nothing beside it', () => {
    mkdirSync(join(path(), 'in-the-way'), { recursive: true })
    const store = started()
    const end = keepLastSeen(store, '1', env())
    sees(store, 'api')
    end()
    expect(readdirSync(join(home, 'fleetmux'))).toEqual(['last-seen.json'])
    expect(warnings(store).at(-1)).toContain('cannot be saved')
  })

  test('where it cannot be written, that is told once', () => {
    writeFileSync(join(home, 'fleetmux'), 'no directory')
    const store = started()
    const end = keepLastSeen(store, '1', env())
    sees(store, 'api')
    end()
    expect(warnings(store).filter(text => text.includes('cannot be saved'))).toHaveLength(1)
  })
})
