import { useCallback, useEffect, useRef, useState } from 'preact/hooks'
import type { AskServer } from '../fleet/api.ts'
import { runs } from '../fleet/fleet.ts'
import { useRepeated } from '../fleet/use-repeated.ts'
import type { WorkSession } from './work-card.tsx'

/** Time between two reads of all hosts while the page is open, in milliseconds. */
const EVERY = 10_000
/** Time between two reads of a host on which an agent or another operation is running, in milliseconds. */
const BUSY = 2000

interface Listed {
  readonly worktrees: readonly WorkSession[]
  readonly failures: readonly { readonly sentence: string }[]
}

interface Side {
  readonly id: string
  readonly name: string
  readonly host: string
}

/** Two sessions that would be in conflict with each other in a merge. */
export interface Conflict {
  readonly one: Side
  readonly other: Side
}

/** The worktree sessions of all hosts, as they were last read. */
export interface WorkList {
  /** Null: not read yet. */
  readonly sessions: readonly WorkSession[] | null
  readonly conflicts: readonly Conflict[]
  /** Why hosts could not be read. */
  readonly said: string
  /** Reads all hosts. */
  read(): Promise<void>
  /**
   * Reads one host, so that its change is shown although other hosts are slow. Resolves with its sessions; null: they
   * could not be read, or a later answer is shown.
   */
  readHost(host: string): Promise<readonly WorkSession[] | null>
}

export function useWorkList(ask: AskServer): WorkList {
  const [sessions, setSessions] = useState<readonly WorkSession[] | null>(null)
  const [conflicts, setConflicts] = useState<readonly Conflict[]>([])
  const [said, setSaid] = useState('')
  const reads = useRef(0)
  /** For each host: number of the newest answered request for this host alone. Answers to earlier ones are outdated. */
  const newest = useRef(new Map<string, number>())

  const readConflicts = useCallback(async () => {
    const { data } = await ask<{ readonly conflicts: readonly Conflict[] }>(
      '/api/v1/worktree-conflicts',
    )
    if (data) setConflicts(data.conflicts)
  }, [ask])

  const read = useCallback(async () => {
    const number = ++reads.current
    const { data, message } = await ask<Listed>('/api/v1/worktrees')
    // If a later request for one host alone has been answered before this request for all hosts, the later answer
    // stays.
    const isOlder = ({ host }: WorkSession) => (newest.current.get(host) ?? 0) > number
    if (data)
      setSessions((before = null) => [
        ...data.worktrees.filter(each => !isOlder(each)),
        ...(before ?? []).filter(isOlder),
      ])
    setSaid(message ?? data?.failures.map(({ sentence }) => sentence).join(' ') ?? '')
    await readConflicts()
  }, [ask, readConflicts])

  const readHost = useCallback(
    async (host: string) => {
      const number = ++reads.current
      const { data } = await ask<Listed>(`/api/v1/worktrees?host=${encodeURIComponent(host)}`)
      if (!data || data.failures.length > 0) return null
      if ((newest.current.get(host) ?? 0) > number) return null
      newest.current.set(host, number)
      setSessions(before => withHost(before ?? [], host, data.worktrees))
      return data.worktrees
    },
    [ask],
  )

  useRepeated(read, EVERY)
  // The WebSocket reports each start and end of a run, also of one that another device has started.
  const living = runs.value.map(({ id }) => id).join(' ')
  const known = useRef(living)
  useEffect(() => {
    if (known.current !== living) void read()
    known.current = living
  }, [living, read])
  useBusy(sessions ?? [], readHost, readConflicts)
  return { sessions, conflicts, said, read, readHost }
}

/** Reads each host with a running session often. When a session has ended, others may be in conflict with it. */
function useBusy(
  sessions: readonly WorkSession[],
  readHost: (host: string) => Promise<unknown>,
  ended: () => Promise<void>,
): void {
  const busy = sessions.filter(({ state }) => state === 'running')
  const hosts = [...new Set(busy.map(({ host }) => host))].sort().join('\n')
  const count = useRef(0)
  const open = useRef(new Set<string>())

  const readBusy = useCallback(async () => {
    const asked = hosts.split('\n').filter(host => host !== '' && !open.current.has(host))
    for (const host of asked) open.current.add(host)
    await Promise.all(asked.map(host => readHost(host).finally(() => open.current.delete(host))))
  }, [hosts, readHost])
  useRepeated(readBusy, BUSY)

  useEffect(() => {
    if (busy.length < count.current) void ended()
    count.current = busy.length
  }, [busy.length, ended])
}

/** The list with these sessions of one host, at the place where this host's sessions were. */
function withHost(
  before: readonly WorkSession[],
  host: string,
  sessions: readonly WorkSession[],
): readonly WorkSession[] {
  const found = before.findIndex(each => each.host === host)
  const at = found < 0 ? before.length : found
  const others = (all: readonly WorkSession[]) => all.filter(each => each.host !== host)
  return [...others(before.slice(0, at)), ...sessions, ...others(before.slice(at))]
}
