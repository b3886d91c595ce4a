/** Terminal types (values of TERM) that practically every host knows, so they are not checked; empty: TERM is unset. */
const COMMON: ReadonlySet<string> = new Set([
  ...['xterm', 'xterm-256color', 'screen', 'screen-256color', 'linux', 'vt100', 'dumb', ''],
])

/**
 * Shell script that runs its arguments with the nearest terminal type that the host knows, and prints a note if the
 * type was changed. With an unknown type, tmux would refuse to start. If the host knows no type at all, tmux reports
 * the error.
 */
const SCRIPT = [
  'knows() { infocmp "$1" >/dev/null 2>&1 && return; c=${1%"${1#?}"}; h=$(printf %x "\'$c");',
  'for d in "$TERMINFO" "$HOME/.terminfo" /etc/terminfo /lib/terminfo /usr/lib/terminfo /usr/share/terminfo',
  '/usr/local/share/terminfo; do [ -e "$d/$c/$1" ] || [ -e "$d/$h/$1" ] && return; done; return 1; };',
  'case $TERM in tmux*|screen*) near="screen-256color screen";; rxvt*) near=rxvt-256color;; *) near=;; esac;',
  'knows "$TERM" || for t in $near xterm-256color xterm screen vt100; do knows $t && {',
  'printf "fleetmux: the host does not know the terminal %s, so it draws as for %s. Install your terminfo on the host:',
  'infocmp -x %s | ssh HOST tic -x -\\n" "$TERM" $t "$TERM" >&2; TERM=$t; export TERM; break; }; done;',
  'exec "$@"',
].join(' ')

/**
 * The command line to run on a host, in the user's terminal. If a host may not know the terminal's type (`term`), it
 * begins with a script: on a host that does not know the type, the script sets TERM to the nearest type known there.
 */
export function onKnownTerminal(
  argv: readonly string[],
  term = process.env['TERM'] ?? '',
): readonly string[] {
  return COMMON.has(term) ? argv : ['sh', '-c', SCRIPT, 'fleetmux', ...argv]
}
