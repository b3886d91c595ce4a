import type { Key } from '../../state/model/messages/direct-command.ts'
import { FIRST_HOOKS } from './hook.ts'

/** One tmux command: its name and arguments. */
export type TmuxCommand = readonly (string | Uint8Array)[]

/** This file has every tmux command that fleetmux uses. Quoting and transport are elsewhere. */

/** Bytes of one piece of a text. While tmux reads a piece, it serves no other client. */
const PIECE = 32 * 1024

/** Numbers and flags come first and the only free text last, because a name or title may contain any separator. */
const SESSION =
  '#{session_id} #{session_created} #{session_windows} ' +
  // 1 when a client of ours that attaches or detaches would run a hook or end the session.
  `#{?${FIRST_HOOKS},1,#{destroy-unattached}} #{?@fleetmux_view,1,0} #{session_name}`
const WINDOW = '#{window_id} #{window_name}'
const PANE =
  '#{session_id} #{window_id} #{window_index} #{window_active} #{pane_id} #{pane_index} #{pane_active} ' +
  '#{pane_width} #{pane_height} #{pane_pid} #{pane_dead} #{pane_dead_status} #{pane_dead_signal} ' +
  '#{history_size} #{alternate_on} #{pane_in_mode} #{bracket_paste_flag} #{window_activity} #{pane_title}'
const COMMAND = '#{pane_id} #{pane_current_command}'
/** User options of a pane, its window or its session. Free text comes last. */
const SAID = '#{pane_id} #{@fleetmux_id}|#{@fleetmux_agent}|#{@fleetmux_state}'
const CLIENT = '#{client_control_mode} #{client_flags} #{client_session}'

/** Lists everything on a server in six answers. `readListing` combines them. */
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
 * Whether lines of the answer can start with text of a pane, title or name. Such a line can look like the end of the
 * answer and the start of the next. Lists start each line with an id; the other commands print nothing.
 */
export function mayForge([name]: TmuxCommand): boolean {
  return FREE.has(name)
}

const FREE: ReadonlySet<TmuxCommand[number] | undefined> = new Set([
  ...['capture-pane', 'display-message', 'show-options', 'show-buffer', 'run-shell', 'if-shell'],
])

/** Prints a mark before the other answers of a line, to identify them. */
export function mark(text: string): TmuxCommand {
  return ['display-message', '-p', text]
}

/**
 * The subscription's value: figures of every pane, pushed at most once a second when they change. The exit status is
 * part of it, since a pane may be dead before tmux knows how it ended. A bare comma inside `#{P:}` would start the
 * format of the active pane.
 */
const MOVED =
  '#{S:#{W:#{P:#{pane_id}=#{window_activity}/#{history_size}/#{cursor_x}x#{cursor_y}/#{pane_dead}#{pane_dead_status}#{pane_dead_signal}/#{pane_in_mode}/' +
  // A changed user option changes no other figure. Only letters and digits are kept, so that it cannot end the field.
  '#{s|[^a-zA-Z0-9]||:@fleetmux_state} }}}'

/** The current window of our client. `subscribe` needs it. */
export function currentWindow(): readonly TmuxCommand[] {
  return [['display-message', '-p', '#{window_id}']]
}

/**
 * Subscribes to all sessions as long as that window exists. Not `all::`: tmux 3.2 to 3.6 then reads the session of the
 * client each second, and the server crashes when that session was ended a moment before.
 */
export function subscribe(window: string): readonly TmuxCommand[] {
  return [['refresh-client', '-B', `all:${window}:${MOVED}`]]
}

const FACTS =
  '#{pane_width} #{pane_height} #{cursor_x} #{cursor_y} #{cursor_flag} #{history_size} #{alternate_on}'

/**
 * Captures the visible screen. `spaces` keeps spaces at the ends of lines (tmux 3.1): a coloured bar consists of them.
 */
export function capture(pane: string, spaces: boolean): readonly TmuxCommand[] {
  return [
    ['display-message', '-p', '-t', pane, FACTS],
    ['capture-pane', '-p', '-e', ...(spaces ? ['-N'] : []), '-t', pane],
  ]
}

/** Captures the screen and the newest `lines` of the scrollback, or all of it. */
export function captureHistory(
  pane: string,
  lines: number | 'all',
  { spaces, joined = false }: { readonly spaces: boolean; readonly joined?: boolean | undefined },
): readonly TmuxCommand[] {
  const from = lines === 'all' ? '-' : String(-lines)
  // `-J` keeps the spaces at the ends of lines as well.
  const how = joined ? ['-J'] : spaces ? ['-N'] : []
  return [
    ['display-message', '-p', '-t', pane, FACTS],
    ['capture-pane', '-p', '-e', ...how, '-t', pane, '-S', from],
  ]
}

/**
 * Facts that decide whether a text may be sent to a pane, and figures that show whether it changed. `%s`: the host's
 * clock.
 */
const SIGHT =
  '#{pid}:#{start_time} %s #{window_activity} #{pane_dead} #{pane_in_mode} #{pane_input_off} #{pane_synchronized} ' +
  '#{pane_width} #{pane_height} #{cursor_x} #{cursor_y} #{history_size} #{alternate_on} #{pane_current_command}'

/**
 * What `readSight` reads: the facts, the agent's options, the title, and the screen without colours. Each free text is
 * an answer of its own.
 */
export function sight(pane: string): readonly TmuxCommand[] {
  return [
    ['display-message', '-p', '-t', pane, SIGHT],
    ['display-message', '-p', '-t', pane, SAID],
    ['display-message', '-p', '-t', pane, '#{pane_title}'],
    ['capture-pane', '-p', '-t', pane],
  ]
}

/** The same, plus the screen with colours: only colours tell a placeholder in an input line from a draft. */
export function sightInColour(pane: string): readonly TmuxCommand[] {
  return [...sight(pane), ['capture-pane', '-p', '-e', '-t', pane]]
}

/**
 * Sets a buffer on one server. `seekMark` looks for it through another host name: when it is found, both names lead to
 * the same server.
 */
export function leaveMark(buffer: string): readonly TmuxCommand[] {
  return [['set-buffer', '-b', buffer, '--', buffer]]
}

export function seekMark(buffer: string): readonly TmuxCommand[] {
  return [['show-buffer', '-b', buffer]]
}

/**
 * Fills a buffer of our own in pieces. Each piece is a line of its own, so that tmux serves other clients in between.
 */
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
 * Pastes the buffer byte for byte and deletes it. `marks`: uses bracketed paste when the program has enabled it. `raw`:
 * without `-S`, tmux 3.7 makes control characters visible.
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

/** Sends keys by name and text as letters. A paste needs a buffer, so it is not sent here. */
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

/** Continues a stream that tmux paused because we read too slowly. */
export function continueStream(client: string, pane: string): readonly TmuxCommand[] {
  return [['refresh-client', '-t', client, '-A', `${pane}:continue`]]
}

/** Starts a session that keeps its last screen and exit status, and has user options that describe it. */
export function trackedSession(options: {
  readonly name: string
  readonly directory: string
  readonly environment: Readonly<Record<string, string>>
  readonly argv: readonly string[]
  /** User options by name, without the prefix `@fleetmux_`. */
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
    // In the same line as `new-session`, so that a program that ends at once is kept as well, and so is the session.
    ['set-option', '-w', '-t', target, 'remain-on-exit', 'on'],
    ['set-option', '-q', '-t', target, 'destroy-unattached', 'off'],
    ['set-option', '-q', '-w', '-t', target, 'remain-on-exit-format', ''],
    ...Object.entries(options.says).flatMap(([name, text]) => say(target, name, text)),
  ]
}

/**
 * Ends a session that only started the server. `next` is a target. Our own client is attached to `first` and is
 * switched to `next` before.
 */
export function endFirst(first: string, next: string): readonly TmuxCommand[] {
  return [
    ['switch-client', '-E', '-t', next],
    ['kill-session', '-t', `=${first}`],
  ]
}

/** Sets a user option, a long text in pieces. */
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

/** Reads a user option of a session. Empty when it is not set. */
export function readSaid(session: string, name: string): TmuxCommand {
  return ['show-options', '-q', '-v', '-t', session, `@fleetmux_${name}`]
}

/** Whether the pane's session shares its history, its name, and on a line of its own the directory of its program. */
export function sharedPlace(pane: string): TmuxCommand {
  const place = '#{@fleetmux_history} #{session_name}\n#{pane_current_path}'
  return ['display-message', '-p', '-t', pane, place]
}

/** When the server was started, in epoch seconds. */
export function serverStart(): TmuxCommand {
  return ['display-message', '-p', '#{start_time}']
}

/** Starts a process that ends at once. tmux then collects the exit status of all processes that have ended. */
export function stir(): readonly TmuxCommand[] {
  return [['run-shell', ':']]
}

/** Escapes `#`: tmux expands formats in names and directories. */
export function plain(text: string): string {
  return text.replaceAll('#', '##')
}

/** The end of the next piece, never inside a UTF-8 character. */
function pieceEnd(bytes: Uint8Array, start: number): number {
  let end = Math.min(start + PIECE, bytes.length)
  while (end < bytes.length && ((bytes[end] ?? 0) & 0xc0) === 0x80) end--
  return end
}
