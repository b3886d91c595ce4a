import { pathBytes } from '../../state/files/written-path.ts'
import { FailureError } from '../../state/model/failure.ts'

/** Maximum length of a path in bytes. */
const LONGEST = 4096

/** Encodes a path as an argument for `printf %b` in ASCII. @throws FailureError if the path is not valid. */
export function shellPath(written: string): string {
  const bytes = pathBytes(written)
  if (bytes.includes(0)) throw noPath(written, 'it contains a NUL byte')
  if (bytes.length > LONGEST)
    throw noPath(
      `${written.slice(0, 40)}...`,
      `it has ${bytes.length} bytes, and at most ${LONGEST} are possible`,
    )
  return shellBytes(bytes)
}

/** Encodes bytes as an argument for `printf %b`. */
export function shellBytes(bytes: Uint8Array): string {
  return Array.from(bytes, byte => {
    const letter = String.fromCharCode(byte)
    return /[\w/.,:@=-]/.test(letter) ? letter : `\\0${byte.toString(8).padStart(3, '0')}`
  }).join('')
}

function noPath(written: string, why: string): FailureError {
  const hint = 'Correct the path.'
  return new FailureError({ kind: 'usage', what: `${written} is not a valid path.`, why, hint })
}
