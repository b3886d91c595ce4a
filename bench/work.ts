import type { Hosts } from './hosts.ts'

/** A session on every host, and the way to end it. */
export async function openWork(
  hosts: Hosts,
  names = hosts.names,
  session = 'work',
  command = 'exec cat',
): Promise<() => Promise<void>> {
  for (const name of names) {
    await hosts.tmux(name, 'new-session', '-d', '-s', session, '-x', '200', '-y', '50', command)
  }
  return async () => {
    const ends = names.map(name => hosts.tmux(name, 'kill-session', '-t', `=${session}`))
    await Promise.allSettled(ends)
  }
}
