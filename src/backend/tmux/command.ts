import type { Key } from '../../state/model/messages/direct-command.ts'
import { CLIENT_HOOKS, HOOK_NAMES, SESSION_HOOKS } from './hook.ts'

/** One tmux command: its name and arguments. */
export type TmuxCommand = readonly (string | Uint8Array)[]

/**
 * tmux formats for the lists of all sessions, windows, panes and clients. Numbers and flags come first, and the only
 * free text comes last, because a name or title may contain any separator.
 */
const SESSION =
  '#{session_id} #{session_created} #{session_windows} ' +
  // 1 if attaching or detaching a client of fleetmux would run a hook or end the session.
  `#{?${SESSION_HOOKS},1,#{destroy-unattached}} #{?@fleetmux_view,1,0} #{session_name}`
const WINDOW = '#{window_id} #{window_name}'
/** The title of a pane; empty if no program has set one: tmux then reports the name of the machine. */
export const TITLE =
  '#{?#{==:#{pane_title},#{host}},,#{?#{==:#{pane_title},#{host_short}},,#{pane_title}}}'
const PANE =
  '#{session_id} #{window_id} #{window_index} #{window_active} #{pane_id} #{pane_index} #{pane_active} ' +
  '#{pane_width} #{pane_height} #{pane_pid} #{pane_dead} #{pane_dead_status} #{pane_dead_signal} ' +
  '#{history_size} #{alternate_on} #{pane_in_mode} #{bracket_paste_flag} #{window_activity} ' +
  TITLE
const COMMAND = '#{pane_id} #{pane_current_command}'
/**
 * Format of the user options of a pane, its window or its session. The agent's state comes last, because only it may
 * contain the separator `|`.
 */
const SAID = '#{pane_id} #{@fleetmux_id}|#{@fleetmux_agent}|#{@fleetmux_state}'
const CLIENT = '#{client_control_mode} #{client_flags} #{client_session}'

/**
 * Lists the sessions, windows, panes, clients and user options of a server in six answers, which `readListing`
 * combines.
 */
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
 * Whether the command's answer can have lines whose beginning another program determines, such as text of a pane. Such
 * a line can look like tmux's own `%end` line and the start of another answer. In lists each line starts with an id;
 * the other commands print nothing.
 */
export function mayForge([name]: TmuxCommand): boolean {
  return FREE.has(name)
}

const FREE: ReadonlySet<TmuxCommand[number] | undefined> = new Set([
  ...['capture-pane', 'display-message', 'show-options', 'show-buffer', 'run-shell', 'if-shell'],
])

/** Prints a text that marks where the answers of the following commands begin. */
export function mark(text: string): TmuxCommand {
  return ['display-message', '-p', text]
}

/**
 * Format of the subscription to pane changes: figures of every pane. tmux sends its value after a change, at most once
 * a second. It includes the exit status, since a pane may be dead before tmux knows how its program ended. It must not
 * contain a comma directly inside `#{P:}`, because a comma there starts the format for the active pane.
 */
const MOVED =
  '#{S:#{W:#{P:#{pane_id}=#{window_activity}/#{history_size}/#{cursor_x}x#{cursor_y}/#{pane_dead}#{pane_dead_status}#{pane_dead_signal}/#{pane_in_mode}/' +
  // The state that an agent reports in the user option `@fleetmux_state`. It is included because a change of this
  // option changes nothing else in this format, so tmux would send no notice. Only its letters and digits are kept, so
  // that it cannot end the field.
  '#{s|[^a-zA-Z0-9]||:@fleetmux_state} }}}'

/** Asks for the id of the current window of fleetmux's client, which `subscribe` needs. */
export function currentWindow(): readonly TmuxCommand[] {
  return [['display-message', '-p', '#{window_id}']]
}

/** Name of the subscription that reports tmux hooks which would run when a client of fleetmux detaches. */
const HOOKS = 'hooks'

/** Whether a notice that tmux pushes for a subscription is about tmux hooks, and not about panes. */
export function isHookNotice(notice: string): boolean {
  return notice.startsWith(`${HOOKS} `)
}

/**
 * Whether a notice of the subscription `HOOKS` reports that hooks are set now: global ones, or hooks of a session that
 * shows the window which the subscription names, such as a session of `fleetmux attach --window`.
 */
export function tellsOfHooks(notice: string): boolean {
  return / : [a-z+-]+$/.test(notice.trimEnd())
}

/** Asks for the global commands (those of all sessions) of each hook in `CLIENT_HOOKS`: one answer per hook. */
export function globalHooks(): readonly TmuxCommand[] {
  return CLIENT_HOOKS.map(name => ['show-options', '-gqv', name])
}

/**
 * Subscribes to changes in all sessions for as long as this window exists. A subscription without a window (`all::`) is
 * not used: tmux 3.2 to 3.6 would then read the client's session each second, and the server would crash if that
 * session ended a moment before.
 */
export function subscribe(window: string): readonly TmuxCommand[] {
  return [
    ['refresh-client', '-B', `all:${window}:${MOVED}`],
    ['refresh-client', '-B', `${HOOKS}:${window}:${HOOK_NAMES}`],
  ]
}

const FACTS =
  '#{pane_width} #{pane_height} #{cursor_x} #{cursor_y} #{cursor_flag} #{history_size} #{alternate_on}'

/**
 * Captures the visible screen. `spaces`: keep spaces at the ends of lines (from tmux 3.1 on), since a coloured bar
 * consists of them.
 */
export function capture(pane: string, spaces: boolean): readonly TmuxCommand[] {
  return [
    ['display-message', '-p', '-t', pane, FACTS],
    ['capture-pane', '-p', '-e', ...(spaces ? ['-N'] : []), '-t', pane],
  ]
}

/** Captures the screen and the newest `lines` lines of the scrollback, or all of it. */
export function captureHistory(
  pane: string,
  lines: number | 'all',
  { spaces, joined = false }: { readonly spaces: boolean; readonly joined?: boolean | undefined },
): readonly TmuxCommand[] {
  const from = lines === 'all' ? '-' : String(-lines)
  // `-J` also keeps the spaces at the ends of lines.
  const how = joined ? ['-J'] : spaces ? ['-N'] : []
  return [
    ['display-message', '-p', '-t', pane, FACTS],
    ['capture-pane', '-p', '-e', ...how, '-t', pane, '-S', from],
  ]
}

/**
 * Facts that decide whether a text may be sent to a pane, and figures that show whether the pane changed. tmux expands
 * `%s` to the host's clock in epoch seconds.
 */
const SIGHT =
  '#{pid}:#{start_time} %s #{window_activity} #{pane_dead} #{pane_in_mode} #{pane_input_off} #{pane_synchronized} ' +
  '#{pane_width} #{pane_height} #{cursor_x} #{cursor_y} #{history_size} #{alternate_on} #{pane_current_command}'

/**
 * Takes a snapshot of a pane: the facts of `SIGHT`, the options that the agent has set, the title, and the screen
 * without colours. Texts that may contain spaces, such as the title, are separate answers.
 */
export function snapshotCommands(pane: string): readonly TmuxCommand[] {
  return [
    ['display-message', '-p', '-t', pane, SIGHT],
    ['display-message', '-p', '-t', pane, SAID],
    ['display-message', '-p', '-t', pane, '#{pane_title}'],
    ['capture-pane', '-p', '-t', pane],
  ]
}

/**
 * Takes the snapshot of a pane like `snapshotCommands`, and also its screen with colours: only colours distinguish a
 * placeholder in an input line from a draft.
 */
export function colourSnapshotCommands(pane: string): readonly TmuxCommand[] {
  return [...snapshotCommands(pane), ['capture-pane', '-p', '-e', '-t', pane]]
}

/** Sends named keys and typed characters. A paste needs a buffer and is not sent by this function. */
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

/**
 * Switches a tmux client of fleetmux, which receives the output of one session, to another session. `-E`: the session's
 * environment is not changed.
 */
export function switchStream(client: string, session: string): readonly TmuxCommand[] {
  return [['switch-client', '-E', '-c', client, '-t', session]]
}

/** Continues the output of a pane that tmux paused for this client, because fleetmux read too slowly. */
export function continueStream(client: string, pane: string): readonly TmuxCommand[] {
  return [['refresh-client', '-t', client, '-A', `${pane}:continue`]]
}

/**
 * Prints the option `@fleetmux_history` of the pane's session (set if texts sent to the session are recorded in a
 * project's shared history) and the session's name; in a second line, the working directory of the pane's program.
 */
export function sharedPlace(pane: string): TmuxCommand {
  const place = '#{@fleetmux_history} #{session_name}\n#{pane_current_path}'
  return ['display-message', '-p', '-t', pane, place]
}

/** Prints the working directory of the program in a pane. */
export function directoryOf(pane: string): TmuxCommand {
  return ['display-message', '-p', '-t', pane, '#{pane_current_path}']
}

/** Prints when the server was started, in epoch seconds. */
export function serverStart(): TmuxCommand {
  return ['display-message', '-p', '#{start_time}']
}

/** Starts a process that ends at once, which makes tmux collect the exit status of all processes that have ended. */
export function collectExitStatuses(): readonly TmuxCommand[] {
  return [['run-shell', ':']]
}

/** Escapes `#` in a name or directory, because tmux expands formats in it. */
export function escapeFormats(text: string): string {
  return text.replaceAll('#', '##')
}
