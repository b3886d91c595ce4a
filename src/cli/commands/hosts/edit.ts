import type { Fleet } from '../../../state/fleet-handle.ts'
import { fieldsFor } from '../../../state/hosts/fields-of-kind.ts'
import { changedFields, changeOf, checkFields, fieldsOf } from '../../../state/hosts/form-fields.ts'
import { HOST_FIELDS, type HostField, type HostFields } from '../../../state/hosts/host-field.ts'
import { TRANSPORTS } from '../../../state/hosts/host-field-spec.ts'
import { isFine } from '../../../state/model/check.ts'
import {
  type HostChange,
  type HostConfig,
  THIS_MACHINE_SETTINGS,
} from '../../../state/model/host-config.ts'
import { orList } from '../../../state/text/word-list.ts'
import type { Call } from '../../command/command.ts'
import { DONE, FAILED } from '../../command/exit.ts'
import { type Flags, usage } from '../../command/flag.ts'
import { receipt } from '../../command/wait.ts'
import { limitOf } from '../../connect/connect.ts'
import { configOf } from './show.ts'
import { checkLine, test } from './test.ts'

/** Adds a host: checks the fields, tests the host, then writes it to the configuration. */
export async function addHost(call: Call, [name = '']: readonly string[]): Promise<number> {
  const { flags } = call
  if (flags.has('name'))
    throw usage('--name is only for `hosts edit`.', 'Give the name only once, as the argument.')
  const fleet = await call.open([])
  refuseEmptyFields(flags)
  const start = { ...fieldsOf(), name, host: name }
  const change = check(withFlags(start, flags), [...fleet.store.getState().hosts.keys()])
  const isOff = flags.is('disabled') && { enabled: false }
  return save(call, fleet, name, { ...change, ...isOff }, true)
}

/** Changes the given fields; an empty value removes a field, `--name` renames the host. */
export async function editHost(call: Call, [name = '']: readonly string[]): Promise<number> {
  const { flags } = call
  const fleet = await call.open([])
  const config = configOf(fleet, name)
  if (config.transport === 'local')
    throw usage(
      'This machine has no entry in the list of hosts, so nothing of it can be changed.',
      THIS_MACHINE_SETTINGS,
    )
  const before = fieldsOf(config)
  const others = [...fleet.store.getState().hosts.keys()].filter(each => each !== name)
  const after = check(withFlags({ ...before, name: flags.text('name') ?? name }, flags), others)
  const change = changedFields(changeOf(before), after)
  if (Object.keys(change).length === 0)
    throw usage(
      'hosts edit: no flag was given, or the host has these values already.',
      '`fleetmux hosts edit --help` lists the flags.',
    )
  return save(call, fleet, name, change, false, config)
}

/**
 * Refuses empty fields. A new host has no value to remove, so an empty value probably comes from an unset variable.
 * @throws FailureError
 */
function refuseEmptyFields(flags: Flags): void {
  const empty = HOST_FIELDS.find(field => flags.text(field)?.trim() === '')
  if (empty)
    throw usage(
      `--${empty} is empty.`,
      `Omit --${empty}: only \`fleetmux hosts edit\` removes a value in this way.`,
    )
}

/** Fields that are not set by a plain text flag of the same name. */
const OWN: ReadonlySet<HostField> = new Set(['name', 'environment', 'tags'])

function withFlags(fields: HostFields, flags: Flags): HostFields {
  const given = HOST_FIELDS.flatMap(field => {
    const text = OWN.has(field) ? undefined : flags.text(field)
    return text === undefined ? [] : [[field, text] as const]
  })
  const { environment, tags } = fields
  const all = {
    ...fields,
    ...Object.fromEntries(given),
    environment: flags.has('env') ? mergeVariables(environment, flags.each('env')) : environment,
    tags: flags.has('tag') ? flags.list('tag').join(',') : tags,
  }
  refuseStrange(all.transport, given)
  return all
}

/** Refuses flags that do not fit the transport of the host. @throws FailureError */
function refuseStrange(
  written: string,
  given: readonly (readonly [field: HostField, text: string])[],
): void {
  const transport = written || 'ssh'
  if (!TRANSPORTS.some(each => each === transport))
    throw usage(`There is no transport ${JSON.stringify(written)}.`, `Use ${orList(TRANSPORTS)}.`)
  const fits = fieldsFor(transport)
  const strange = given.find(([field, text]) => text !== '' && !fits.includes(field))
  if (strange)
    throw usage(`A host of transport ${transport} has no ${strange[0]}.`, `Omit --${strange[0]}.`)
}

/** Sets or replaces the given variables; an empty value among them removes all earlier ones. */
function mergeVariables(before: string, given: readonly string[]): string {
  const broken = given.find(each => each.includes('\n'))
  if (broken !== undefined)
    throw usage('A value of --env must not contain a line break.', 'Nothing was saved.')
  if (given.includes('')) return given.filter(each => each !== '').join('\n')
  const names = new Set(given.map(each => each.split('=')[0]))
  const kept = before.split('\n').filter(line => !names.has(line.split('=')[0]))
  return [...kept, ...given].filter(line => line !== '').join('\n')
}

/** The fields as a change of the configuration. @throws FailureError that lists all errors. */
function check(fields: HostFields, taken: readonly string[]): HostChange & { name: string } {
  const wrong = Object.values(checkFields(fields, taken))
  if (wrong.length === 0) return changeOf(fields)
  throw usage(wrong.map(each => `${each}.`).join(' '))
}

async function save(
  call: Call,
  fleet: Fleet,
  host: string,
  change: HostChange,
  isNew: boolean,
  config?: HostConfig,
): Promise<number> {
  const isOff = change.enabled === false || config?.disabled === true
  if (!isOff && !call.flags.is('no-test') && !(await passes(call, fleet, host, change))) {
    // Saving refuses a new key that ssh would not use, also with --anyway.
    const limit = change.key ? ', unless ssh would not use the key' : ''
    call.say(`Nothing was saved. To save the host although the test fails${limit}, use --anyway.`)
    return FAILED
  }
  fleet.store.dispatch({ type: 'keep-host', host, change, isNew, ref: 'keep' })
  const { text } = await receipt(fleet.store, {
    ...{ ref: 'keep', host: '', limit: limitOf(call, fleet) },
    effect: `${host} was written into the configuration`,
    check: 'fleetmux hosts list --no-test',
  })
  call.say(text)
  return DONE
}

async function passes(
  call: Call,
  fleet: Fleet,
  host: string,
  change: HostChange,
): Promise<boolean> {
  const agents = call.flags.is('agents')
  const checks = await test(fleet, { host, change, agents }, each => call.say(checkLine(each, '')))
  return isFine(checks) || call.flags.is('anyway')
}
