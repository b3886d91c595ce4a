import type { Fleet } from '../../../state/fleet-handle.ts'
import type { Discovered } from '../../../state/model/discovered.ts'
import { FailureError } from '../../../state/model/failure.ts'
import { strip } from '../../../state/text/text.ts'
import { andList } from '../../../state/text/word-list.ts'
import { waitUntil } from '../../../state/wait-until.ts'
import type { Call } from '../../command/command.ts'
import { DONE } from '../../command/exit.ts'
import { usage } from '../../command/flag.ts'
import { limitOf } from '../../connect/connect.ts'
import { toJson } from '../../print/json.ts'
import { table } from '../../print/table.ts'

const TITLES = ['HOST', 'TMUX', 'ENTRY FOR config.json']

/** Lists running containers or pods with tmux, each with its entry for the configuration. */
export async function discoverHosts(
  call: Call,
  [from = '', context, namespace]: readonly string[],
): Promise<number> {
  if (from !== 'docker' && from !== 'kube') {
    throw usage(
      `There is nothing to discover in ${JSON.stringify(from)}.`,
      'Write `fleetmux hosts discover docker [CONTEXT]` or `fleetmux hosts discover kube [CONTEXT [NAMESPACE]]`.',
    )
  }
  if (from === 'docker' && namespace !== undefined)
    throw usage(
      `docker has no namespaces: ${JSON.stringify(namespace)}.`,
      'Write `fleetmux hosts discover docker [CONTEXT]`.',
    )
  const fleet = await call.open([])
  const place = { ...(context && { context }), ...(namespace && { namespace }) }
  fleet.store.dispatch({ type: 'discover', from, ...place, ref: 'discover' })
  const found = await discovered(fleet, 60 * limitOf(call, fleet))
  if (call.flags.is('json')) await call.print(toJson({ found: found.map(foundJson) }))
  else await show(call, found, from === 'docker' ? 'container' : 'pod')
  return DONE
}

/**
 * Waits at most `limit` milliseconds for the result of the search for containers or pods. Each of them has a deadline
 * of its own and only eight are examined at a time, so the whole search may take many times that deadline.
 * @throws FailureError if nothing can be listed.
 */
async function discovered({ store }: Fleet, limit: number): Promise<readonly Discovered[]> {
  const outcome = await waitUntil(
    store,
    ({ discovered, log }) => {
      const failure = log.findLast(each => each.ref === 'discover')?.failure
      return failure ? { failure } : discovered ? { found: discovered } : null
    },
    limit,
  )
  if (outcome?.found) return outcome.found
  const late = {
    kind: 'late',
    what: `The search for containers or pods did not end within ${limit / 1000} s.`,
    hint: 'Wait longer with --timeout, or see whether `docker ps` or `kubectl get pods` answers on this machine.',
  } as const
  throw new FailureError(outcome?.failure ?? late)
}

async function show(call: Call, found: readonly Discovered[], kind: string): Promise<void> {
  const able = found.filter(each => each.sessions !== null)
  if (able.length > 0) {
    // A narrow terminal does not cut the last column, since the user may copy these entries into config.json.
    const whole = { ...call.terminal, columns: Number.POSITIVE_INFINITY }
    for (const line of table(TITLES, able.map(row), whole)) await call.print(line)
  }
  const none = found.filter(each => each.sessions === null && each.trouble === undefined)
  if (none.length > 0)
    call.say(`There is no tmux in ${andList(none.map(each => each.entry.name))}.`)
  for (const { entry, trouble } of found) if (trouble) call.say(`${entry.name}: ${strip(trouble)}`)
  if (found.length === 0) call.say(`No ${kind} is running.`)
}

function row({ entry, sessions, known }: Discovered): string[] {
  const many = sessions === 1 ? '1 session' : `${sessions} sessions`
  const state = sessions === 0 ? 'tmux, no session' : many
  return [
    entry.name,
    state,
    known === undefined ? JSON.stringify(entry) : `already the host ${known}`,
  ]
}

function foundJson({ entry, sessions, trouble, known }: Discovered) {
  return { entry, sessions, trouble: trouble ?? null, known: known ?? null }
}
