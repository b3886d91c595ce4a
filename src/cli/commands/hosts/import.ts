import type { Fleet } from '../../../state/fleet-handle.ts'
import { type Failure, FailureError } from '../../../state/model/failure.ts'
import type { Importable } from '../../../state/model/settings/config-value.ts'
import { waitUntil } from '../../../state/wait-until.ts'
import type { Call } from '../../command/command.ts'
import { DONE, FAILED } from '../../command/exit.ts'
import { usage } from '../../command/flag.ts'
import { receipt } from '../../command/wait.ts'
import { limitOf } from '../../connect/connect.ts'
import { isYes } from '../../recipients/confirm.ts'

/** Timeout for reading the ssh configuration, in milliseconds. */
const PATIENCE = 60_000

/** Imports hosts of another configuration: the named ones, all with --yes, or those that the user selects. */
export async function importHosts(call: Call, named: readonly string[]): Promise<number> {
  const from = call.flags.text('from') ?? 'ssh'
  if (from !== 'ssh' && from !== 'atmux') {
    throw usage(
      `There is nothing to import from ${JSON.stringify(from)}.`,
      'Write --from ssh or --from atmux.',
    )
  }
  const isChosen = named.length > 0 || call.flags.is('yes')
  if (!isChosen && !call.terminal.stdin)
    throw usage(
      'fleetmux cannot ask for a confirmation, because stdin is not a terminal.',
      'Name the hosts, or use --yes to import all.',
    )
  const fleet = await call.open([])
  const names = isChosen ? named : await choose(call, fleet, from)
  if (names === null) {
    call.say('Nothing was imported.')
    return FAILED
  }
  fleet.store.dispatch({ type: 'import-hosts', from, names, ref: 'import' })
  const { text } = await receipt(fleet.store, {
    ...{ ref: 'import', host: '', limit: limitOf(call, fleet) },
    effect: 'the hosts were imported',
    repeat: ['fleetmux hosts import --from', from, ...(names.length > 0 ? names : ['--yes'])].join(
      ' ',
    ),
  })
  call.say(text)
  return DONE
}

/** Asks for the hosts to import. null: the user declined; empty: all. */
async function choose(call: Call, fleet: Fleet, from: string): Promise<readonly string[] | null> {
  if (from === 'atmux') {
    return (await isYes(call, 'Import every host that your atmux configuration names?')) ? [] : null
  }
  const all = await importable(fleet)
  const fresh = all.filter(host => !host.isKnown)
  fresh.forEach((host, index) => {
    call.say(tickLine(host, index + 1))
  })
  if (fresh.length === 0) {
    call.say(
      all.length === 0
        ? 'Your ssh configuration names no hosts.'
        : 'fleetmux already knows all hosts of your ssh configuration.',
    )
    return null
  }
  call.say('Which hosts? Enter their numbers, `all`, or nothing to import none:')
  return ticked(fresh, (await call.readLine()).trim())
}

/** The hosts of the ssh configuration. @throws FailureError if the configuration cannot be read. */
async function importable({ store }: Fleet): Promise<readonly Importable[]> {
  const ref = 'importable'
  store.dispatch({ type: 'read-importable', ref })
  const answer = await waitUntil<readonly Importable[] | Failure>(
    store,
    ({ importable: hosts, log }) => log.find(each => each.ref === ref)?.failure ?? hosts ?? null,
    PATIENCE,
  )
  if (answer && !('what' in answer)) return answer
  const late = {
    kind: 'late',
    what: `The hosts of your ssh configuration were not found within ${PATIENCE / 1000} s, so nothing was imported.`,
    hint: 'Name the hosts to import: `fleetmux hosts import HOST...`.',
  } as const
  throw new FailureError(answer ?? late)
}

function tickLine({ name, goal }: Importable, number: number): string {
  return `${String(number).padStart(3)}  ${name}${goal === null ? '' : `  (${goal})`}`
}

/**
 * The names of the hosts whose numbers were typed, or of all `hosts` after `all`. null: nothing was typed, so nothing
 * is imported. @throws FailureError if a word is not one of the numbers.
 */
function ticked(hosts: readonly Importable[], said: string): string[] | null {
  if (said === '') return null
  if (said === 'all') return hosts.map(host => host.name)
  return said.split(/[\s,]+/).map(word => {
    const host = hosts[Number(word) - 1]
    if (host) return host.name
    throw usage(
      `Invalid answer: ${JSON.stringify(word)}.`,
      'Nothing was imported. Repeat the command, and enter numbers of the list.',
    )
  })
}
