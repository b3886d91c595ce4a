import { isIP } from 'node:net'
import * as z from 'zod'
import { TIERS, tierOf } from '../../state/hosts/machine-size.ts'
import { FailureError, toFailure } from '../../state/model/failure.ts'
import type { Machine } from '../../state/pool/candidate.ts'
import { readJsonAnswer } from '../files/json-answer.ts'
import { redact } from './redact.ts'

/** A machine as azlin lists it. */
export interface AzlinMachine extends Machine {
  readonly resourceGroup: string | null
  /** The address that ssh can reach directly; null: the machine is reachable only through a bastion. */
  readonly publicIp: string | null
}

/**
 * Maximum machines in a list and characters in a text: Azure's own limits with some margin; a list that exceeds them is
 * an error. Names and groups are used in command lines and paths.
 */
const AZLIN_LIMITS = { machines: 5000, text: 200 } as const

const text = z.string().max(AZLIN_LIMITS.text).nullish()
const name = z.string().regex(/^[A-Za-z0-9_][\w.-]{0,79}$/, 'not a valid name of an Azure machine')
const group = z
  .string()
  .regex(/^(?!-)[\p{L}\p{N}_().-]{0,90}$/u, 'not a valid name of a resource group')
  .nullish()

/** A machine in azlin's output. Only the name is required; other fields may be missing or unknown. */
const vmSchema = z.object({
  name,
  resource_group: group,
  power_state: text,
  ip: text,
  public_ip: text,
  private_ip: text,
  location: text,
  region: text,
  vm_size: text,
  size: text,
  created_at: text,
})

const vmsSchema = z.array(vmSchema).max(AZLIN_LIMITS.machines)
/** azlin 2.7 wraps the list in an object; older versions print an array. */
const listSchema = z.object({ vms: vmsSchema })

type Vm = z.infer<typeof vmSchema>

const UNREADABLE = {
  what: 'fleetmux cannot read the list of machines that azlin printed.',
  hint: 'fleetmux supports azlin 2.7: check `azlin --version` and `azlin list -o json`.',
} as const

/** Parses `azlin list -o json`. @throws FailureError for any other output. */
export function parseList(printed: string): AzlinMachine[] {
  // azlin may print a warning before the JSON.
  const begin = printed.search(/^[[{]/m)
  const json = begin < 0 ? printed : printed.slice(begin)
  try {
    const vms = json.startsWith('[')
      ? readJsonAnswer(json, vmsSchema, UNREADABLE)
      : readJsonAnswer(json, listSchema, UNREADABLE).vms
    return vms.map(toMachine)
  } catch (thrown) {
    const failure = toFailure(thrown)
    throw new FailureError({ ...failure, ...(failure.why && { why: redact(failure.why) }) })
  }
}

function toMachine(vm: Vm): AzlinMachine {
  const size = vm.vm_size ?? vm.size ?? ''
  const tier = tierOf(size)
  const publicIp = addressOf(vm.public_ip) ?? ipOf(vm.ip, 'Pub')
  const addressed = publicIp !== null || Boolean(vm.private_ip) || ipOf(vm.ip, 'Bast') !== null
  return {
    name: vm.name,
    provider: 'azlin',
    tier,
    size,
    region: vm.location ?? vm.region ?? '',
    capacity: tier && TIERS[tier].capacity,
    ...power(vm.power_state, addressed),
    createdAt: time(vm.created_at),
    resourceGroup: vm.resource_group || null,
    publicIp,
  }
}

/** The address in `1.2.3.4 (Pub)` (public) or `10.0.0.4 (Bast)` (bastion); null for the other way, and for `N/A`. */
function ipOf(written: string | null | undefined, way: 'Pub' | 'Bast'): string | null {
  const [, ip = null, found] = /^\s*([\d.]+|[\da-f:]+)\s*\((\w+)\)/i.exec(written ?? '') ?? []
  return found === way ? addressOf(ip) : null
}

/** The text if it is an IP address, else null. Checked because ssh connects to the address. */
function addressOf(written: string | null | undefined): string | null {
  return written && isIP(written) > 0 ? written : null
}

/**
 * Whether a machine may be reachable, from its state, which Azure's own lists write as `VM running`. A machine that is
 * starting or has no state may be reachable if it has an address.
 */
function power(
  state: string | null | undefined,
  addressed: boolean,
): Pick<Machine, 'reachable' | 'note'> {
  const word = (state ?? '').replace(/^VM /i, '').toLowerCase()
  if (['stopped', 'deallocated', 'stopping', 'deallocating'].includes(word)) {
    return { reachable: 'down', note: `azlin reports that the machine is ${word}` }
  }
  if (!addressed) return { reachable: 'down', note: 'azlin reports no address of the machine' }
  return { reachable: 'unknown' }
}

function time(written: string | null | undefined): number | null {
  const at = Date.parse(written ?? '')
  return Number.isNaN(at) ? null : at
}
