import type { Home } from './home.ts'

/** Opens the masters, a few at a time, as sshd's MaxStartups would have it. */
export async function warm({ run, sshConfig }: Home, names: readonly string[]): Promise<void> {
  for (let at = 0; at < names.length; at += 8) {
    const some = names.slice(at, at + 8)
    await Promise.all(some.map(name => run(['ssh', '-F', sshConfig, name, 'true'])))
  }
}
