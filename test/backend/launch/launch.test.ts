import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { anyCommand, createCatalogue } from '../../../src/backend/agents/catalogue.ts'
import { planFor } from '../../../src/backend/launch/agent-plan.ts'
import { type LaunchOptions, launch } from '../../../src/backend/launch/launch.ts'
import { openRegistry } from '../../../src/backend/state-file/registry.ts'
import { initialState } from '../../../src/state/initial.ts'
import { type Failure, FailureError } from '../../../src/state/model/failure.ts'
import type { LaunchOrder } from '../../../src/state/model/launch.ts'
import type { Event } from '../../../src/state/model/messages/event.ts'
import { type AzlinLab, makeAzlin } from '../../lab/azlin.ts'
import { makeProject, type Project } from '../workspace/project.ts'

let dir: string
let azlin: AzlinLab
let project: Project
let events: Event[]
beforeEach(async () => {
  ;[dir, azlin, project] = await Promise.all([
    mkdtemp(join(tmpdir(), 'fml-')),
    makeAzlin(undefined, { publicIps: true }),
    makeProject(),
  ])
  await project.write('README.md', 'A project.\n')
  project.commit('First')
  events = []
})
afterEach(async () => {
  await azlin.close()
  await project.remove()
  await rm(dir, { recursive: true })
})

const order = (prompts: readonly string[]): LaunchOrder => ({
  prompts,
  agent: 'true',
  command: 'auto',
  maxTurns: 10,
  tier: 'm',
  region: null,
  repository: project.root,
})

function begin(prompts: readonly string[], options: Partial<LaunchOptions>): Promise<void> {
  return launch(
    { type: 'launch', order: order(prompts), ref: 'here' },
    {
      environment: { ...process.env, ...azlin.env, XDG_RUNTIME_DIR: dir, USER: 'anna' },
      dispatch: event => events.push(event),
      getState: () => initialState(),
      file: registry(),
      reach: host => Promise.reject(new FailureError({ kind: 'unreachable', host, what: 'No.' })),
      joinName: () => Promise.resolve(),
      plan: name => planFor(name, createCatalogue([anyCommand(name)])),
      joinMachine: () => Promise.resolve(),
      signal: new AbortController().signal,
      ...options,
    },
  )
}

const registry = () => openRegistry({ path: join(dir, 'state.json') })
const failures = () =>
  events.flatMap((event): [number | null, Failure][] =>
    event.type === 'launch-failed' ? [[event.row, event.failure]] : [],
  )

test('a way that cannot be opened fails its own prompts, which hold no place; the machine is known', async () => {
  const closed = new FailureError({ kind: 'unreachable', what: 'The tunnel does not open.' })
  await begin(['one', 'two', 'three'], { joinMachine: () => Promise.reject(closed) })
  expect(failures().map(([row, { what }]) => [row, what])).toEqual(
    [0, 2, 1].map(() => [expect.any(Number), 'The tunnel does not open.']),
  )
  const { sessions, pool } = await registry().read()
  expect(sessions).toEqual(new Map())
  expect([...pool.values()].map(each => [each.capacity, each.active])).toEqual([
    [2, []],
    [2, []],
  ])
})

test('places that were taken are given back when the rest cannot be placed', async () => {
  const file = registry()
  let changes = 0
  const failing = {
    ...file,
    // The disk fills up between the first machine and the second.
    change: (edit: Parameters<typeof file.change>[0]) =>
      ++changes === 3
        ? Promise.reject(new FailureError({ kind: 'refused', what: 'The disk is full.' }))
        : file.change(edit),
  }
  await begin(['one', 'two', 'three', 'four'], { file: failing })
  const full = failures().filter(([, { what }]) => what === 'The disk is full.')
  expect(full).toHaveLength(2)
  expect(full[0]?.[1].hint).toMatch(/azlin delete amplihack-anna-\S+ --force/)
  expect((await file.read()).sessions).toEqual(new Map())
})

test('called off, nothing is left: no record, no machine, no event that is missing', async () => {
  const leaving = new AbortController()
  const away = new FailureError({ kind: 'refused', what: 'Interrupted.' })
  await begin(['one', 'two'], {
    signal: leaving.signal,
    reach: () => {
      leaving.abort(away)
      return new Promise(() => {})
    },
  })
  expect(failures().map(([, { what }]) => what)).toEqual(['Interrupted.', 'Interrupted.'])
  expect((await registry().read()).sessions).toEqual(new Map())
})

test('in the demo no machine is made, nor is azlin asked for any', async () => {
  const state = initialState()
  const pretending = { ...state, settings: { ...state.settings, pretends: true as const } }
  await begin(['one'], { getState: () => pretending })
  expect(failures().map(([, { what }]) => what)).toEqual([
    'No machine of the pool has room for another session.',
  ])
  expect((await azlin.read()).calls).toEqual([])
})
