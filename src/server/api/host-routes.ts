import { noSuchHost } from '../../state/hosts/host.ts'
import { hostJson } from '../../state/json/host-json.ts'
import { type Failure, FailureError, makeFailure } from '../../state/model/failure.ts'
import type { Host } from '../../state/model/fleet.ts'
import type { HostChange } from '../../state/model/host-config.ts'
import { waitUntil } from '../../state/wait-until.ts'
import { Reply } from '../reply/reply.ts'
import { closeBody, discoverBody, hostBody, importBody, testBody } from './request/host-fields.ts'
import { outcomeOf, refusalOf } from './request/intent-result.ts'
import { type ApiCall, type Route, route } from './request/route.ts'

/** Timeout of a host's test, in milliseconds. The test connects and looks for programs. */
const TEST = 120_000

/** Routes of hosts: their state, and actions on them. */
export const hostRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: '/api/v1/hosts',
    summary: 'All hosts, the state of the connection to each, and their tmux servers',
    role: 'viewer',
    intents: [],
    run: async ({ fleet }) => [...fleet.store.getState().hosts.values()].map(hostDocument),
  }),
  route({
    method: 'GET',
    path: '/api/v1/hosts/{host}',
    summary: 'One host: the state of the connection to it, and its tmux server',
    role: 'viewer',
    intents: [],
    run: async call => hostDocument(hostIn(call)),
  }),
  route({
    method: 'POST',
    path: '/api/v1/hosts/{host}/reconnect',
    summary: 'Connects a host now; if it is connected, checks that it answers',
    role: 'operator',
    intents: ['dial'],
    run: async call => {
      const { name } = hostIn(call).config
      call.fleet.store.dispatch({ type: 'dial', host: name })
      return new Reply(202, hostDocument(hostIn(call)))
    },
  }),
  route({
    method: 'POST',
    path: '/api/v1/hosts/{host}/disconnect',
    summary: 'Closes the connection to a host; its sessions keep running',
    role: 'admin',
    intents: ['hang-up'],
    run: async call => {
      call.fleet.store.dispatch({ type: 'hang-up', host: hostIn(call).config.name })
      return new Reply(202, null)
    },
  }),
  route({
    method: 'POST',
    path: '/api/v1/hosts/{host}/test',
    summary: 'Tests a host: login, tmux and programs',
    role: 'admin',
    intents: ['test-host'],
    body: testBody,
    run: async call => test(call, call.body.agents),
  }),
  route({
    method: 'POST',
    path: '/api/v1/hosts',
    summary:
      'Writes a new host into the configuration, with at least its `name`; docs/hosts.md describes the fields',
    role: 'admin',
    intents: ['keep-host'],
    body: hostBody,
    run: async call => {
      const host = call.body['name']
      if (typeof host !== 'string' || host === '')
        throw new FailureError({
          kind: 'usage',
          what: 'The name of the host is missing, so no host was added.',
          hint: 'Add `name`, the name of the host in fleetmux, to the body.',
        })
      return keep(call, { host, change: call.body as HostChange, isNew: true })
    },
  }),
  route({
    method: 'PATCH',
    path: '/api/v1/hosts/{host}',
    summary:
      'Changes fields of a host in the configuration, null removes a field; docs/hosts.md describes the fields',
    role: 'admin',
    intents: ['keep-host'],
    body: hostBody,
    run: async call =>
      keep(call, { host: hostIn(call).config.name, change: call.body as HostChange }),
  }),
  route({
    method: 'DELETE',
    path: '/api/v1/hosts/{host}',
    summary: 'Removes a host from the configuration; its sessions keep running',
    role: 'admin',
    intents: ['drop-host'],
    run: async call => {
      const host = hostIn(call).config.name
      return told(await outcomeOf(call, { type: 'drop-host', host }))
    },
  }),
  route({
    method: 'POST',
    path: '/api/v1/imports',
    summary:
      'Imports hosts of the ssh configuration, or of atmux (another tool for tmux on several hosts), into the configuration of fleetmux',
    role: 'admin',
    intents: ['import-hosts'],
    body: importBody,
    run: async call => told(await outcomeOf(call, { type: 'import-hosts', ...call.body })),
  }),
  route({
    method: 'GET',
    path: '/api/v1/imports',
    summary: 'Hosts of the ssh configuration that can be imported',
    role: 'admin',
    intents: ['read-importable'],
    run: async call => {
      const { store } = call.fleet
      const ref = call.nextRef()
      const before = store.getState().importable
      store.dispatch({ type: 'read-importable', ref })
      const seen = (state: ReturnType<typeof store.getState>) => {
        const { importable } = state
        return importable && importable !== before ? importable : (refusalOf(state, ref) ?? null)
      }
      const found = (await waitUntil(store, seen, TEST)) ?? late('The search for hosts')
      if ('kind' in found) throw new FailureError(found)
      return found
    },
  }),
  route({
    method: 'POST',
    path: '/api/v1/discoveries',
    summary: 'Looks for running containers or pods, and for tmux in each',
    role: 'admin',
    intents: ['discover'],
    body: discoverBody,
    run: async call => discover(call),
  }),
  route({
    method: 'POST',
    path: '/api/v1/masters/close',
    summary: 'Closes the ssh connections of fleetmux, even if they are in use',
    role: 'admin',
    intents: ['close-masters'],
    body: closeBody,
    run: async call => told(await outcomeOf(call, { type: 'close-masters', ...call.body })),
  }),
]

function hostDocument(host: Host) {
  const failure = host.link.state === 'down' ? (host.link.failure ?? null) : null
  return {
    ...hostJson({ name: host.config.name, host, failure }),
    since: host.link.since,
    retryAt: host.link.retryAt ?? null,
    recalled: host.recalled ?? null,
  }
}

/** The host that the path names. @throws FailureError if there is none. */
function hostIn({ fleet, params }: Pick<ApiCall, 'fleet' | 'params'>): Host {
  const written = params['host'] ?? ''
  const host = fleet.store.getState().hosts.get(fleet.nameOf(written))
  if (host) return host
  throw new FailureError(noSuchHost(written))
}

async function test(call: ApiCall, agents: boolean) {
  const { store } = call.fleet
  const { name } = hostIn(call).config
  const ref = call.nextRef()
  store.dispatch({ type: 'test-host', host: name, agents, ref })
  const done = await waitUntil(
    store,
    ({ tests }) => {
      const known = tests?.get(name)
      return known?.ref === ref && known.isOver ? known : null
    },
    TEST,
  )
  if (!done)
    throw new FailureError({
      kind: 'late',
      host: name,
      what: `The test of the host did not end within ${TEST / 1000} s.`,
      hint: `See where the test stops: \`fleetmux hosts test ${name}\`.`,
    })
  return { host: name, checks: done.checks }
}

async function keep(
  call: ApiCall,
  change: { readonly host: string; readonly change: HostChange; readonly isNew?: true },
) {
  return told(await outcomeOf(call, { type: 'keep-host', ...change }))
}

async function discover(call: ApiCall<{ from: 'docker' | 'kube' }>) {
  const { store } = call.fleet
  const ref = call.nextRef()
  const before = store.getState().discovered
  store.dispatch({ type: 'discover', ...call.body, ref })
  const found = await waitUntil(
    store,
    state => {
      const failure = state.log.findLast(each => each.ref === ref)?.failure
      if (failure) return { failure, list: null }
      const list = state.discovered !== before && state.discovered
      return list ? { failure: null, list } : null
    },
    TEST,
  )
  if (!found) throw new FailureError(late('The search for containers or pods'))
  if (found.failure) throw new FailureError(found.failure)
  return found.list
}

function late(what: string): Failure {
  return makeFailure({
    kind: 'late',
    what: `${what} did not end within ${TEST / 1000} s, so its result is not known.`,
    hint: 'It changes nothing, so you can repeat the request.',
  })
}

function told({ message, notes }: { message: string; notes: readonly string[] }): Reply {
  return new Reply(200, { notes }, message)
}
