import type { Fleet } from '../../../state/fleet-handle.ts'
import { boundedParallel } from '../../../state/host-commands/bounded-parallel.ts'
import { switchedOff } from '../../../state/hosts/host.ts'
import { type Check, isFine } from '../../../state/model/check.ts'
import { FailureError } from '../../../state/model/failure.ts'
import type { HostChange } from '../../../state/model/host-config.ts'
import { strip } from '../../../state/text/text.ts'
import { waitUntil } from '../../../state/wait-until.ts'
import { namesOf } from '../../args/host-arguments.ts'
import type { Call } from '../../command/command.ts'
import { DONE, FAILED, SOME_FAILED } from '../../command/exit.ts'
import { toJson } from '../../print/json.ts'

/** Timeout of a whole test, in milliseconds. Each step has its own timeout. */
const PATIENCE = 120_000

/**
 * Maximum number of tests in parallel, each with its own connection. The time in which a test waits for its turn does
 * not count for its timeout.
 */
const AT_ONCE = 32

/** Tests hosts in parallel, and prints each check as soon as it has a result. */
export async function testHosts(call: Call, named: readonly string[]): Promise<number> {
  const fleet = await call.open(named)
  const names = namesOf(fleet, named)
  const off = names.find(name => fleet.store.getState().hosts.get(name)?.config.disabled)
  if (off !== undefined) throw new FailureError(switchedOff(off))
  const json = call.flags.is('json')
  const several = names.length > 1
  const print = (host: string, check: Check) => {
    const { name, state, found, hint = null } = check
    const text = json
      ? toJson({ host, name, state, found, now: hint })
      : checkLine(check, several ? host : '')
    return call.print(text)
  }
  const agents = call.flags.is('agents')
  const tested = await boundedParallel(AT_ONCE, names, async host =>
    isFine(await test(fleet, { host, agents }, check => print(host, check))),
  )
  if (tested.every(Boolean)) return DONE
  return tested.some(Boolean) ? SOME_FAILED : FAILED
}

export interface Tested {
  readonly host: string
  readonly change?: HostChange
  readonly agents: boolean
}

/** Tests one host; resolves with all checks. @throws FailureError if it cannot be tested. */
export async function test(
  { store }: Fleet,
  tested: Tested,
  tell: (check: Check) => unknown,
): Promise<readonly Check[]> {
  const { host } = tested
  const ref = `test ${host}`
  let told = 0
  store.dispatch({ type: 'test-host', ...tested, ref })
  const over = await waitUntil(
    store,
    ({ tests, log }) => {
      const refused = log.find(entry => entry.ref === ref)?.failure
      if (refused) return refused
      const current = tests?.get(host)
      for (const check of current?.checks.slice(told) ?? []) tell(check)
      told = current?.checks.length ?? told
      return current?.isOver ? current : null
    },
    PATIENCE,
  )
  if (over && 'checks' in over) return over.checks
  throw new FailureError(
    over ?? {
      ...{ kind: 'late', host, what: `The test did not end within ${PATIENCE / 1000} s.` },
      hint: `Repeat the test: \`fleetmux hosts test ${host}\`.`,
    },
  )
}

export function checkLine({ name, state, found, hint }: Check, host: string): string {
  const what = [state.padEnd(4), host, name.padEnd(12), hint ? `${withStop(found)} ${hint}` : found]
  return strip(what.filter(word => word !== '').join('  '))
}

/** The result of a check as a sentence. Some end with a full stop already, or with a reason in parentheses behind it. */
export function withStop(found: string): string {
  return /\.( \(.*\))?$/.test(found) ? found : `${found}.`
}
