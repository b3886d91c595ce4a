import type { Decision } from '../../../state/model/tracked-session.ts'
import { candidatesOf } from '../../../state/pool/candidate.ts'
import { cordonWord } from '../../../state/pool/cordon.ts'
import { staticMachines } from '../../../state/pool/machine-of-host.ts'
import { ageOf } from '../../../state/tracked/report.ts'
import { hostsOf } from '../../args/host-arguments.ts'
import { unknownSubCommand } from '../../args/unknown-sub-command.ts'
import type { Call, Command } from '../../command/command.ts'
import { DONE, FAILED } from '../../command/exit.ts'
import { usage } from '../../command/flag.ts'
import { receipt } from '../../command/wait.ts'
import { safeJson } from '../../print/json.ts'
import { table } from '../../print/table.ts'
import { isYes } from '../../recipients/confirm.ts'
import { setCordon } from '../../tracked/cordon.ts'
import { openRecords, refreshRecords } from '../../tracked/tracked-session.ts'

const TITLES = ['MACHINE', 'SIZE', 'REGION', 'SESSIONS', 'STATE', 'IDLE']
const DECISIONS = ['cordon', 'uncordon', 'drain'] satisfies Decision[]
const WORDS: readonly string[] = [...DECISIONS, 'remove']
/** Timeout for deleting a machine at its provider (`pool remove`), in milliseconds. */
const PATIENCE = 300_000

export const pool: Command = {
  name: 'pool',
  usage: '[cordon|uncordon|drain|remove MACHINE] [--yes] [--json]',
  summary: 'List the machines of the pool with their load, or remove one',
  details: `
A cordoned machine gets no further sessions. A drained machine gets none either: it is marked to be
removed after its last session has ended, but fleetmux never removes it by itself. \`pool remove\`
deletes an azlin machine permanently, with all its data: it asks first, refuses while a session of yours
runs there, and never removes a host of the configuration.`,
  examples: [
    ['pool', 'Which machines cost money, and which are idle?'],
    ['pool cordon gpu1', 'Start no new sessions on gpu1'],
    ['pool remove amplihack-ana-20260502-203014', 'Delete the machine'],
  ],
  flags: {
    yes: { kind: 'switch', letter: 'y', about: 'remove: do not ask for confirmation' },
    json: { kind: 'switch', about: 'Print an array of machine objects' },
  },
  takes: [0, 2],
  first: WORDS,
  next: args => (args.length === 1 ? 'host' : []),
  run,
}

async function run(call: Call): Promise<number> {
  const [what, ...named] = call.args
  if (what === undefined) return list(call)
  if (!WORDS.includes(what)) throw unknownSubCommand('pool', what, WORDS)
  const [host, ...others] = hostsOf(call.flags, named, 'MACHINE')
  const written = `Write \`fleetmux pool ${what} MACHINE\`.`
  if (others.length > 0) throw usage(`pool ${what} takes exactly one machine.`, written)
  if (host === undefined) throw usage(`pool ${what}: missing argument MACHINE.`, written)
  if (what === 'remove') return remove(call, host)
  return setCordon(call, host, what as Decision)
}

async function list(call: Call): Promise<number> {
  const opened = await openRecords(call)
  const registry = await refreshRecords(call, opened)
  const machines = staticMachines(opened.fleet.store.getState())
  const all = candidatesOf(machines, registry, false).filter(each => each.capacity !== null)
  const now = Date.now()
  if (call.flags.is('json')) {
    await call.print(safeJson(all, 2))
    return DONE
  }
  const rows = all.map(each => [
    each.name,
    each.size,
    each.region,
    `${each.active}/${each.capacity}`,
    each.disabled ? 'off' : cordonWord(each, each.active),
    each.idleSince === null ? '' : ageOf(each.idleSince, now),
  ])
  if (rows.length === 0) {
    call.say(
      'The pool is empty. To add a host of the configuration: `fleetmux hosts edit HOST --capacity 2`.',
    )
  } else for (const line of table(TITLES, rows, call.terminal)) await call.print(line)
  return DONE
}

async function remove(call: Call, asked: string): Promise<number> {
  if (!call.flags.is('yes') && !call.terminal.stdin)
    throw usage(
      'fleetmux cannot ask for a confirmation, because stdin is not a terminal.',
      'Use --yes to remove the machine without a confirmation.',
    )
  const question = `Delete the machine ${asked} permanently, with all its data?`
  if (!call.flags.is('yes') && !(await isYes(call, question))) {
    call.say('Nothing was removed.')
    return FAILED
  }
  const { fleet } = await openRecords(call)
  const host = fleet.nameOf(asked)
  fleet.store.dispatch({ type: 'remove-machine', host, ref: 'remove' })
  const { text } = await receipt(fleet.store, {
    ...{ ref: 'remove', host, limit: PATIENCE, isFixed: true },
    effect: 'the machine was deleted',
    check: 'fleetmux pool',
  })
  call.say(text)
  return DONE
}
