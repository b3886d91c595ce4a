import type { SessionRecord } from '../../src/state/model/tracked-session.ts'
import type { Candidate } from '../../src/state/pool/candidate.ts'
import { clean } from '../../src/state/text/clean.ts'

/** Machines and records for tests: what does not matter has a value that fits. */

export function candidate(name: string, more: Partial<Candidate> = {}): Candidate {
  return {
    name,
    provider: 'azlin',
    tier: 'l',
    size: 'Standard_E16s_v5',
    region: 'eastus',
    capacity: 4,
    active: 0,
    cordoned: false,
    draining: false,
    reachable: 'up',
    createdAt: 0,
    idleSince: null,
    ...more,
  }
}

export function record(id: string, more: Partial<SessionRecord> = {}): SessionRecord {
  return {
    id,
    host: 'amplihack-azureuser-20260502',
    workspace: clean(`/workspace/${id}`),
    tmuxSession: clean(id),
    prompt: 'implement remote CLI parser',
    command: clean('auto'),
    maxTurns: 10,
    status: 'running',
    memoryMb: 32768,
    createdAt: Date.parse('2026-05-02T20:30:14Z'),
    startedAt: Date.parse('2026-05-02T20:31:02Z'),
    completedAt: null,
    exitCode: null,
    agent: clean('amplihack'),
    repository: '',
    base: clean(''),
    ...more,
  }
}
