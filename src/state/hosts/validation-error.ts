import { type FailureError, toFailure } from '../model/failure.ts'
import { THIS_MACHINE } from '../model/host-config.ts'
import { parseAddress } from './address.ts'

/** Why a host cannot have this name; null: it can. */
export function nameTrouble(name: string): string | null {
  if (name === '') return 'Name is required'
  if (name === THIS_MACHINE) return `${THIS_MACHINE} means this machine`
  if (name.startsWith('-')) return 'A name must not begin with "-"'
  const bad = /[\s\p{C}/,]/u.exec(name)?.[0]
  return bad === undefined ? null : `A name must not contain ${JSON.stringify(bad)}`
}

/** Why this is not a host address; null: it is one. */
export function addressTrouble(address: string): string | null {
  try {
    parseAddress(address)
    return null
  } catch (thrown) {
    const { what, why } = toFailure(thrown as FailureError)
    return why ?? what
  }
}

/** Why this is not a valid name of an environment variable; null: it is one. */
export function variableTrouble(name: string): string | null {
  return /^[A-Za-z_]\w*$/.test(name)
    ? null
    : `${JSON.stringify(name)} is not the name of an environment variable`
}

/** Why this is not a valid start directory; null: it is one. */
export function directoryTrouble(path: string): string | null {
  if (/\p{Cc}/u.test(path)) return 'A path must not contain control characters'
  return path === '~' || /^(~\/|\/)/.test(path) ? null : 'A directory begins with / or ~/'
}

/** Why this path cannot be passed to ssh as a key file; null: it can. */
export function keyTrouble(path: string): string | null {
  return /[\p{Cc}"]/u.test(path) ? 'A key path must not contain quotes or control characters' : null
}
