import { changeEntry, entryOf, toHostConfig } from '../hosts/config-entry.ts'
import { noSuchHost, switchedOff } from '../hosts/host.ts'
import { refuse } from '../log/log.ts'
import type { HostTest } from '../model/check.ts'
import { type Failure, makeFailure, toFailure } from '../model/failure.ts'
import type { HostChange, HostConfig } from '../model/host-config.ts'
import type { Command } from '../model/messages/command.ts'
import { type Handlers, type Step, step } from '../model/messages/step.ts'
import type { State } from '../model/state.ts'

/** The reducers for managing hosts: saving, testing and logging in. */
export const hostAdmin: Handlers = {
  dial: (state, { host }) =>
    step(state.hosts.get(host)?.config.disabled ? refuse(state, switchedOff(host)) : state),

  'keep-host': (state, asked) => written(state, asked),
  'drop-host': (state, asked) => written(state, asked),
  'import-hosts': (state, asked) => written(state, asked),

  'test-host': (state, { host, change, agents = false, ref }) => {
    const config = wanted(state, host, change)
    if ('kind' in config) return step(refuse(state, config, ref))
    const begun: HostTest = { ref, checks: [], isOver: false }
    const tests = new Map(state.tests).set(host, begun)
    return step({ ...state, tests }, { type: 'test-host', host: config, agents, ref })
  },
  probed: (state, { host, check, test: ref }) =>
    step(withTest(state, host, ref, test => ({ ...test, checks: [...test.checks, check] }))),
  tested: (state, { host, test: ref }) =>
    step(withTest(state, host, ref, test => ({ ...test, isOver: true }))),

  'connect-host': (state, { host, waits, ref }) => {
    const config = wanted(state, host)
    if ('kind' in config) return step(refuse(state, config, ref))
    if (config.transport !== 'ssh') return step(refuse(state, needsNone(host), ref))
    const asked = { ...(waits && { waits }), ...(ref && { ref }) }
    return step(state, { type: 'connect-host', host: config, ...asked })
  },
}

/** Passes a change of the user's configuration on to the backend. Refused in a demo, whose hosts are simulated. */
function written(
  state: State,
  asked: Extract<Command, { type: 'keep-host' | 'drop-host' | 'import-hosts' }>,
): Step {
  return state.settings.pretends
    ? step(refuse(state, DEMO_HOSTS_READ_ONLY, asked.ref))
    : step(state, asked)
}

export const DEMO_HOSTS_READ_ONLY = makeFailure({
  kind: 'refused',
  what: 'The hosts of the demo are simulated: nothing is written to your configuration.',
  hint: 'Start `fleetmux` without `demo` to edit your own hosts.',
})

/** The host's configuration, with `change` applied if given; or a failure if the host cannot be used. */
function wanted({ hosts }: State, name: string, change?: HostChange) {
  const known = hosts.get(name)?.config
  const config = change ? withChange(known, name, change) : (known ?? noSuchHost(name))
  return 'kind' in config || !config.disabled ? config : switchedOff(name)
}

function withChange(known: HostConfig | undefined, name: string, change: HostChange) {
  try {
    // Results of the test are reported under the current name, even if the change has a new name.
    return { ...toHostConfig(changeEntry(known ? entryOf(known) : { name }, change)), name }
  } catch (thrown) {
    return toFailure(thrown, name)
  }
}

/** Changes the connection test with this ref. Results of an earlier, replaced test are ignored. */
function withTest(
  state: State,
  host: string,
  ref: string,
  to: (test: HostTest) => HostTest,
): State {
  const test = state.tests?.get(host)
  return test?.ref === ref ? { ...state, tests: new Map(state.tests).set(host, to(test)) } : state
}

function needsNone(host: string): Failure {
  return makeFailure({
    kind: 'refused',
    host,
    namesHost: true,
    what: `${host} needs no login, because it is not an ssh host.`,
    hint: `To see whether the host can be used: \`fleetmux hosts test ${host}\`.`,
  })
}
