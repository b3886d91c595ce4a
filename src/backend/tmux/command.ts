import type { Key } from '../../state/model/errand.ts'
import { FIRST_HOOKS } from './hook.ts'

/** One tmux command: its words. */
export type TmuxCommand = readonly (string | Uint8Array)[]

/** Every tmux word that fleetmux speaks stands here; how a line is quoted and carried does not. */

/** Text goes to a pane in pieces: while tmux takes one, it does nothing else for anybody. */
const PIECE = 32 * 1024

/** Numbers and flags first, the one free text last: a title may hold any separator. */
const SESSION =
  '#{session_id} #{session_created} #{session_windows} ' +
  // A session on which a client of ours that comes or goes would set something off.
  `#{?${FIRST_HOOKS},1,#{destroy-unattached}} #{?@fleetmux_view,1,0} #{session_name}`
const WINDOW = '#{window_id} #{window_name}'
const PANE =
  '#{session_id} #{window_id} #{window_index} #{window_active} #{pane_id} #{pane_index} #{pane_active} ' +
  '#{pane_width} #{pane_height} #{pane_pid} #{pane_dead} #{pane_dead_status} #{pane_dead_signal} ' +
  '#{history_size} #{alternate_on} #{pane_in_mode} #{bracket_paste_flag} #{window_activity} #{pane_title}'
const COMMAND = '#{pane_id} #{pane_current_command}'
/** What user options say of a pane, of its window or of its session; free text last. */
const SAID = '#{pane_id} #{@fleetmux_id}|#{@fleetmux_agent}|#{@fleetmux_state}'
const CLIENT = '#{client_control_mode} #{client_flags} #{client_session}'

/** All that lives on a server, in six answers; `readListing` puts them together. */
export function list(): readonly TmuxCommand[] {
  return [
    ['list-sessions', '-F', SESSION],
    ['list-windows', '-a', '-F', WINDOW],
    ['list-panes', '-a', '-F', PANE],
    ['list-panes', '-a', '-F', COMMAND],
    ['list-clients', '-F', CLIENT],
    ['list-panes', '-a', '-F', SAID],
  ]
}

/**
 * Whether lines of its answer may begin as a pane, a title or a name has them: such a line can look like the end of
 * the answer and the beginning of the next. Lists begin each line with an id; the others print nothing.
 */
export function mayForge([name]: TmuxCommand): boolean {
  return FREE.has(name)
}

const FREE: ReadonlySet<TmuxCommand[number] | undefined> = new Set([
  ...['capture-pane', 'display-message', 'show-options', 'show-buffer', 'run-shell', 'if-shell'],
])

/** Prints a text of ours before the answers of its line: they say whose they are. */
export function mark(text: string): TmuxCommand {
  return ['display-message', '-p', text]
}

/** What moved, at most once a second, pushed: a pane may be dead before tmux knows how it ended. A bare comma inside `#{P:}` would start the active pane's format. */
const MOVED =
  '#{S:#{W:#{P:#{pane_id}=#{window_activity}/#{history_size}/#{cursor_x}x#{cursor_y}/#{pane_dead}#{pane_dead_status}#{pane_dead_signal}/#{pane_in_mode}/' +
  // What a session says of itself moves nothing else; only what cannot end the field is kept of it.
  '#{s|[^a-zA-Z0-9]||:@fleetmux_state} }}}'

/** The window that our client looks at: `subscribe` hangs on it. */
export function currentWindow(): readonly TmuxCommand[] {
  return [['display-message', '-p', '#{window_id}']]
}

/**
 * Hears of all sessions, as long as that window is there. Not `all::`: tmux 3.2 to 3.6 then reads the session of
 * the client each second, and the server dies when somebody has ended that session a moment before.
 */
export function subscribe(window: string): readonly TmuxCommand[] {
  return [['refresh-client', '-B', `all:${window}:${MOVED}`]]
}

const FACTS =
  '#{pane_width} #{pane_height} #{cursor_x} #{cursor_y} #{cursor_flag} #{history_size} #{alternate_on}'

/** The visible screen. `spaces` keeps those at the ends of lines (tmux 3.1): a coloured bar is made of them. */
export function capture(pane: string, spaces: boolean): readonly TmuxCommand[] {
  return [
    ['display-message', '-p', '-t', pane, FACTS],
    ['capture-pane', '-p', '-e', ...(spaces ? ['-N'] : []), '-t', pane],
  ]
}

/** Scrollback and screen: the newest `lines` of the scrollback, or all of it. */
export function captureHistory(
  pane: string,
  lines: number | 'all',
  { spaces, joined = false }: { readonly spaces: boolean; readonly joined?: boolean | undefined },
): readonly TmuxCommand[] {
  const from = lines === 'all' ? '-' : String(-lines)
  // Joined, a line keeps its spaces anyway.
  const how = joined ? ['-J'] : spaces ? ['-N'] : []
  return [
    ['display-message', '-p', '-t', pane, FACTS],
    ['capture-pane', '-p', '-e', ...how, '-t', pane, '-S', from],
  ]
}

/** Facts that decide whether a text may go to a pane, and figures that tell whether it moved. `%s`: the host's clock. */
const SIGHT =
  '#{pid}:#{start_time} %s #{window_activity} #{pane_dead} #{pane_in_mode} #{pane_input_off} #{pane_synchronized} ' +
  '#{pane_width} #{pane_height} #{cursor_x} #{cursor_y} #{history_size} #{alternate_on} #{pane_current_command}'

/** What `readSight` reads: who is there, how it does, and its screen without colours. Free text stands alone. */
export function sight(pane: string): readonly TmuxCommand[] {
  return [
    ['display-message', '-p', '-t', pane, SIGHT],
    ['display-message', '-p', '-t', pane, SAID],
    ['display-message', '-p', '-t', pane, '#{pane_title}'],
    ['capture-pane', '-p', '-t', pane],
  ]
}

/** The same, and its screen with colours: a placeholder in an input line differs from a draft by them alone. */
export function sightInColour(pane: string): readonly TmuxCommand[] {
  return [...sight(pane), ['capture-pane', '-p', '-e', '-t', pane]]
}

/** A buffer of our own on a server, and its look from elsewhere: where it shows, two names lead to one server. */
export function leaveMark(buffer: string): readonly TmuxCommand[] {
  return [['set-buffer', '-b', buffer, '--', buffer]]
}

export function seekMark(buffer: string): readonly TmuxCommand[] {
  return [['show-buffer', '-b', buffer]]
}

/** Fills a buffer that nobody else uses, in pieces; each is a line of its own, so that others get their turn. */
export function fillBuffer(buffer: string, text: string): readonly TmuxCommand[] {
  const bytes = Buffer.from(text, 'utf8')
  const pieces: TmuxCommand[] = []
  for (let at = 0; at < bytes.length; at = pieceEnd(bytes, at)) {
    const piece = bytes.subarray(at, pieceEnd(bytes, at))
    pieces.push(['set-buffer', ...(at > 0 ? ['-a'] : []), '-b', buffer, '--', piece])
  }
  return pieces
}

/**
 * The buffer as it is, byte for byte, and takes it away. `marks`: those of a bracketed paste, where the program
 * asked for them. `raw`: tmux 3.7 writes control characters in a visible form unless it is told not to.
 */
export function pasteBuffer(
  pane: string,
  buffer: string,
  { marks, raw }: { readonly marks: boolean; readonly raw: boolean },
): TmuxCommand {
  return [
    'paste-buffer',
    ...(marks ? ['-p'] : []),
    ...(raw ? ['-S'] : []),
    '-d',
    '-r',
    '-b',
    buffer,
    '-t',
    pane,
  ]
}

export function deleteBuffer(buffer: string): readonly TmuxCommand[] {
  return [['delete-buffer', '-b', buffer]]
}

/** Keys by name, text by letters; a paste needs a buffer, so it comes as `paste`. */
export function sendKeys(
  pane: string,
  keys: readonly Exclude<Key, { paste: string }>[],
): readonly TmuxCommand[] {
  return keys.map(key =>
    'key' in key
      ? ['send-keys', '-t', pane, '--', key.key]
      : ['send-keys', '-l', '-t', pane, '--', key.text],
  )
}

export function killSession(session: string): readonly TmuxCommand[] {
  return [['kill-session', '-t', session]]
}

/** Moves a stream client of ours to another session; `-E` leaves that session's environment as it is. */
export function switchStream(client: string, session: string): readonly TmuxCommand[] {
  return [['switch-client', '-E', '-c', client, '-t', session]]
}

/** Lets a stream go on that tmux paused because we were behind. */
export function continueStream(client: string, pane: string): readonly TmuxCommand[] {
  return [['refresh-client', '-t', client, '-A', `${pane}:continue`]]
}

/** A session that keeps its last screen and how it ended, and says of itself what it is. */
export function trackedSession(options: {
  readonly name: string
  readonly directory: string
  readonly environment: Readonly<Record<string, string>>
  readonly argv: readonly string[]
  /** A shell's word: the file that gets all that it prints. */
  readonly log?: string
  /** User options, without their `@fleetmux_`. */
  readonly says: Readonly<Record<string, string>>
}): readonly TmuxCommand[] {
  const target = `=${options.name}:`
  const environment = Object.entries(options.environment)
  return [
    [
      'new-session',
      '-d',
      ...['-P', '-F', '#{pane_id}'],
      ...['-x', '200', '-y', '50'],
      ...['-s', plain(options.name)],
      ...['-c', plain(options.directory)],
      ...environment.flatMap(([name, value]) => ['-e', `${name}=${value}`]),
      ...(options.argv.length > 0 ? ['--', ...options.argv] : []),
    ],
    // In one line with the start: a program that ends at once is caught all the same, and so is the session.
    ...(options.log === undefined ? [] : [pipeTo(target, options.log)]),
    ['set-option', '-w', '-t', target, 'remain-on-exit', 'on'],
    ['set-option', '-q', '-t', target, 'destroy-unattached', 'off'],
    ['set-option', '-q', '-w', '-t', target, 'remain-on-exit-format', ''],
    ...Object.entries(options.says).flatMap(([name, text]) => say(target, name, text)),
  ]
}

/** tmux reads formats and times in it. */
function pipeTo(target: string, file: string): TmuxCommand {
  const word = file.replace(/[#%]/g, '$&$&')
  return ['pipe-pane', '-t', target, `umask 077; exec cat >>${word}`]
}

/** Ends a session that only started the server; `next` is a target: our own client, which is attached to the first, goes there before. */
export function endFirst(first: string, next: string): readonly TmuxCommand[] {
  return [
    ['switch-client', '-E', '-t', next],
    ['kill-session', '-t', `=${first}`],
  ]
}

/** A long text in pieces, as for a buffer. */
function say(target: string, name: string, text: string): TmuxCommand[] {
  const bytes = Buffer.from(text, 'utf8')
  const pieces: TmuxCommand[] = []
  for (let at = 0; at < bytes.length || at === 0; at = pieceEnd(bytes, at)) {
    const piece = bytes.subarray(at, pieceEnd(bytes, at))
    pieces.push(['set-option', ...(at > 0 ? ['-a'] : []), '-t', target, `@fleetmux_${name}`, piece])
    if (bytes.length === 0) break
  }
  return pieces
}

/** What a session says of itself; nothing where it does not. */
export function readSaid(session: string, name: string): TmuxCommand {
  return ['show-options', '-q', '-v', '-t', session, `@fleetmux_${name}`]
}

/** When the server was started, in epoch seconds. */
export function serverStart(): TmuxCommand {
  return ['display-message', '-p', '#{start_time}']
}

/** Starts and ends a process: tmux hears of all that have ended when it hears of one. */
export function stir(): readonly TmuxCommand[] {
  return [['run-shell', ':']]
}

/** tmux expands formats in names and directories; these are meant as they stand. */
export function plain(text: string): string {
  return text.replaceAll('#', '##')
}

/** Where the next piece ends: never inside a character. */
function pieceEnd(bytes: Uint8Array, start: number): number {
  let end = Math.min(start + PIECE, bytes.length)
  while (end < bytes.length && ((bytes[end] ?? 0) & 0xc0) === 0x80) end--
  return end
}
