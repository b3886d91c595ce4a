import { closeSync, openSync } from 'node:fs'
import { join } from 'node:path'

/** The prefix of this user's pool machines: `amplihack-<user>-`. */
function namePrefix(user: string): string {
  const plain = user.toLowerCase().replace(/[^a-z0-9]+/g, '-')
  return `amplihack-${plain.replace(/^-+|-+$/g, '').slice(0, 30) || 'user'}-`
}

/** Whether the name is that of a machine in this user's pool. */
export function isPoolName(name: string, user: string): boolean {
  const prefix = namePrefix(user)
  return name.startsWith(prefix) && /^\d{8}-\d{6}$/.test(name.slice(prefix.length))
}

/**
 * Reserves a unique name `amplihack-<user>-<YYYYMMDD-HHMMSS>` in local time. The time is the first second from `at` on
 * that no other process of this user has reserved. A reserved name has a file in `directory`.
 */
export function reserveName(directory: string, user: string, at: number): string {
  for (let second = at; ; second += 1000) {
    const name = `${namePrefix(user)}${stamp(new Date(second))}`
    if (take(join(directory, `${name}.name`))) return name
  }
}

function take(path: string): boolean {
  try {
    closeSync(openSync(path, 'wx', 0o600))
    return true
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'EEXIST') return false
    throw thrown
  }
}

function stamp(time: Date): string {
  const two = (number: number) => String(number).padStart(2, '0')
  const day = `${time.getFullYear()}${two(time.getMonth() + 1)}${two(time.getDate())}`
  return `${day}-${two(time.getHours())}${two(time.getMinutes())}${two(time.getSeconds())}`
}
