import { setTimeout as delay } from 'node:timers/promises'
import { isReached } from '../../../state/hosts/link-text.ts'
import { toFailure } from '../../../state/model/failure.ts'
import { type RunHead, type RunRef, runKey } from '../../../state/model/fleet-run.ts'
import { THIS_MACHINE } from '../../../state/model/host-config.ts'
import type { Event } from '../../../state/model/messages/event.ts'
import type { State } from '../../../state/model/state.ts'
import type { Runs } from '../../../state/runs/order.ts'
import type { RunRow } from '../../../state/runs/spec.ts'
import { clean } from '../../../state/text/clean.ts'
import { readFleetRun } from './run-reading.ts'

/**
 * The wait before the watch of a host's runs starts again after it has ended or failed, and the maximum wait, in
 * milliseconds. The wait doubles each time, until a watch has lasted longer than the maximum wait.
 */
const [FIRST, LAST] = [1000, 60_000]
/**
 * Maximum number of runs of one host that are read at once, besides the selected one, if each needs an ssh session: an
 * ssh connection allows only few sessions, and sending an answer to an agent needs one.
 */
const AT_ONCE = 5
/**
 * Maximum number of runs of one host that are read at once, if the host supports reading them all over one ssh session.
 */
const MANY = 60
/** Milliseconds for which a run must stay selected before its conversation is read. */
const SETTLE = 120

/** Watches the runs of hosts for the screen or server. */
export interface RunWatcher {
  watch(host: string): void
  /** Reads the conversation of this run (its events, as text for the runs screen) and of no other; null: of none. */
  show(run: RunRef | null): void
  /** Stops watching a host's runs. */
  leave(host: string): void
  close(): void
}

export function createRunWatcher(options: {
  readonly runs: () => Promise<Runs>
  readonly dispatch: (event: Event) => void
  readonly getState: () => State
}): RunWatcher {
  const { dispatch } = options
  const watched = new Map<string, AbortController>()
  const heads = new Map<string, RunHead>()
  const readings = new Map<string, Reading>()
  /** Runs that were read to their end. */
  const over = new Set<string>()
  let wanted: RunRef | null = null
  let shown: RunRef | null = null
  let settling: NodeJS.Timeout | undefined

  /** For each host, how many runs may be read at once. A host with several runs is asked whether it can read many. */
  const rooms = new Map<string, number>()

  function roomOf(host: string, count: number): number {
    const known = rooms.get(host)
    if (known !== undefined || host === THIS_MACHINE || count <= 1) return known ?? AT_ONCE
    rooms.set(host, AT_ONCE)
    const ask = async () => {
      if (!(await (await options.runs()).readsMany(host))) return
      rooms.set(host, MANY)
      read(host)
    }
    // The error is not reported here, because `keepWatching` reports what is wrong with the host.
    ask().catch(() => rooms.delete(host))
    return AT_ONCE
  }

  async function keepWatching(host: string, signal: AbortSignal): Promise<void> {
    const runs = await options.runs()
    for (let wait = FIRST; ; wait = Math.min(2 * wait, LAST)) {
      const since = Date.now()
      try {
        const listener = {
          runs: (rows: readonly RunRow[], isAll: boolean) => heard(host, rows, isAll),
          removed: (id: string) => removed({ host, id }),
        }
        if (!(await runs.watch(host, listener, signal))) return
      } catch (thrown) {
        if (signal.aborted) return
        const failure = toFailure(thrown, host)
        if (!PASSING.has(failure.kind)) return dispatch({ type: 'failed', failure })
      }
      if (Date.now() - since > LAST) wait = FIRST
      await delay(wait, undefined, { signal, ref: false })
      // If the host is not connected, stops: the watch is restarted when the connection is up again.
      if (!isUp(host)) return
    }
  }

  function isUp(name: string): boolean {
    const host = options.getState().hosts.get(name)
    return host !== undefined && isReached(host)
  }

  function heard(host: string, rows: readonly RunRow[], isAll: boolean): void {
    const runs = rows.map(headOf)
    const told = new Set(runs.map(runKey))
    if (isAll) for (const [key, head] of heads) if (head.host === host && !told.has(key)) drop(key)
    for (const head of runs) heads.set(runKey(head), head)
    dispatch({ type: 'runs', host, runs, isAll })
    read(host)
  }

  function drop(key: string): void {
    stop(key)
    heads.delete(key)
    over.delete(key)
  }

  function removed(ref: RunRef): void {
    drop(runKey(ref))
    dispatch({ type: 'run-removed', ...ref })
    read(ref.host)
  }

  /**
   * Starts reading the running runs of a host that are not read yet, newest first, until the maximum number of runs is
   * read (`AT_ONCE` or `MANY`). The selected run is always read, also if it has ended.
   */
  function read(host: string): void {
    const there = [...heads.values()].filter(head => head.host === host)
    const newest = there.toSorted((one, other) => other.created - one.created)
    const working = there.filter(({ state }) => state === 'running')
    let room = host === THIS_MACHINE ? MANY : roomOf(host, working.length)
    for (const key of readings.keys()) if (heads.get(key)?.host === host) room--
    for (const head of newest) {
      const key = runKey(head)
      const isShown = isSame(shown, head)
      if (readings.has(key) || over.has(key) || (!isShown && head.state !== 'running')) continue
      if (room <= 0 && !isShown) continue
      room--
      begin(key, head, isShown)
    }
  }

  function begin(key: string, { host, id, state }: RunHead, isShown: boolean): void {
    const controller = new AbortController()
    const reading = { controller, isShown }
    readings.set(key, reading)
    const how = { host, id, isShown, works: state === 'running' }
    options
      .runs()
      .then(runs => readFleetRun(runs, how, dispatch, controller.signal))
      .catch(thrown => dispatch({ type: 'failed', failure: toFailure(thrown, host) }))
      .finally(() => {
        if (readings.get(key) !== reading) return
        readings.delete(key)
        over.add(key)
        read(host)
      })
  }

  /**
   * Switches the conversation to the newly selected run: reads that run from its beginning, and continues the previous
   * run without its conversation.
   */
  function turn(): void {
    const before = shown
    shown = wanted
    if (before && shown && isSame(before, shown)) return
    if (shown) over.delete(runKey(shown))
    for (const each of [before, shown]) {
      if (!each) continue
      stop(runKey(each))
      read(each.host)
    }
  }

  function stop(key: string): void {
    readings.get(key)?.controller.abort()
    readings.delete(key)
  }

  return {
    watch(host) {
      if (watched.has(host)) return
      const controller = new AbortController()
      watched.set(host, controller)
      keepWatching(host, controller.signal)
        .catch(thrown => {
          if (!controller.signal.aborted)
            dispatch({ type: 'failed', failure: toFailure(thrown, host) })
        })
        .finally(() => watched.get(host) === controller && watched.delete(host))
    },
    show(run) {
      wanted = run
      clearTimeout(settling)
      // Waits a moment, so that runs passed while moving through the list are not read.
      if (shown && run) settling = setTimeout(turn, SETTLE)
      else turn()
    },
    leave(host) {
      watched.get(host)?.abort()
      watched.delete(host)
      rooms.delete(host)
      for (const [key, head] of heads) {
        if (head.host === host) drop(key)
      }
    },
    close() {
      clearTimeout(settling)
      for (const each of watched.values()) each.abort()
      for (const key of [...readings.keys()]) stop(key)
    },
  }
}

interface Reading {
  readonly controller: AbortController
  readonly isShown: boolean
}

/** Kinds of failures (the connection is lost or late) after which a host's runs are watched again. */
const PASSING: ReadonlySet<string> = new Set(['lost', 'unreachable', 'late'])

function isSame(one: RunRef | null, other: RunRef): boolean {
  return one?.id === other.id && one.host === other.host
}

function headOf({ host, spec, state, code }: RunRow): RunHead {
  const { id, agent, title, cwd, created, workspace } = spec
  return {
    ...{ host, id, created, state, code },
    ...{ agent: clean(agent), title: clean(title), cwd: clean(cwd) },
    isShipped: workspace !== undefined,
  }
}
