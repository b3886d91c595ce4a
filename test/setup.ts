import { execFileSync, spawnSync } from 'node:child_process'

/** What the tests drive, by the command that tells that it is there, and the Debian package that brings it. */
const PARTS: readonly (readonly [string, string])[] = [
  ['tmux', 'tmux'],
  ['ssh', 'openssh-client'],
  ['/usr/sbin/sshd', 'openssh-server'],
  ['ps', 'procps'],
  ['script', 'bsdutils'],
  ['git', 'git'],
  ['mosh', 'mosh'],
  ['openssl', 'openssl'],
]

/** Builds the program once, and sees that its parts are there: installs them where that is possible. */
export default function setup(): void {
  execFileSync('npm', ['run', '--silent', 'build'], { stdio: ['ignore', 'ignore', 'inherit'] })
  install(missing())
  const left = missing()
  if (left.length === 0) return
  const words = `not installed here: ${left.join(', ')}`
  if (process.env['CI']) throw new Error(words)
  process.stderr.write(`\n!!! ${words}; what needs them will fail\n\n`)
}

function missing(): string[] {
  return PARTS.filter(
    ([command]) => spawnSync('sh', ['-c', 'command -v "$1"', 'sh', command]).status !== 0,
  ).map(([, name]) => name)
}

function install(packages: readonly string[]): void {
  const debian = spawnSync('sh', ['-c', 'command -v apt-get']).status === 0
  if (packages.length === 0 || !debian || process.getuid?.() !== 0) return
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  spawnSync('apt-get', ['update', '-qq'], { env, stdio: 'ignore' })
  spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], {
    env,
    stdio: 'ignore',
  })
}
