import { type Check, type CheckText, makeCheck } from '../../state/model/check.ts'
import type { HostConfig } from '../../state/model/host-config.ts'
import { quoteWord } from '../transport/shell-quote.ts'

/** Maximum characters of a line: the longest value is a path. */
const LONGEST = 4096

/** Converts a line that the host test's script printed to one result of the test; null: there is nothing to report. */
export function readProbe(line: string, host: HostConfig): Check | null {
  const [name = '', value = ''] = line.slice(0, LONGEST).split('\t', 2)
  const words = READERS.get(name)?.(value.replace(/\p{C}+/gu, ' ').trim(), host)
  return words ? makeCheck(words) : null
}

type Reader = (value: string, host: HostConfig) => CheckText | null

const BY_NAME = {
  name: value => ({ name: 'host name', state: 'ok', found: value || 'none' }),
  user: value => (value === '' ? null : { name: 'user', state: 'ok', found: value }),
  tmux,
  server,
  hooks,
  shell: value => ({ name: 'shell', state: 'ok', found: value || 'not reported' }),
  locale,
  mosh,
  disk,
  temporary: value => (value === 'fine' ? null : full(value)),
  directory: (value, { directory = '' }) => inDirectory(value === 'fine', directory),
} satisfies Readonly<Record<string, Reader>>

/** A Map, because the name comes from the host: on a plain object the name `constructor` would match. */
const READERS = new Map<string, Reader>(Object.entries(BY_NAME))

function tmux(value: string): CheckText {
  const name = 'tmux'
  if (value === '') {
    return {
      name,
      state: 'fail',
      found: 'not found',
      hint: 'Install tmux on the host, for example with `apt install tmux`.',
    }
  }
  const [, major = '0', minor = '0'] = /(\d+)\.(\d+)/.exec(value) ?? []
  // A development build has no version number and is new enough.
  const isOld = /\d/.test(value) && Number(major) * 100 + Number(minor) < 302
  if (!isOld) return { name, state: 'ok', found: value }
  const hint = 'fleetmux polls this tmux every 2 s; tmux 3.2 and newer report changes immediately.'
  return { name, state: 'warn', found: value, hint }
}

/** Reports another tmux server of the user on this host, which can be added as a host of its own. */
function server(value: string, host: HostConfig): CheckText | null {
  const [, name = '', path = ''] = /^(\S+) (\/.*)$/.exec(value) ?? []
  if (path === '' || (host.socket ?? 'default') === name || host.socket === path) return null
  const isDefault = name === 'default'
  const isNamed = /^\/(?:private\/)?tmp\/tmux-\d+\/([^/]+)$/.exec(path)?.[1] === name
  const socket = isNamed ? name : path
  const flags = isDefault ? '' : ` --socket ${quoteWord(socket)}`
  const isSsh = host.transport === 'ssh' || host.transport === 'ssh2'
  const address = isSsh ? ` --host ${quoteWord(host.address ?? host.name)}` : ''
  const hint = `To see the sessions of that server, add the server as a host, with a key, user or other fields as ${host.name} has them: \`fleetmux hosts add ${host.name}+${name}${flags}${address}\`.`
  return { name: 'other tmux server', state: 'ok', found: path, hint }
}

function hooks(names: string): CheckText | null {
  if (names === '') return null
  const found = `the tmux hooks ${names.replaceAll(' ', ', ')} act on clients that attach and detach`
  const hint =
    'fleetmux therefore polls this server every 2 s, and attaches to it only if you request that.'
  return { name: 'tmux hooks', state: 'warn', found, hint }
}

function locale(value: string): CheckText {
  if (/utf-?8/i.test(value)) return { name: 'locale', state: 'ok', found: value }
  const hint = 'Set LANG on the host to a UTF-8 locale, such as C.UTF-8, to see more than ASCII.'
  return { name: 'locale', state: 'warn', found: value || 'not set', hint }
}

/** Reports whether mosh is installed. It is required only on hosts that are attached to with mosh. */
function mosh(value: string, { attach }: HostConfig): CheckText {
  if (value !== '') return { name: 'mosh', state: 'ok', found: value }
  if (attach !== 'mosh') return { name: 'mosh', state: 'ok', found: 'not found, and not needed' }
  const hint = 'Install mosh on the host, or attach with ssh.'
  return { name: 'mosh', state: 'fail', found: 'not found', hint }
}

/** Checks the disk space. Parses total KiB, free KiB, and the path. */
function disk(value: string): CheckText {
  const [, all = '0', free = '0', place = ''] = /^(\d+) (\d+) (.*)$/.exec(value) ?? []
  if (place === '') return { name: 'disk', state: 'warn', found: 'not reported' }
  const kib = Number(free)
  const found = `${size(kib)} free of ${size(Number(all))} on ${place}`
  const hint = `Free disk space on the host: \`du -xh ${place} | sort -h | tail\` shows the largest directories.`
  if (kib < 1024) return { name: 'disk', state: 'fail', found, hint }
  return kib < 512 * 1024
    ? { name: 'disk', state: 'warn', found, hint }
    : { name: 'disk', state: 'ok', found }
}

function full(why: string): CheckText {
  const hint = 'Free disk space on the host: `df -h` shows which disk is full.'
  return {
    name: 'temporary files',
    state: 'fail',
    found: why || 'none of the directories is writable',
    hint,
  }
}

function inDirectory(isThere: boolean, path: string): CheckText {
  if (isThere) return { name: 'directory', state: 'ok', found: path }
  const found = `${path} does not exist, or your user may not enter it`
  return {
    name: 'directory',
    state: 'fail',
    found,
    hint: `Create the directory on the host: \`mkdir -p ${path}\`. If it exists, let your user enter it, or correct "directory" of the host.`,
  }
}

function size(kib: number): string {
  if (kib < 1024 * 1024) return `${Math.floor(kib / 1024)} MiB`
  return `${(kib / 1024 / 1024).toFixed(1)} GiB`
}
