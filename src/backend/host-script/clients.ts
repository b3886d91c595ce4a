/**
 * Finds the tmux clients of fleetmux if a cleaner of /tmp has removed the files with their pids. Each client has the
 * nonce of its channel among its client flags, since tmux ignores unknown flags. Each shell of the channel has the
 * nonce as an argument. A process counts only if it belongs to this user and its command line is that of such a client
 * (`tmux ... -C attach-session ...,fleetmux-NONCE`) or shell (`sh -c ... fleetmux NONCE`).
 */

/**
 * Shell function. `table` prints user, pid, parent and command line of each process. With BusyBox's `ps`, which cannot
 * print all of these, it prints only processes of fleetmux.
 */
const table = [
  'table() { ps -A -ww -o uid= -o pid= -o ppid= -o args= 2>/dev/null && return;',
  'for f in $(grep -ls fleetmux /proc/[0-9]*/cmdline 2>/dev/null); do f=${f%/cmdline};',
  'l=$(LC_ALL=C ls -ldn "$f" 2>/dev/null) && read -r y 2>/dev/null <"$f/stat" || continue;',
  'set -f; set -- $l; a=$3; set -- ${y##*)}; set +f;',
  'printf "%s\\n" "$a ${f#/proc/} $2 $(tr "\\000" " " 2>/dev/null <"$f/cmdline")"; done; };',
]

/**
 * Shell functions. `clients NONCE` prints the pids of the tmux clients of the channel whose random id is NONCE.
 * `clients ""` prints the pids of abandoned tmux clients of any channel. A client's parent process and the parent's own
 * parent are shells of its channel; if one of these two shells is gone, the client is abandoned. `clients NONCE shells`
 * prints the pids of the channel's shells. `slay` kills the processes whose pids it reads.
 */
const find = [
  `clients() { table | awk -v u="$u" -v n="$1" -v sh="$2" '`,
  '$1 == u { p = $2; up[p] = $3; $1 = $2 = $3 = ""; a[p] = $0 " " }',
  'function kept(p, m) { return index(a[p], " fleetmux " m " ") }',
  'function client(p) { return a[p] ~ /^ *[^ ]*tmux .*-C attach-session .*,fleetmux-[0-9a-f]+ / }',
  'function shell(p) { return a[p] ~ /^ *[^ ]*sh( sh)? -c / }',
  'END { for (p in a) if (sh != "") { if (shell(p) && kept(p, n)) print p }',
  'else if (client(p)) { m = a[p]; sub(/.*,fleetmux-/, "", m); sub(/ .*/, "", m);',
  'if (n != "" ? n == m : !kept(up[p], m) || !kept(up[up[p]], m)) print p } }',
  `'; };`,
  'slay() { while read -r z; do kill -9 "$z" 2>/dev/null; done; };',
]

/**
 * Shell function. `clear NONCE` ends the older channel whose random id is NONCE by a message to its keeper, the
 * background shell that cleans up after the channel. If the keeper does not react or the channel's directory on the
 * host is missing, the clients and shells are found and killed.
 */
const clear = [
  'clear() { f=$base/c.$1/w; [ -p "$f" ] && echo @clear 1<>"$f"; i=0;',
  'while [ $i -lt 20 ] && [ -p "$f" ]; do nap; i=$((i+1)); done;',
  'clients "$1" | slay; clients "$1" shells | slay; rm -rf "$base/c.$1"; };',
]

export const clientsScript = [...table, ...find, ...clear].join(' ')
