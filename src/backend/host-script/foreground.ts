/** Most foreground processes of a host. A larger number is an error. */
export const PROCESSES = 20_000

/** Bytes of a command line that are sent. */
const ARGS = 600

/**
 * `who`: prints the foreground processes of all terminals, a line each, `proc PID PARENT GROUP ARGS`, then `procs`. It
 * reads the process table once and filters it on the host. Lines with our nonce are left out: a command line must not
 * imitate the channel.
 *
 * `ps` of Linux, macOS and the BSDs prints the foreground group of a terminal. BusyBox's `ps` does not, and has few
 * options or none: on such hosts /proc has the foreground group and `ps` the command line. Without both, nothing is
 * reported.
 */
export const foregroundScript = [
  `by() { ps -A -ww -o pid= -o ppid= -o pgid= -o tpgid= -o args= 2>/dev/null | awk -v n="$n" '`,
  '$4 > 0 && $3 == $4 && !index($0, n) { p = $1; l = $2 " " $3; a = $0;',
  'for (i = 0; i < 4; i++) sub(/^ *[^ ]+ */, "", a);',
  `print n " proc " p " " l " " substr(a, 1, ${ARGS}) }'; };`,
  `without() { { cat /proc/[0-9]*/stat; ps -o pid,args || ps; } 2>/dev/null | awk -v n="$n" '`,
  '!m && /^[0-9]+ \\(/ { s = c = $0; sub(/^.*\\) /, "", s); split(s, f, " ");',
  'if (f[6] > 0 && f[3] == f[6]) { l[$1] = f[2] " " f[3];',
  'sub(/^[^(]*\\(/, "", c); sub(/\\)[^)]*$/, "", c); b[$1] = c } next }',
  'NF && $1 == "PID" { m = NF; next }',
  'm && ($1 in l) { p = $1; a = $0; for (i = 1; i < m; i++) sub(/^ *[^ ]+ +/, "", a);',
  // BusyBox prints the kernel's process name in braces before a command line that starts with another name.
  'sub(/^[{][^}]*[}] /, "", a); b[p] = a }',
  `END { for (p in l) if (!index(b[p], n)) print n " proc " p " " l[p] " " substr(b[p], 1, ${ARGS}) }'; };`,
  'who() { LC_ALL=C; export LC_ALL; case $1 in y) by;; *) without;; esac; say procs; };',
  'asks() { [ -n "$y" ] && return; y=n; ps -A -ww -o tpgid= >/dev/null 2>&1 </dev/null && y=y; };',
].join(' ')
