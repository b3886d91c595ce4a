import { resolve } from 'node:path'
import type { BenchmarkOrder } from '../../../state/benchmarks/benchmarks-handle.ts'
import type { Fleet } from '../../../state/fleet-handle.ts'
import { hostMatches } from '../../../state/selectors/select-sessions.ts'
import { parseSelector } from '../../../state/selectors/selector.ts'
import { hostsOf } from '../../args/host-arguments.ts'
import { readWhole } from '../../args/launch.ts'
import type { Call } from '../../command/command.ts'
import { usage } from '../../command/flag.ts'

/** The benchmark to run, as the command line describes it, and the fleet with its hosts. */
export async function orderOf(call: Call): Promise<{ fleet: Fleet; order: BenchmarkOrder }> {
  const { flags } = call
  const file = resolve(call.args[0] ?? '')
  const written = flags.each('on')
  const names = written.filter(each => !each.includes('=')).flatMap(splitAtCommas)
  const named = hostsOf(flags, names, '--on')
  const fleet = await call.open(named)
  const number = (name: string, most: number) =>
    flags.has(name) ? readWhole(flags, name, [1, most], 1) : null
  return {
    fleet,
    order: {
      file,
      hosts: chosenHosts(fleet, named, written.filter(isSelector)),
      selection: {
        models: flags.list('models'),
        suites: flags.list('suites'),
        cases: flags.list('cases'),
        attempts: number('attempts', 100),
        parallel: number('parallel', 10_000),
      },
    },
  }
}

function splitAtCommas(text: string): readonly string[] {
  return text
    .split(',')
    .map(name => name.trim())
    .filter(name => name !== '')
}

const isSelector = (text: string) => text.includes('=')

/** The hosts that the names and selectors choose. @throws FailureError (`usage`) if a selector matches no host. */
function chosenHosts(
  fleet: Fleet,
  names: readonly string[],
  selectors: readonly string[],
): readonly string[] {
  const known = [...fleet.store.getState().hosts.values()]
  const selected = selectors.flatMap(selector => {
    const terms = parseSelector(selector)
    const found = known.filter(host => !host.config.disabled && hostMatches(host, terms))
    if (found.length === 0) throw usage(`No host matches ${selector}.`, 'See `fleetmux hosts`.')
    return found.map(host => host.config.name)
  })
  return [...new Set([...names.map(fleet.nameOf), ...selected])]
}
