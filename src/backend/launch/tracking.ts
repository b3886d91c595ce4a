import { type Failure, FailureError, makeFailure } from '../../state/model/failure.ts'
import type { Command } from '../../state/model/messages/command.ts'
import type { Event } from '../../state/model/messages/event.ts'
import type { State } from '../../state/model/state.ts'
import { dropFromPool } from '../../state/tracked/registry.ts'
import type { Catalogue } from '../agents/catalogue.ts'
import { now } from '../clock.ts'
import type { Connection } from '../connection/connection.ts'
import { createAzlin } from '../pool/azlin.ts'
import { isInstalled } from '../pool/installed.ts'
import { createPool } from '../pool/pool.ts'
import { openRegistry } from '../state-file/registry.ts'
import { storeCordon } from '../track/cordon.ts'
import { endTracked } from '../track/end.ts'
import { fetchTracked } from '../track/fetch.ts'
import { endsOf, noteKilled } from '../track/killed.ts'
import { measure } from '../track/measure.ts'
import { mergeProviders, refuseGone } from '../track/merge-providers.ts'
import { probeExitStatus } from '../track/probe-exit-status.ts'
import { reassign } from '../track/reassign.ts'
import { recover } from '../track/recover.ts'
import { createRecoverPlaces } from '../track/recover-places.ts'
import { createTrack } from '../track/watch-registry.ts'
import { planFor } from './agent-plan.ts'
import { launch } from './launch.ts'

type Of<T extends Command['type']> = Extract<Command, { type: T }>

/** All commands on tracked sessions (started from prompts). Their code is loaded at the first command. */
export interface Tracking {
  track(): Promise<void>
  settle(command: Of<'settle'>): Promise<void>
  /** Records in the state file that the user killed the session. */
  noteKilled(id: string): Promise<void>
  readEnds(command: Of<'read-ends'>): Promise<void>
  stir(command: Of<'stir'>): Promise<void>
  end(command: Of<'end-tracked'>): Promise<Event>
  measure(command: Of<'measure'>): Promise<Event>
  recover(command: Of<'recover'>): Promise<Event>
  reassign(command: Of<'reassign'>): Promise<Event>
  decide(command: Of<'duty'>): Promise<Event>
  removeMachine(command: Of<'remove-machine'>): Promise<Event>
  join(command: Of<'join'>): Promise<void>
  launch(command: Of<'launch'>): Promise<void>
  fetch(command: Of<'fetch-results'>): Promise<Event>
  close(): Promise<void>
}

export interface TrackingOptions {
  readonly environment: NodeJS.ProcessEnv
  readonly dispatch: (event: Event) => void
  readonly getState: () => State
  readonly catalogue: () => Catalogue
  /** Dials a host and resolves when it is up. @throws FailureError if the host is unknown or not up. */
  readonly reach: (host: string) => Promise<Connection>
  /** A path that replaces the user's own ssh_config. */
  readonly sshConfig?: string
  readonly hangUp: (host: string) => Promise<void>
}

const interrupted: Failure = makeFailure({
  kind: 'refused',
  what: 'The start was interrupted, and what it had created was removed again.',
})

export function createTracking(options: TrackingOptions): Tracking {
  const { dispatch, getState, reach, hangUp, environment } = options
  const file = openRegistry({ environment })
  const track = createTrack(file, dispatch)
  /** Machines that the user named for removal. */
  const named = new Set<string>()
  const pool = createPool({
    providers: [
      createAzlin({
        env: environment,
        members: () => [...(getState().registry?.pool.keys() ?? []), ...named],
      }),
    ],
  })
  const plan = (agent: string) => planFor(agent, options.catalogue())
  const stirred = new Set<string>()
  /** Hosts that are being asked how sessions ended that tmux no longer lists there. */
  const asked = new Set<string>()
  /** Dispatches an event, if fleetmux has loaded the records of sessions. */
  const changed = (event: Event) => getState().registry && dispatch(event)
  const launching = new Set<Promise<void>>()
  const leaving = new AbortController()
  const known = (host: string) => getState().hosts.get(host)?.config
  const isConfigured = (host: string) => known(host)?.joined === undefined
  const join = mergeProviders({ pool, dispatch, hangUp, known })
  const joinName = async (host: string) => join.name(host, await file.read())
  const places = createRecoverPlaces({
    getState,
    join,
    registry: file.read,
    list: async () => {
      const isThere = !getState().settings.pretends && (await isInstalled('azlin', environment))
      return isThere ? pool.list(leaving.signal) : null
    },
    pool,
    ...(options.sshConfig && { sshConfig: options.sshConfig }),
  })
  const warner = (ref: string | undefined) => (text: string) =>
    dispatch({ type: 'warned', text, ...(ref && { ref }) })

  const recoverFrom = (asked: Omit<Of<'recover'>, 'type'>) =>
    recover(
      { type: 'recover', ...asked },
      {
        reach,
        file,
        changed: dispatch,
        warn: warner(asked.ref),
        isConfigured,
        places,
      },
    )

  return {
    track: track.start,
    settle: ({ id, end }) => track.settle(id, end),
    noteKilled: id => noteKilled(id, file, changed),
    async readEnds({ host, records }) {
      if (asked.has(host)) return
      asked.add(host)
      try {
        await track.settleAll(await endsOf(await reach(host), records))
      } finally {
        asked.delete(host)
      }
    },
    async stir({ host, record }) {
      const { id } = record
      if (stirred.has(id)) return
      stirred.add(id)
      // A pending record is completed from the options of its tmux session. They are set when the session starts and
      // not later, so it is enough to read them once.
      if (record.status === 'pending') return void (await recoverFrom({ hosts: [host] }))
      try {
        if ((await probeExitStatus(await reach(host), record)) === 'never')
          await track.settle(id, { status: 'failed', exitCode: null, completedAt: now() })
      } finally {
        stirred.delete(id)
      }
    },
    end: command =>
      endTracked(command, { reach, file, changed: dispatch, warn: warner(command.ref) }),
    measure: ({ records }) => measure(records, reach),
    recover: command => recoverFrom(command),
    reassign: command => reassign(command, { reach, isConfigured, file, changed: dispatch }),
    decide: command => storeCordon(command, file, dispatch),
    async removeMachine({ host, named: isNamed }) {
      if (isNamed) named.add(host)
      await pool.remove({ name: host, provider: 'azlin' })
      const registry = await file.change(before => dropFromPool(before, host))
      dispatch({ type: 'registry', registry })
      return { type: 'did', text: `The machine ${host} was removed.` }
    },
    async join({ host }) {
      if (!known(host)) refuseGone(host, await file.read())
      await joinName(host)
    },
    async launch(command) {
      const { signal } = leaving
      const ways = { joinName, joinMachine: join.machine }
      const work = launch(command, { ...options, ...ways, plan, file, signal })
      launching.add(work)
      await work.finally(() => launching.delete(work))
    },
    fetch: command =>
      fetchTracked(command, { reach, say: warner(command.ref), directory: process.cwd() }),
    async close() {
      leaving.abort(new FailureError(interrupted))
      // Wait for the clean-up of cancelled launches, which needs the hosts and the state file.
      await Promise.allSettled(launching)
      await track.close()
      await join.close()
    },
  }
}
