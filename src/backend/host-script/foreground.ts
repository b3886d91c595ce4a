/** Maximum number of foreground processes of a host. A larger number is an error. */
export const PROCESSES = 20_000

/** Maximum bytes of each process's command line that are sent. */
const ARGS = 600

/**
 * Shell function. `who` prints one line `proc PID PARENT GROUP ARGS` for each process in the foreground of a terminal,
 * then `procs`. It reads the process table once and filters it on the host. Each line of the channel begins with a
 * nonce, a random text. Processes whose command line contains the nonce are left out: a command line must not imitate a
 * line of the channel.
 *
 * On Linux, macOS and the BSDs, `ps` prints the foreground group of a terminal. BusyBox's `ps` does not, and has few
 * options or none; on such hosts the foreground group is read from /proc and the command line from `ps`. If neither
 * works, nothing is reported. `asks` finds out which `ps` it is with one process, since a host may have thousands.
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
  // If a command line starts with another name than the kernel's name of the process, BusyBox prints the kernel's name
  // in braces before it.
  'sub(/^[{][^}]*[}] /, "", a); b[p] = a }',
  `END { for (p in l) if (!index(b[p], n)) print n " proc " p " " l[p] " " substr(b[p], 1, ${ARGS}) }'; };`,
  'who() { LC_ALL=C; export LC_ALL; case $1 in y) by;; *) without;; esac; say procs; };',
  'asks() { [ -n "$y" ] && return; y=n; ps -ww -o tpgid= -p $$ >/dev/null 2>&1 </dev/null && y=y; };',
].join(' ')
