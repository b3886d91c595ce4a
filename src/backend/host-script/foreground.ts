/** A host's processes in the foreground of terminals are more than this only by mistake. */
export const PROCESSES = 20_000

/** What is sent of a command line, in bytes. */
const ARGS = 600

/**
 * `who`: the processes that have the terminal they run on, a line each, `proc PID PARENT GROUP ARGS`, and at last
 * `procs`. One look at the process table, of which the rest stays there. Lines with our nonce in them are left
 * out: a command line must not speak for the channel.
 *
 * `ps` of Linux, macOS and the BSDs tells the foreground group of a terminal. That of BusyBox does not, and takes
 * fewer options or none: there /proc says who is in the foreground, and `ps` how it was started, or nobody does.
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
  // BusyBox puts the name that the kernel has before a command line that begins with another.
  'sub(/^[{][^}]*[}] /, "", a); b[p] = a }',
  `END { for (p in l) if (!index(b[p], n)) print n " proc " p " " l[p] " " substr(b[p], 1, ${ARGS}) }'; };`,
  'who() { LC_ALL=C; export LC_ALL; case $1 in y) by;; *) without;; esac; say procs; };',
  'asks() { [ -n "$y" ] && return; y=n; ps -A -ww -o tpgid= >/dev/null 2>&1 </dev/null && y=y; };',
].join(' ')
