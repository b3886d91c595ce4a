import { join } from 'node:path'
import { homeOf } from '../../disk/own-directory.ts'
import { parseAddress } from '../../state/hosts/address.ts'
import { FailureError } from '../../state/model/failure.ts'
import { type AttachVia, type HostConfig, THIS_MACHINE } from '../../state/model/host-config.ts'
import { readPlainFile } from '../files/plain-file.ts'

const THEIRS = 'This file belongs to atmux, another tool for tmux on several hosts'
const MEND = `${THEIRS}: correct it with an editor.`
/**
 * Maximum bytes of a configuration file of atmux (another tool for tmux on several hosts). One such file is in the
 * working directory, so another user may have written it.
 */
const LIMIT = 1 << 20
/** Maximum number of hosts in one configuration file of atmux. */
const MOST = 1000

/**
 * Paths of the configuration files of atmux, another tool for tmux on several hosts: the global file, and the one in
 * the working directory.
 */
export interface AtmuxPlaces {
  readonly global: string
  readonly local: string
}

export function atmuxPlaces(env: NodeJS.ProcessEnv, directory: string): AtmuxPlaces {
  const home = homeOf(env)
  const base =
    process.platform === 'darwin'
      ? join(home, 'Library/Application Support')
      : env.XDG_CONFIG_HOME || join(home, '.config')
  return { global: join(base, 'atmux/config'), local: join(directory, '.agent-tmux.conf') }
}

/**
 * Reads the hosts in the configuration files of atmux (another tool for tmux on several hosts), merged by atmux's
 * rules, each with the file that names it.
 * @throws FailureError with the message that atmux prints, file and line.
 */
export function readAtmux({ global, local }: AtmuxPlaces): HostConfig[] {
  return atmuxHosts([global, local].flatMap(readFile))
}

/**
 * Parses the contents of atmux configuration files. Later files override earlier ones.
 * @throws FailureError with the message that atmux prints, file and line.
 */
export function atmuxHosts(files: readonly AtmuxFile[]): HostConfig[] {
  return files.flatMap(read).reduce(override, []).map(toHostConfig)
}

interface AtmuxFile {
  readonly path: string
  readonly text: string
}

function readFile(path: string): AtmuxFile[] {
  const text = readPlainFile(path, { note: `${THEIRS}.`, limit: LIMIT })
  return text === null ? [] : [{ path, text }]
}

interface Remote {
  readonly path: string
  readonly line: number
  readonly host: string
  alias?: string
  port?: number
  attach?: AttachVia
}

/** Parses one `directive:value` per line. Directives that are not about hosts are ignored. */
function read({ path, text }: AtmuxFile): Remote[] {
  const remotes: Remote[] = []
  for (const [index, line] of text.split('\n').entries()) {
    const colon = line.indexOf(':')
    const directive = line.slice(0, Math.max(0, colon)).trim()
    if (colon < 0 || directive.startsWith('#')) continue
    const value = line.slice(colon + 1).trim()
    const place = { path, line: index + 1 }
    if (directive === 'remote_host' && remotes.length === MOST)
      throw wrong(place, `more than ${MOST} hosts`)
    if (directive === 'remote_host') remotes.push(newRemote(place, value))
    else if (Object.hasOwn(SETTERS, directive))
      set(remotes.at(-1), directive as Directive, value, place)
  }
  return remotes
}

interface Place {
  readonly path: string
  readonly line: number
}

function newRemote(place: Place, host: string): Remote {
  if (host === '') throw wrong(place, 'remote_host requires a host value')
  return { ...place, host }
}

type Directive = keyof typeof SETTERS

/**
 * One function per directive. It sets a field of the host that the preceding lines name, or returns why the value is
 * invalid.
 */
const SETTERS = {
  remote_alias(remote: Remote, value: string) {
    if (value === '') return 'remote_alias requires a value'
    remote.alias = value
    return null
  },
  remote_port(remote: Remote, value: string) {
    const port = /^[+-]?\d+$/.test(value) ? Number(value) : 0
    if (port < 1 || port > 65535) return `invalid remote_port ${JSON.stringify(value)}`
    remote.port = port
    return null
  },
  remote_attach(remote: Remote, value: string) {
    const attach = value.toLowerCase()
    if (attach !== 'ssh' && attach !== 'mosh') return "remote_attach must be 'ssh' or 'mosh'"
    remote.attach = attach
    return null
  },
}

function set(remote: Remote | undefined, directive: Directive, value: string, place: Place): void {
  if (!remote) throw wrong(place, `${directive} requires a preceding remote_host`)
  const slip = SETTERS[directive](remote, value)
  if (slip) throw wrong(place, slip)
}

/** A later host entry replaces the first one with the same address or alias; all other such entries are removed. */
function override(known: readonly Remote[], remote: Remote): Remote[] {
  const at = known.findIndex(each => isSame(each, remote))
  if (at < 0) return [...known, remote]
  return known.with(at, remote).filter(each => each === remote || !isSame(each, remote))
}

function isSame(one: Remote, other: Remote): boolean {
  const names = [other.host, other.alias]
  return names.includes(one.host) || (one.alias !== undefined && names.includes(one.alias))
}

/** A host without a port gets the port from the ssh configuration; atmux would use 22. */
function toHostConfig(remote: Remote): HostConfig {
  const { host, alias: name = host, port, attach, path } = remote
  const bare = host.includes('[') || (host.match(/:/g) ?? []).length < 2
  const address = `${bare ? host : bracketed(host)}${port === undefined ? '' : `:${port}`}`
  if (name === THIS_MACHINE) throw wrong(remote, `${name} is the name of this machine`)
  if (name.includes('/')) throw wrong(remote, `a name must not contain "/": ${name}`)
  try {
    parseAddress(address)
  } catch (error) {
    if (!(error instanceof FailureError)) throw error
    const { what, why } = error.failure
    throw wrong(remote, `invalid remote_host: ${what.replace(/\.$/, '')}${why ? ` (${why})` : ''}`)
  }
  return { name, transport: 'ssh', address, ...(attach && { attach }), from: path }
}

/** Adds the brackets that fleetmux requires: `user@[::1]` for `user@::1`. */
function bracketed(host: string): string {
  const at = host.lastIndexOf('@') + 1
  return `${host.slice(0, at)}[${host.slice(at)}]`
}

function wrong({ path, line }: Place, what: string): FailureError {
  return new FailureError({
    kind: 'usage',
    what: `${path}:${line}: ${what}.`,
    hint: MEND,
  })
}
