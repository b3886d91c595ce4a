import type { Key } from '../../state/model/messages/direct-command.ts'
import { SESSION_HOOKS } from './hook.ts'

/** One tmux command: its name and arguments. */
export type TmuxCommand = readonly (string | Uint8Array)[]

/** This file has every tmux command that fleetmux uses. Quoting and transport are elsewhere. */

/** Numbers and flags come first and the only free text last, because a name or title may contain any separator. */
const SESSION =
  '#{session_id} #{session_created} #{session_windows} ' +
  // 1 when a client of ours that attaches or detaches would run a hook or end the session.
  `#{?${SESSION_HOOKS},1,#{destroy-unattached}} #{?@fleetmux_view,1,0} #{session_name}`
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
export function snapshotCommands(pane: string): readonly TmuxCommand[] {
  return [
    ['display-message', '-p', '-t', pane, SIGHT],
    ['display-message', '-p', '-t', pane, SAID],
    ['display-message', '-p', '-t', pane, '#{pane_title}'],
    ['capture-pane', '-p', '-t', pane],
  ]
}

/** The same, plus the screen with colours: only colours tell a placeholder in an input line from a draft. */
export function colourSnapshotCommands(pane: string): readonly TmuxCommand[] {
  return [...snapshotCommands(pane), ['capture-pane', '-p', '-e', '-t', pane]]
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

/** Whether the pane's session shares its history, its name, and on a line of its own the directory of its program. */
export function sharedPlace(pane: string): TmuxCommand {
  const place = '#{@fleetmux_history} #{session_name}\n#{pane_current_path}'
  return ['display-message', '-p', '-t', pane, place]
}

/** The directory of the program in a pane. */
export function directoryOf(pane: string): TmuxCommand {
  return ['display-message', '-p', '-t', pane, '#{pane_current_path}']
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
