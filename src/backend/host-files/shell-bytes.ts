import { pathBytes } from '../../state/files/written-path.ts'
import { FailureError } from '../../state/model/failure.ts'

/** Maximum bytes of a path. */
const LONGEST = 4096

/** Encodes a path as a `printf %b` argument in plain ASCII. @throws FailureError if it is not a valid path. */
export function shellPath(written: string): string {
  const bytes = pathBytes(written)
  if (bytes.includes(0)) throw noPath(written, 'it has a NUL byte')
  if (bytes.length > LONGEST) throw noPath(`${written.slice(0, 40)}...`, 'it is too long')
  return shellBytes(bytes)
}

/** Encodes bytes as a `printf %b` argument. */
export function shellBytes(bytes: Uint8Array): string {
  return Array.from(bytes, byte => {
    const letter = String.fromCharCode(byte)
    return /[\w/.,:@=-]/.test(letter) ? letter : `\\0${byte.toString(8).padStart(3, '0')}`
  }).join('')
}

function noPath(written: string, why: string): FailureError {
  return new FailureError({ kind: 'usage', what: `${written} is no path.`, why })
}
