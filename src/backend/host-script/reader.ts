import { clean, cleanName } from '../../state/text/clean.ts'
import { createByteStore } from '../tmux/byte-store.ts'
import { LINE_BYTES, lineTooLong, NOISE, SESSIONS, tooMany, tooNoisy } from '../tmux/host-limit.ts'
import { countOf, isId } from '../tmux/number.ts'
import { PROCESSES } from './foreground.ts'
import { type ForegroundProcess, readProcessLine } from './process-line.ts'
import { readStreamReport, type StreamReport } from './stream-report.ts'

export type HostScriptEvent =
  /**
   * The script has started. `tmuxVersion`: output of `tmux -V`, such as `3.3a`. `program`: absolute path of tmux, if
   * commands on this host do not have tmux on their PATH.
   */
  | { readonly type: 'ready'; readonly tmuxVersion: string; readonly program?: string }
  | { readonly type: 'noTmux' }
  /** There is another tmux server of the same user. `socket`: its name for `tmux -L`, or its path. */
  | { readonly type: 'otherServer'; readonly name: string; readonly socket: string }
  /**
   * The socket of the tmux server that this channel uses is at this path, not at the path that `tmux -L NAME` would
   * use.
   */
  | { readonly type: 'socket'; readonly path: string }
  /** The host stores runs (prompts to agents), some of which may have ended. */
  | { readonly type: 'keepsRuns' }
  /** The script cannot work on this host. */
  | { readonly type: 'failed'; readonly message: string }
  /**
   * The answer to `@look`, the message that asks for the state of the tmux server. `message`: tmux's own message, if
   * the state is unknown.
   */
  | {
      readonly type: 'looked'
      readonly server: 'none' | 'noSessions' | 'unknown' | ListedServer
      readonly message: string
    }
  /** The command client (the tmux client that runs commands) has started. Its answers follow on stdout. */
  | { readonly type: 'opened'; readonly pid: number }
  /** The command client (the tmux client that runs commands) has ended, and all its answers were sent. */
  | { readonly type: 'closed'; readonly code: number; readonly message: string }
  | StreamReport
  /** The foreground processes of all terminals; empty if the host cannot report them. */
  | { readonly type: 'processes'; readonly processes: readonly ForegroundProcess[] }
  /** The answer of the channel's shell to a ping. */
  | { readonly type: 'pong'; readonly number: number }
  /** The command client with this pid sends nothing more. If it ended regularly, `closed` follows. */
  | { readonly type: 'silent'; readonly pid: number }
  /** Output of other programs on the channel: banners, start-up files, ssh itself. */
  | { readonly type: 'noise'; readonly text: string }

interface ListedServer {
  readonly pid: number
  /** Start time of the server in epoch seconds. */
  readonly started: number
  /** Version of the server; empty if the server is too old to report it. */
  readonly version: string
  /** Never attach to a session with `destroyUnattached`: the session would end when our client detaches. */
  readonly sessions: readonly {
    readonly id: string
    readonly destroyUnattached: boolean
    /** Names of hooks that attaching or detaching our client would run. */
    readonly hooks: readonly string[]
  }[]
}

interface MuxReader {
  /** Parses bytes of the channel's stderr, in chunks of any size. @throws ExcessError if a limit is exceeded. */
  stderr(chunk: Buffer): HostScriptEvent[]
  /**
   * The bytes of the channel's stdout after the random mark at its start. They come from the command client, the tmux
   * client that runs commands. @throws ExcessError
   */
  stdout(chunk: Buffer): Buffer[]
}

/** Parses the output of one channel. It uses no process and no clock. */
export function createHostScriptReader(nonce: string): MuxReader {
  const sessions: Session[] = []
  const processes: ForegroundProcess[] = []
  const rest = createByteStore()
  const count = createNoiseCounter()

  function take(line: string): HostScriptEvent[] {
    // Several processes write to stderr, so a message of the host script (which begins with the nonce) may begin inside
    // another process's line.
    const [before = '', ...records] = line.split(`${nonce} `)
    if (records.length === 0 || before) count(before.length + 1)
    const noise: HostScriptEvent[] = before.trim() ? [{ type: 'noise', text: before }] : []
    return [...noise, ...records.flatMap(record => read(record, sessions, processes) ?? [])]
  }

  return {
    stderr(chunk) {
      const first = chunk.indexOf(NEWLINE)
      // Checks incomplete lines too: a line that never ends would fill the memory.
      if (rest.length + (first < 0 ? chunk.length : first) > LINE_BYTES) throw lineTooLong()
      if (first < 0) {
        rest.add(chunk)
        return []
      }
      const end = chunk.lastIndexOf(NEWLINE)
      rest.add(chunk.subarray(0, end))
      const lines = rest.take().toString('latin1').split('\n')
      rest.add(chunk.subarray(end + 1))
      return lines.flatMap(take)
    },
    stdout: createStripper(Buffer.from(`${nonce}\n`), createNoiseCounter()),
  }
}

function createNoiseCounter(): (bytes: number) => void {
  let all = 0
  return bytes => {
    all += bytes
    if (all > NOISE) throw tooNoisy()
  }
}

type Session = ListedServer['sessions'][number] & Omit<ListedServer, 'sessions'>

/** The event for a start of the script. `tail`: the version, then the path of tmux if it was printed. */
function ready(tmuxVersion: string, tail: string): HostScriptEvent {
  const program = /^\S+ (\/.+)$/.exec(tail)?.[1]
  return { type: 'ready', tmuxVersion, ...(program !== undefined && { program }) }
}

/**
 * Parses one message of the host script, without the nonce (a random text) at its start; null: the message is invalid.
 */
function read(
  record: string,
  sessions: Session[],
  processes: ForegroundProcess[],
): HostScriptEvent | null {
  const [word = '', first = '', second = ''] = record.trimEnd().split(' ')
  const tail = utf8(record.trimEnd().split(' ').slice(2).join(' '))
  switch (word) {
    case 'ready':
      return ready(utf8(second), tail)
    case 'notmux':
      return { type: 'noTmux' }
    case 'runs':
      return { type: 'keepsRuns' }
    case 'server':
      return otherServer(first, tail)
    case 'socket':
      return socketAt(utf8(record.slice('socket '.length).trimEnd()))
    case 'failed':
      return { type: 'failed', message: utf8(record.slice(7).trimEnd()) }
    case 'session':
      sessions.push(...toSession(record.trimEnd().split(' ').slice(1)))
      if (sessions.length > SESSIONS) throw tooMany('sessions', SESSIONS)
      return null
    case 'proc':
      addProcess(processes, record.slice('proc '.length))
      return null
    case 'procs':
      return { type: 'processes', processes: processes.splice(0) }
    case 'looked':
      return looked(first, tail, sessions.splice(0))
    case 'opened':
      return NUMBER.test(first) ? { type: 'opened', pid: Number(first) } : null
    case 'closed':
      return NUMBER.test(first) ? { type: 'closed', code: Number(first), message: tail } : null
    case 'pong':
    case 'silent':
      return numbered(word, countOf(first))
    default:
      return readStreamReport(record)
  }
}

function otherServer(name: string, socket: string): HostScriptEvent | null {
  if (!SERVER.test(name) || (socket !== name && !PATH.test(socket))) return null
  return { type: 'otherServer', name, socket }
}

function socketAt(path: string): HostScriptEvent | null {
  return PATH.test(path) ? { type: 'socket', path } : null
}

function addProcess(processes: ForegroundProcess[], line: string): void {
  const found = readProcessLine(line)
  if (found) processes.push(found)
  if (processes.length > PROCESSES) throw tooMany('processes on terminals', PROCESSES)
}

function numbered(type: 'pong' | 'silent', number: number | null): HostScriptEvent | null {
  if (number === null) return null
  return type === 'pong' ? { type, number } : { type, pid: number }
}

function looked(code: string, message: string, sessions: readonly Session[]): HostScriptEvent {
  const [first] = sessions
  const server = (found: 'none' | 'noSessions' | 'unknown'): HostScriptEvent => ({
    type: 'looked',
    server: found,
    message,
  })
  if (code === 'none' || /^no server running/.test(message)) return server('none')
  if (code !== '0') return server(/^no sessions/.test(message) ? 'noSessions' : 'unknown')
  if (!first) return server('noSessions')
  const { pid, started, version } = first
  const all = sessions.map(({ id, destroyUnattached, hooks }) => ({ id, destroyUnattached, hooks }))
  return { type: 'looked', server: { pid, started, version, sessions: all }, message: '' }
}

/** Parses `$ID OPTION pid start version hook+hook+`: `destroy-unattached`; version, empty on old servers; set hooks. */
function toSession([
  id = '',
  flag = '',
  pid = '',
  started = '',
  version = '',
  hooks = '',
]: string[]): Session[] {
  if (!isId(id, '$') || !NUMBER.test(pid) || !NUMBER.test(started)) return []
  // The option `destroy-unattached` is off if its value is 0 or off, and on if it is 1, on, keep-last or keep-group.
  const destroyUnattached = flag !== '0' && flag !== 'off'
  const named = [...new Set(hooks.split('+').filter(name => /^[a-z-]{1,40}$/.test(name)))]
  const numbers = { pid: Number(pid), started: Number(started) }
  return [{ id, destroyUnattached, hooks: named, ...numbers, version: cleanName(version) }]
}

/**
 * Returns a function that drops the output of a login shell before the random mark, with which our output begins. The
 * mark may arrive in pieces.
 */
function createStripper(mark: Buffer, count: (bytes: number) => void): (chunk: Buffer) => Buffer[] {
  let held: Buffer | null = Buffer.alloc(0)
  return chunk => {
    if (!held) return chunk.length > 0 ? [chunk] : []
    count(chunk.length)
    const all = Buffer.concat([held, chunk])
    const at = all.indexOf(mark)
    held = at < 0 ? Buffer.from(all.subarray(-mark.length)) : null
    const ours = at < 0 ? all.subarray(0, 0) : all.subarray(at + mark.length)
    return ours.length > 0 ? [ours] : []
  }
}

const NEWLINE = 0x0a
const NUMBER = /^\d{1,15}$/
const SERVER = /^[\w.-]{1,100}$/
/** Absolute paths of tmux sockets. The kernel allows about 100 bytes; the pattern only excludes absurd lengths. */
const PATH = /^\/[^\p{C}]{1,200}$/u

/** Decodes text from the host. Lines are read as latin1, so that a cut is never inside a character. */
function utf8(latin1: string): string {
  return clean(Buffer.from(latin1, 'latin1').toString('utf8'))
}
