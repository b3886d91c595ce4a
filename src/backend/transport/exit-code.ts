/** What cannot be an exit code counts as this failure: ssh's own code for a way that broke. */
const INVALID = 255

/** An exit code that a host told. A number beyond a byte would reach our own caller cut down: 256 as success. */
export function exitCodeOf(told: number): number {
  return Number.isInteger(told) && told >= 0 && told <= 255 ? told : INVALID
}
