import { z } from 'zod'
import type { Machine } from '../../state/candidate.ts'
import { FailureError, reasonOf } from '../../state/failure.ts'
import { TIERS, tierOf } from '../../state/tier.ts'
import { redact } from './redact.ts'

/** A machine as azlin lists it. */
export interface AzlinMachine extends Machine {
  readonly resourceGroup: string | null
  /** Where ssh can go to straight away; null: only through a bastion. */
  readonly publicIp: string | null
}

const text = z.string().nullish()

/** Of each machine only its name must be there; what else azlin says, or leaves out, is no error. */
const vmSchema = z.looseObject({
  name: z.string().min(1),
  resource_group: text,
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

/** 2.7 wraps the list; before, it was a bare array. */
const listSchema = z.union([
  z.array(vmSchema),
  z.looseObject({ vms: z.array(vmSchema) }).transform(({ vms }) => vms),
])

type Vm = z.infer<typeof vmSchema>

/** Reads `azlin list -o json`. @throws FailureError where it is something else. */
export function parseList(printed: string): AzlinMachine[] {
  const read = listSchema.safeParse(toJson(printed))
  if (read.success) return read.data.map(toMachine)
  throw unreadable(read.error.issues[0]?.message ?? 'it has another shape')
}

function toMachine(vm: Vm): AzlinMachine {
  const size = vm.vm_size ?? vm.size ?? ''
  const tier = tierOf(size)
  const publicIp = vm.public_ip || ipOf(vm.ip, 'Pub')
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

/** `1.2.3.4 (Pub)`, `10.0.0.4 (Bast)`; `N/A` is neither. */
function ipOf(written: string | null | undefined, way: 'Pub' | 'Bast'): string | null {
  const [, ip = null, found] = /^\s*([\d.]+|[\da-f:]+)\s*\((\w+)\)/i.exec(written ?? '') ?? []
  return found === way ? ip : null
}

/** Azure's own lists say `VM running`. One that is on its way up, or of which nothing is said, may answer. */
function power(
  state: string | null | undefined,
  addressed: boolean,
): Pick<Machine, 'reachable' | 'note'> {
  const word = (state ?? '').replace(/^VM /i, '').toLowerCase()
  if (['stopped', 'deallocated', 'stopping', 'deallocating'].includes(word)) {
    return { reachable: 'down', note: `azlin says that it is ${word}` }
  }
  if (!addressed) return { reachable: 'down', note: 'azlin knows no address of it' }
  return { reachable: 'unknown' }
}

function time(written: string | null | undefined): number | null {
  const at = Date.parse(written ?? '')
  return Number.isNaN(at) ? null : at
}

/** A warning in front of the JSON is no error. */
function toJson(printed: string): unknown {
  const begin = printed.search(/^[[{]/m)
  try {
    return JSON.parse(begin < 0 ? printed : printed.slice(begin))
  } catch (error) {
    throw unreadable(reasonOf(error))
  }
}

function unreadable(why: string): FailureError {
  return new FailureError({
    kind: 'remote',
    what: 'The list of machines that azlin printed cannot be read.',
    why: redact(why),
    now: 'fleetmux speaks azlin 2.7: `azlin --version`, `azlin list -o json`.',
  })
}
