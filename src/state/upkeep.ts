import type { HostTest } from './check.ts'
import { toFailure } from './failure.ts'
import { noSuchHost, switchedOff } from './host.ts'
import type { HostConfig } from './host-config.ts'
import { changed, entryOf, type HostChange, toHostConfig } from './host-entry.ts'
import type { State } from './model.ts'
import { refuse } from './session.ts'
import { type Handlers, step } from './step.ts'

/** The hosts as a person keeps them: written down, tested, logged in to. */
export const upkeep: Handlers = {
  dial: (state, { host }) =>
    step(state.hosts[host]?.config.disabled ? refuse(state, switchedOff(host)) : state),

  'keep-host': (state, asked) => step(state, asked),
  'drop-host': (state, asked) => step(state, asked),

  'test-host': (state, { host, change, agents = false, ref }) => {
    const config = wanted(state, host, change)
    if ('kind' in config) return step(refuse(state, config, ref))
    const begun: HostTest = { ref, checks: [], isOver: false }
    const tests = { ...state.tests, [host]: begun }
    return step({ ...state, tests }, { type: 'test-host', host: config, agents, ref })
  },
  probed: (state, { host, check, test: ref }) =>
    step(withTest(state, host, ref, test => ({ ...test, checks: [...test.checks, check] }))),
  tested: (state, { host, test: ref }) =>
    step(withTest(state, host, ref, test => ({ ...test, isOver: true }))),

  'connect-host': (state, { host, ref }) => {
    const config = wanted(state, host)
    if ('kind' in config) return step(refuse(state, config, ref))
    if (config.transport !== 'ssh') return step(refuse(state, needsNone(host), ref))
    return step(state, { type: 'connect-host', host: config, ...(ref && { ref }) })
  },
}

/** The host as it is, or would be with that change; else why it cannot be used. */
function wanted({ hosts }: State, name: string, change?: HostChange) {
  const known = hosts[name]?.config
  const config = change ? withChange(known, name, change) : (known ?? noSuchHost(name))
  return 'kind' in config || !config.disabled ? config : switchedOff(name)
}

function withChange(known: HostConfig | undefined, name: string, change: HostChange) {
  try {
    return toHostConfig(changed(known ? entryOf(known) : { name }, change))
  } catch (thrown) {
    return toFailure(thrown, name)
  }
}

/** One that was begun anew hears nothing of the one before. */
function withTest(
  state: State,
  host: string,
  ref: string,
  to: (test: HostTest) => HostTest,
): State {
  const test = state.tests?.[host]
  return test?.ref === ref ? { ...state, tests: { ...state.tests, [host]: to(test) } } : state
}

function needsNone(host: string) {
  return {
    kind: 'refused',
    host,
    what: `${host} needs no login: it is not reached by ssh.`,
  } as const
}
