/** Terminals that every host knows. */
const COMMON: ReadonlySet<string> = new Set([
  ...['xterm', 'xterm-256color', 'screen', 'screen-256color', 'linux', 'vt100', 'dumb', ''],
])

/**
 * Runs its words with the nearest terminal that the host knows, and says so: tmux has no other way than to refuse
 * one of which nobody there has heard. Where no description of any terminal is found, it is tmux's to say.
 */
const SCRIPT = [
  'knows() { infocmp "$1" >/dev/null 2>&1 && return; c=${1%"${1#?}"}; h=$(printf %x "\'$c");',
  'for d in "$TERMINFO" "$HOME/.terminfo" /etc/terminfo /lib/terminfo /usr/lib/terminfo /usr/share/terminfo',
  '/usr/local/share/terminfo; do [ -e "$d/$c/$1" ] || [ -e "$d/$h/$1" ] && return; done; return 1; };',
  'case $TERM in tmux*|screen*) near="screen-256color screen";; rxvt*) near=rxvt-256color;; *) near=;; esac;',
  'knows "$TERM" || for t in $near xterm-256color xterm screen vt100; do knows $t && {',
  'printf "fleetmux: the host does not know terminals called %s: it shows as on %s. Install your terminfo there:',
  'infocmp -x %s | ssh HOST tic -x -\\n" "$TERM" $t "$TERM" >&2; TERM=$t; export TERM; break; }; done;',
  'exec "$@"',
].join(' ')

/** A command line for a person's terminal, which the host may not know by the name that it has here. */
export function onKnownTerminal(
  argv: readonly string[],
  term = process.env['TERM'] ?? '',
): readonly string[] {
  return COMMON.has(term) ? argv : ['sh', '-c', SCRIPT, 'fleetmux', ...argv]
}
