import { execFileSync, spawnSync } from 'node:child_process'

/** A command that tells that a part is there, and the Debian package that brings it. */
type Part = readonly [command: string, name: string]

/** What the tests drive: without one of these, tests fail. */
const NEEDED: readonly Part[] = [
  ['tmux', 'tmux'],
  ['ssh', 'openssh-client'],
  ['/usr/sbin/sshd', 'openssh-server'],
  ['ps', 'procps'],
  ['pgrep', 'procps'],
  ['script', 'bsdutils'],
  ['flock', 'util-linux'],
  ['ss', 'iproute2'],
  ['git', 'git'],
  ['mosh', 'mosh'],
  ['openssl', 'openssl'],
  ['perl', 'perl-base'],
  ['chromium', 'chromium'],
  ['curl', 'curl'],
]

/** Login shells that people have on hosts (tcsh is csh too): without one of these, its tests are skipped. */
const SHELLS: readonly Part[] = [
  ['dash', 'dash'],
  ['bash', 'bash'],
  ['zsh', 'zsh'],
  ['fish', 'fish'],
  ['tcsh', 'tcsh'],
  ['busybox', 'busybox'],
  ['ksh', 'ksh'],
  ['mksh', 'mksh'],
]

/** A file system that keeps no modes: without it, its tests are skipped. */
const FILE_SYSTEMS: readonly Part[] = [['mkntfs', 'ntfs-3g']]

/** Builds the program once, and sees that its parts are there: installs them where that is possible. */
export default function setup(): void {
  execFileSync('npm', ['run', '--silent', 'build'], { stdio: ['ignore', 'ignore', 'inherit'] })
  install(packages(NEEDED))
  for (const name of packages([...SHELLS, ...FILE_SYSTEMS])) install([name])
  warn(packages(SHELLS), 'the tests of these shells are skipped')
  warn(packages(FILE_SYSTEMS), 'the tests of a file system without modes are skipped')
  const left = packages(NEEDED)
  if (left.length > 0 && process.env['CI']) throw new Error(`not installed here: ${list(left)}`)
  warn(left, 'what needs them will fail')
}

/** The packages of the parts that are missing. */
function packages(parts: readonly Part[]): readonly string[] {
  const missing = parts.filter(
    ([command]) => spawnSync('sh', ['-c', 'command -v "$1"', 'sh', command]).status !== 0,
  )
  return [...new Set(missing.map(([, name]) => name))]
}

function warn(names: readonly string[], consequence: string): void {
  if (names.length > 0)
    process.stderr.write(`\n!!! not installed here: ${list(names)}; ${consequence}\n\n`)
}

const list = (names: readonly string[]) => names.join(', ')

let isUpdated = false

function install(names: readonly string[]): void {
  const debian = spawnSync('sh', ['-c', 'command -v apt-get']).status === 0
  if (names.length === 0 || !debian || process.getuid?.() !== 0) return
  if (!isUpdated) apt('update', '-qq')
  isUpdated = true
  apt('install', '-y', '-qq', '--no-install-recommends', ...names)
}

/** Says apt's own words where it fails; what is then missing is told by the caller. */
function apt(...args: readonly string[]): void {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const lock = ['-o', 'DPkg::Lock::Timeout=120']
  const { status, stderr } = spawnSync('apt-get', [...lock, ...args], {
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
  })
  if (status !== 0) process.stderr.write(`\n!!! apt-get ${args.join(' ')} failed\n${stderr}\n`)
}
