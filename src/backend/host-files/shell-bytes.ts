import { pathBytes } from '../../state/files/written-path.ts'
import { FailureError } from '../../state/model/failure.ts'

/** Bytes of the longest path that a host takes. */
const LONGEST = 4096

/** A path as an argument of `printf %b`, in plain ASCII. @throws FailureError where it can be no path. */
export function shellPath(written: string): string {
  const bytes = pathBytes(written)
  if (bytes.includes(0)) throw noPath(written, 'it has a NUL byte')
  if (bytes.length > LONGEST) throw noPath(`${written.slice(0, 40)}...`, 'it is too long')
  return shellBytes(bytes)
}

/** Bytes as an argument of `printf %b`. */
export function shellBytes(bytes: Uint8Array): string {
  return Array.from(bytes, byte => {
    const letter = String.fromCharCode(byte)
    return /[\w/.,:@=-]/.test(letter) ? letter : `\\0${byte.toString(8).padStart(3, '0')}`
  }).join('')
}

function noPath(written: string, why: string): FailureError {
  return new FailureError({ kind: 'usage', what: `${written} is no path.`, why })
}
