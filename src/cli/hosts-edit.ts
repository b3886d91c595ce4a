import type { HostConfig } from '../state/host-config.ts'
import type { HostChange } from '../state/host-entry.ts'
import {
  changeOf,
  checkFields,
  fieldsOf,
  HOST_FIELDS,
  type HostField,
  type HostFields,
} from '../state/host-form.ts'
import type { Fleet } from '../state/world.ts'
import { DONE, FAILED } from './exit.ts'
import { type Flags, usage } from './flag.ts'
import { configOf } from './hosts-show.ts'
import { checkLine, isFine, test } from './hosts-test.ts'
import { limitOf } from './reach.ts'
import { receipt } from './wait.ts'
import type { Call } from './word.ts'

/** A new host: its fields are checked, it is tested, then it is written down. */
export async function addHost(call: Call, [name = '']: readonly string[]): Promise<number> {
  const { flags } = call
  const fleet = await call.open([])
  const start = { ...fieldsOf(), name, host: name }
  const change = check(withFlags(start, flags), Object.keys(fleet.store.getState().hosts))
  return save(
    call,
    fleet,
    name,
    {
      ...change,
      ...placeOf(flags),
      ...(flags.is('disabled') && { enabled: false }),
    },
    true,
  )
}

/** What is given is changed, all else stays; an empty value takes one away. */
export async function editHost(call: Call, [name = '']: readonly string[]): Promise<number> {
  const { flags } = call
  const fleet = await call.open([])
  const config = configOf(fleet, name)
  const before = changeOf(fieldsOf(config))
  const after = check(withFlags(fieldsOf(config), flags), [])
  const change = { ...differing(before, after), ...placeOf(flags) }
  if (Object.keys(change).length === 0)
    throw usage('Nothing to change was said.', 'See `fleetmux hosts --help`.')
  return save(call, fleet, name, change, false, config)
}

/** Fields that are put together from flags of another name or kind. */
const OWN: ReadonlySet<HostField> = new Set(['name', 'environment', 'tags'])

function withFlags(fields: HostFields, flags: Flags): HostFields {
  const given = HOST_FIELDS.flatMap(field => {
    const text =
      OWN.has(field) || (field === 'user' && isInContainer(flags)) ? undefined : flags.text(field)
    return text === undefined ? [] : [[field, text]]
  })
  const { environment, tags } = fields
  return {
    ...fields,
    ...Object.fromEntries(given),
    environment: flags.has('env') ? mergeVariables(environment, flags.each('env')) : environment,
    tags: flags.has('tag') ? flags.list('tag').join(',') : tags,
  }
}

/** One that is there already gets another value; '' takes all away. */
function mergeVariables(before: string, given: readonly string[]): string {
  const broken = given.find(each => each.includes('\n'))
  if (broken !== undefined) throw usage('A value of --env may not hold a line break.')
  if (given.includes('')) return given.filter(each => each !== '').join('\n')
  const names = new Set(given.map(each => each.split('=')[0]))
  const kept = before.split('\n').filter(line => !names.has(line.split('=')[0]))
  return [...kept, ...given].filter(line => line !== '').join('\n')
}

/** @throws FailureError that says all that is wrong. */
function check(fields: HostFields, taken: readonly string[]): HostChange & { name: string } {
  const wrong = Object.values(checkFields(fields, taken))
  if (wrong.length === 0) return changeOf(fields)
  throw usage(wrong.map(each => `${each}.`).join(' '))
}

/** How it is reached, and where it is if no address leads there; an empty value takes one away. */
function placeOf(flags: Flags): HostChange {
  const given = PLACE.flatMap(name => {
    const text = flags.text(name)
    return text === undefined ? [] : [[name, text || null]]
  })
  const user = isInContainer(flags) ? flags.text('user') : undefined
  return { ...Object.fromEntries(given), ...(user !== undefined && { user: user || null }) }
}

const PLACE = [
  ...['transport', 'container', 'context', 'workdir', 'namespace', 'pod', 'selector', 'jump'],
] as const

/** There a user is whoever runs the commands, and no part of an address. */
function isInContainer(flags: Flags): boolean {
  return flags.text('transport') === 'docker'
}

function differing(before: HostChange, after: HostChange): HostChange {
  const was: Readonly<Record<string, unknown>> = before
  return Object.fromEntries(
    Object.entries(after).filter(
      ([key, value]) => JSON.stringify(value) !== JSON.stringify(was[key]),
    ),
  )
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
    call.say('Nothing was saved. --anyway saves it all the same.')
    return FAILED
  }
  fleet.store.dispatch({ type: 'keep-host', host, change, isNew, ref: 'keep' })
  const { text } = await receipt(fleet.store, 'keep', host, limitOf(call, fleet))
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
