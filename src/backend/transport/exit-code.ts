/** The code that replaces invalid exit codes: ssh's own exit code for a broken connection. */
const INVALID = 255

/**
 * Checks an exit code reported by a host. Of a larger number, our own caller would see only the low byte, so that 256
 * would look like success.
 */
export function exitCodeOf(told: number): number {
  return Number.isInteger(told) && told >= 0 && told <= 255 ? told : INVALID
}
