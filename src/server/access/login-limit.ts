/** Number of failed logins from one address after which further failed logins get status 429. */
const MOST = 20
/** Time from the first failed login of an address for which its failed logins are counted, in milliseconds. */
const WINDOW = 60_000
/**
 * Maximum number of client addresses whose failed logins are counted. If there are more, the count of the oldest one is
 * dropped.
 */
const ADDRESSES = 10_000

/**
 * Counts failed logins by address. A valid token is never refused: another user of this machine has the same address as
 * the server's owner, and must not be able to lock the owner out.
 */
export interface LoginLimit {
  /** Number of seconds for which the address is blocked; 0: the address is not blocked. */
  waitFor(address: string): number
  failed(address: string): void
}

export function createLoginLimit(now: () => number): LoginLimit {
  const failures = new Map<string, { count: number; since: number }>()

  function current(address: string): { count: number; since: number } | undefined {
    const known = failures.get(address)
    if (!known || now() - known.since < WINDOW) return known
    failures.delete(address)
    return undefined
  }

  return {
    waitFor(address) {
      const known = current(address)
      if (!known || known.count < MOST) return 0
      return Math.ceil((known.since + WINDOW - now()) / 1000)
    },
    failed(address) {
      const known = current(address)
      if (known) known.count++
      else failures.set(address, { count: 1, since: now() })
      const [oldest] = failures.keys()
      if (failures.size > ADDRESSES && oldest !== undefined) failures.delete(oldest)
    },
  }
}
