import { mkdtemp, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Failure } from '../../../src/state/model/failure.ts'
import { FailureError } from '../../../src/state/model/failure.ts'
import type { PoolEntry, SessionRecord } from '../../../src/state/model/tracked-session.ts'
import { clean } from '../../../src/state/text/clean.ts'

/** A directory of one test's own, and the way to be rid of it. */
export async function makePlace(): Promise<{ dir: string; remove(): Promise<void> }> {
  const dir = await realpath(await mkdtemp(join(tmpdir(), 'fmr-')))
  return { dir, remove: () => rm(dir, { recursive: true, force: true }) }
}

export async function failureOf(work: Promise<unknown>): Promise<Failure> {
  const thrown = await work.then(
    () => new Error('it did not fail'),
    error => error,
  )
  if (thrown instanceof FailureError) return thrown.failure
  throw thrown
}

export function record(id: string, more: Partial<SessionRecord> = {}): SessionRecord {
  return {
    id,
    host: 'gpu1',
    workspace: clean(`/workspace/${id}`),
    tmuxSession: clean(id),
    prompt: 'mend it',
    command: clean('auto'),
    maxTurns: 10,
    status: 'running',
    memoryMb: 32768,
    createdAt: Date.parse('2026-05-02T20:30:14Z'),
    startedAt: null,
    completedAt: null,
    exitCode: null,
    agent: clean('claude'),
    repository: '/home/me/project',
    base: clean('f'.repeat(40)),
    ...more,
  }
}

export function machine(name: string, more: Partial<PoolEntry> = {}): PoolEntry {
  return { name, size: 'l', region: 'eastus', capacity: 4, active: [], createdAt: null, ...more }
}
