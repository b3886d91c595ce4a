/** Used for invalid exit codes: ssh's own code for a broken connection. */
const INVALID = 255

/** Checks an exit code from a host. Our own caller would see only the low byte of a larger number: 256 as success. */
export function exitCodeOf(told: number): number {
  return Number.isInteger(told) && told >= 0 && told <= 255 ? told : INVALID
}
