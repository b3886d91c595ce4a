import { globSync, readFileSync, statSync } from 'node:fs'
import { homedir } from 'node:os'
import { isAbsolute, join, resolve } from 'node:path'
import type { HostConfig } from '../../state/host-config.ts'
import { placeKey } from '../../state/host-place.ts'
import { readHere } from '../here.ts'

/** Who differs in one of these keeps other files, so what is done for the one is not done for the other. */
const PLACES = [
  'HOME',
  'XDG_CONFIG_HOME',
  'XDG_STATE_HOME',
  'AMPLIHACK_REMOTE_STATE',
  'TMUX_TMPDIR',
]

/** OpenSSH follows includes so deep and no deeper. */
const DEPTH = 16

/** Says where a process of this environment keeps its files: the same text, the same places. */
export function placeOf(env: NodeJS.ProcessEnv): string {
  return JSON.stringify(PLACES.map(name => env[name] ?? null))
}

/**
 * Says where a host's name leads: the same text, the same machine. For ssh that is the address and what
 * its configuration says by now; for this machine its tmux server.
 */
export function createWays(
  env: NodeJS.ProcessEnv,
  sshConfig: string | undefined,
): () => (host: HostConfig) => string {
  const tmux = readHere(env).tmux
  const top = sshConfig ? [resolve(sshConfig)] : [join(homedir(), '.ssh/config'), SYSTEM]
  return () => {
    // Once for all hosts of a moment.
    const files = top.flatMap(path => fileWay(path, 0))
    return host => {
      const { name, transport, address = name, key } = host
      if (transport === 'local') return JSON.stringify([transport, name, tmux])
      if (transport === 'ssh') return JSON.stringify([transport, name, address, key, files])
      return JSON.stringify([transport, name, address, key, placeKey(host)])
    }
  }
}

const SYSTEM = '/etc/ssh/ssh_config'

/** Path and stamp of an ssh_config and of all that it includes. */
function fileWay(path: string, depth: number): string[] {
  const stamp = stampOf(path)
  if (stamp === '' || depth > DEPTH) return [path]
  const includes = readFileSync(path, 'utf8').matchAll(/^\s*include(?:\s*=\s*|\s+)(.*)$/gim)
  const base = path.startsWith('/etc/') ? '/etc/ssh' : join(homedir(), '.ssh')
  const words = [...includes].flatMap(([, rest = '']) => rest.match(/"[^"]*"|\S+/g) ?? [])
  const files = words.map(word => word.replaceAll('"', '')).flatMap(word => matching(word, base))
  return [`${path} ${stamp}`, ...files.flatMap(file => fileWay(file, depth + 1))]
}

function matching(word: string, base: string): string[] {
  const home = word.startsWith('~/') ? join(homedir(), word.slice(2)) : word
  const path = isAbsolute(home) ? home : join(base, home)
  return /[*?[]/.test(path) ? globSync(path).sort() : [path]
}

/** Changes whenever the file does; '' where there is none to read. */
export function stampOf(path: string): string {
  const found = statSync(path, { throwIfNoEntry: false })
  return found?.isFile() ? `${found.mtimeMs} ${found.size} ${found.ino}` : ''
}
