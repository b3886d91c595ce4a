import { isShell } from '../../../state/agents/program.ts'
import type { Evidence } from '../evidence.ts'
import { namesOf } from '../foreground/command-line.ts'
import { plainLine } from '../rule.ts'

/** Programs that display texts: a question on such a program's screen is not asked by the program. */
const SHOWING = new Set(
  (
    'vi vim nvim view vimdiff nano pico emacs emacsclient hx helix micro kak ed joe ' +
    'less more most man info bat batcat glow mdcat w3m lynx tig tail head cat watch journalctl dmesg ' +
    'top htop btop btm atop iotop nvtop nmon glances ping mtr tmux screen zellij ranger nnn lf yazi mc k9s ' +
    'lazygit lazydocker gitui turbo ncdu gdu mutt neomutt aerc irssi weechat newsboat lnav jless visidata'
  ).split(' '),
)

/** Programs in a wrapper that may show an agent that runs, or that end at once, so that another program may ask next. */
const PASSING = /^(?:tmux|screen|zellij|cat|head)$/

/**
 * Whether this program may ask something. tmux names a program that has just ended by its absolute path. `foreground`:
 * the command lines in the foreground of its terminal; a wrapper such as `timeout` runs the program after it.
 */
export function mayAsk(command: string, foreground: readonly string[] = []): boolean {
  return isAsking(command) && wrappedViewer(foreground) === undefined
}

/**
 * Whether a wrapper such as `script` or `bash -c` runs an editor, a pager or a monitor, so that an agent's screen is only
 * text in it.
 */
export function isShownByViewer(foreground: readonly string[] = []): boolean {
  const viewer = wrappedViewer(foreground)
  return viewer !== undefined && !PASSING.test(viewer)
}

/**
 * The program that displays texts which the first of these command lines, that of a wrapper, runs; undefined: none. One
 * of the other command lines must be that of this program itself: a wrapper that is still there, such as `sh -c 'vim
 * notes; ./deploy'`, tells nothing.
 */
function wrappedViewer([leader = '', ...others]: readonly string[]): string | undefined {
  const names = namesOf(leader)
  if (names.length < 2) return undefined
  return names.find(
    name => SHOWING.has(name) && others.some(args => namesOf(args).join(' ') === name),
  )
}

function isAsking(command: string): boolean {
  return !/^$|^['"]?\//.test(command) && !SHOWING.has(command) && !isShell(command)
}

/**
 * Patterns of the last screen line of programs that display texts: pagers, editors, browsers. If such a program runs on
 * another host or in a container, tmux does not report its name.
 */
const LINES: readonly RegExp[] = [
  // less, more, man, bat, journalctl: the last line is a prompt, a search pattern or the position in the text.
  /^:$/,
  /^[/?][^\s/?]\S*(?: \S+){0,3}$/,
  /\(END\)$/,
  /\S {2}\(press RETURN\)$/,
  /^HELP -- .*\bq when done$/,
  /\blines \d+-\d+(?:\/\d+)?(?: .*)?$/,
  /^--More--/,
  /\bManual page \S+ line \d/,
  // vi: the last line is the file name, the mode or the position.
  /^"[^"]+"(?: \[[^\]]+\])?,? .*\d+(?:L|B| lines?)\b/,
  /^-- (?:INSERT|REPLACE|VISUAL|V-LINE|V-BLOCK|SELECT|TERMINAL|\(\w+\))(?: .*)?$/,
  /\s\d+(?:,\d+(?:-\d+)?)?\s+(?:All|Top|Bot|\d{1,2}%)$/,
  /^ ?(?:NORMAL|INSERT|VISUAL|REPLACE|COMMAND|NOR|INS|SEL)\s{2}.*\d+:\d+/,
  // emacs, nano, micro.
  /^-[\w\\*%:@-]{2,12}F\d /,
  /^\^[A-Z] \w/,
  /\(\d+,\d+\) \| ft:/,
  // vim below the end of the file, mc and its editor, mutt.
  /^~$/,
  /^ ?1 ?Help {2,}2\w/,
  /^-[-\w*%!+ ]{1,5}- \d+\/\d+: |^---Mutt: /,
  // lynx, w3m.
  /^ ?H\)elp O\)ptions /,
  /^[≪≫] /u,
]

/** Patterns of shell prompts. Of a prompt with two lines, only the second line is matched. */
const SHELL_PROMPTS: readonly RegExp[] = [
  /^[^\s│┃|>❯›]\S{0,80}(?: \S{1,40}){0,3}[#$%] ?$/u,
  /^(?:PS )?(?:[\w.-]+@[\w.-]+[: ]?)?[~/]\S{0,80}> ?$/,
  /^(?:[#$%❯➜λ▶]|[➜❯] +\S.{0,60}) ?$/u,
]

/** Whether this last line of a screen is the prompt of a shell. */
export function isShellPrompt(line: string): boolean {
  return SHELL_PROMPTS.some(pattern => pattern.test(line))
}

/**
 * Whether the end of the screen is printed output, which leaves the cursor at the start of the next line. A program
 * that asks something hides the cursor or puts it after the question.
 */
function isPrinted({ cursor, lines }: Pick<Evidence, 'cursor' | 'lines'>): boolean {
  if (!cursor?.visible || cursor.x > 0) return false
  return lines.slice(cursor.y).every(line => plainLine(line) === '')
}

/**
 * Whether the screen shows text that another program displays or has printed: its last line belongs to a pager, an
 * editor, or a shell at its prompt.
 */
export function isShownText(evidence: Pick<Evidence, 'cursor' | 'lines'>): boolean {
  const { cursor, lines } = evidence
  const at = lines.findLastIndex(line => plainLine(line) !== '')
  const last = plainLine(lines[at] ?? '')
  if (isPrinted(evidence) || isViewerLine(last)) return true
  const isAtEnd = cursor?.visible === true && cursor.y === at && cursor.x >= last.length
  if (!isAtEnd) return false
  const style = wholeStyle(lines[at] ?? '')
  return isShellPrompt(last) || style === '7' || (style === '3' && cursor.x === last.length)
}

/**
 * The style of all of the line, if it has one style. Pagers show their prompt in reverse video (7), and in italics (3)
 * on terminals of the type `screen`, which is the default in tmux.
 */
function wholeStyle(line: string): string | undefined {
  return /^\x1b\[(?:0;)?(?<style>[37])m(?:\x1b\[[\d;]*m)*[^\x1b]+(?:\x1b\[[\d;]*m)*\s*$/.exec(line)
    ?.groups?.['style']
}

/** Whether this last line of a screen belongs to a pager, an editor or a browser. */
function isViewerLine(line: string): boolean {
  return LINES.some(pattern => pattern.test(line))
}
