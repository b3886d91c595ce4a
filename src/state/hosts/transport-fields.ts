import { FailureError } from '../model/failure.ts'
import type { HostConfig, HostEntry, HostPlace, TransportKind } from '../model/host-config.ts'
import { parseAddress } from './address.ts'
import { hasField } from './fields-of-kind.ts'
import { HOST_FIELD, PLACE_FIELDS } from './host-field.ts'

type Field = keyof HostPlace

/**
 * Whether hosts of this transport are located by the field (such as container or pod). The user of an ssh host is part
 * of its address instead.
 */
export function isPlaceOf(transport: TransportKind, field: Field): boolean {
  if (transport === 'local' || (field === 'user' && transport !== 'docker')) return false
  return hasField(transport, field)
}

/** The first error in the fields that locate a host (such as container or pod), and its field; null: no error. */
export function placeTrouble(
  transport: TransportKind,
  place: HostPlace,
): { readonly field: Field | 'transport'; readonly message: string } | null {
  for (const field of PLACE_FIELDS) {
    const value = place[field]
    if (value === undefined) continue
    if (!isPlaceOf(transport, field)) {
      return { field, message: `a host of transport ${transport} has no ${field}` }
    }
    const [shape, words] = HOST_FIELD[field].shape
    if (!shape.test(value)) return { field, message: `${field} must be ${words}` }
  }
  return jumpTrouble(place.jump) ?? missing(transport, place)
}

/** Checks that each jump host is a valid address. */
function jumpTrouble(jump: string | undefined) {
  const wrong = jump?.split(',').flatMap(hop => whyNot(hop) ?? [])[0]
  return wrong === undefined ? null : ({ field: 'jump', message: `jump: ${wrong}` } as const)
}

function whyNot(hop: string): string | null {
  try {
    parseAddress(hop)
    return null
  } catch (thrown) {
    if (!(thrown instanceof FailureError)) throw thrown
    return `${thrown.failure.what.replace(/\.$/, '')} (${thrown.failure.why})`
  }
}

function missing(transport: TransportKind, { container, pod, selector }: HostPlace) {
  if (transport === 'docker' && container === undefined) {
    return { field: 'container', message: 'a docker host needs a container' } as const
  }
  if (transport !== 'kube') return null
  if (pod === undefined && selector === undefined) {
    return { field: 'pod', message: 'a kube host needs a pod or a selector' } as const
  }
  if (pod === undefined || selector === undefined) return null
  return { field: 'selector', message: 'a kube host has a pod or a selector, not both' } as const
}

/** A key made of the fields that locate a host (such as container or pod). Equal keys mean the same place. */
export function placeKey(place: HostPlace): string {
  return JSON.stringify(PLACE_FIELDS.map(field => place[field] ?? null))
}

/** The place in a few words: `web in shop`, `container api`. '' for a host with an address. */
export function placeText({ container, context, namespace, pod, selector }: HostPlace): string {
  const thing = pod ?? selector
  const what = thing === undefined ? container : container ? `${thing}/${container}` : thing
  if (what === undefined) return ''
  return [what, namespace && `in ${namespace}`, context && `of ${context}`]
    .filter(Boolean)
    .join(' ')
}

/** The name of the configured host that is the same container or pod as the one in `entry`, if there is one. */
export function knownAs(entry: HostEntry, hosts: readonly HostConfig[]): string | undefined {
  const same = hosts.find(
    host => host.transport === entry.transport && placeKey(host) === placeKey(entry),
  )
  return same?.name
}
