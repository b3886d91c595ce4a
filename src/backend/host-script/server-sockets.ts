/**
 * Finds the other tmux servers of this user: with another name (`tmux -L`), at another path (`tmux -S`), or in another
 * TMUX_TMPDIR, which may be set only in a start-up file. Without these servers the list of sessions is not complete.
 */

/**
 * Shell function. `servers` prints `NAME PATH` for each tmux server of this user, found by its process. It works on
 * systems with /proc. A server with another HOME is left out, because it belongs to another environment, such as a
 * simulated host; one grep drops most of those, since a host may have many. NAME is the name of the socket; for a socket
 * named `default`, the name of the directory above it; for a name that two servers would share, the whole path.
 */
const servers = [
  'servers() { set -- $(grep -lsx "tmux: server" /proc/[0-9]*/comm 2>/dev/null | sed "s/comm$/environ/"); [ $# -gt 0 ] || return 0;',
  'w=" $(grep -lsF "HOME=$HOME" "$@" | tr "\\n" " ")"; for f; do f=${f%/environ};',
  '[ -O "$f" ] && mine "$f" || continue; printf "cwd %s\\n" "$(readlink "$f/cwd" 2>/dev/null)"; ls -l "$f/fd" 2>/dev/null;',
  `done | awk -v u="$u" -v t="$t" '`,
  'function base(p) { sub(/.*\\//, "", p); return p }',
  'function plain(w) { gsub(/[^A-Za-z0-9._-]/, "_", w); sub(/^[.-]+/, "", w); return w == "" ? "server" : substr(w, 1, 100) }',
  'function short(p, d, b) { b = base(p); d = substr(p, 1, length(p) - length(b) - 1); if (d == t) return plain(b);',
  'if (base(d) != "tmux-" u) return plain(b); sub(/\\/[^\\/]*$/, "", d); return plain(b == "default" ? base(d) : base(d) "-" b) }',
  'function long(p) { gsub(/\\//, "-", p); return plain(p) }',
  'NR == FNR { if ($1 == "cwd") w = substr($0, 5); else if (match($0, /socket:\\[[0-9]+\\]/)) at[substr($0, RSTART + 8, RLENGTH - 9)] = w; next }',
  '$4 == "00010000" && ($7 in at) { p = $0; for (i = 0; i < 7; i++) sub(/^ *[^ ]+ +/, "", p);',
  'if (p !~ /^[\\/@]/) p = at[$7] "/" p; if (p ~ /^\\//) all[p] = 1 }',
  'END { for (p in all) n[short(p)]++; for (p in all) { w = short(p);',
  'print (n[w] > 1 && p != t "/" w ? long(p) : w) " " p } }',
  `' - /proc/net/unix; };`,
  'mine() { [ ! -r "$1/environ" ] || case $w in *" $1/environ "*) tr "\\000" "\\n" <"$1/environ" 2>/dev/null | grep -qxF "HOME=$HOME";; *) false;; esac; };',
]

/**
 * Shell function. `others` reports each tmux server of this user except the one that this channel is attached to. It
 * reads the listening sockets of the kernel's table; grep selects them, since a shell reads a file byte by byte, and the
 * table has thousands of lines on a busy host. Processes are examined only if the table has a socket outside tmux's
 * directory that may belong to a tmux server. On systems without this table, tmux is tried on each socket. The
 * function runs in the background, before the answer to `@look`, the message that asks for the state of the tmux
 * server.
 */
const others = [
  'others() { : >"$d/seen"; z=; if [ -r /proc/net/unix ]; then grep " 00010000 " /proc/net/unix | { ',
  'while read -r a a a f a a a o; do [ "$f" = 00010000 ] || continue; case $o in "$s"|@*) ;;',
  '"$t"/*) f=${o#"$t/"}; case $f in [.-]*|*[!A-Za-z0-9._-]*) z=1;; *) [ -O "$o" ] && say server "$f" "$f";; esac;;',
  '/run/systemd/*|/run/dbus/*|/run/user/*/bus|/run/user/*/systemd/*|/run/user/*/gnupg/*|/run/user/*/pulse/*|*/ssh-*/agent.*) ;;',
  '/*) [ ! -O "$o" ] || z=1;; ?*) z=1; esac; done; [ -z "$z" ] || servers | while read -r a o; do',
  'case $o in "$s"|"$t/$a") ;; *) say server "$a" "$o"; esac; done; }; else elsewhere; fi; return 0; };',
  'elsewhere() { for f in "$t"/* /tmp/tmux-$u/* "${TMPDIR:-/tmp}"/tmux-$u/*; do a=${f##*/};',
  'case $a in *[!A-Za-z0-9._-]*) continue;; esac; [ "$f" != "$s" ] && [ -S "$f" ] && [ -O "$f" ] || continue;',
  'tmux -S "$f" list-sessions -F . </dev/null >/dev/null 2>&1 || continue;',
  'case $f in "$t/$a") say server "$a" "$a";; *) o=${f%/*}; o=${o%/*}; o=${o##*/}; [ "$a" = default ] || o=$o-$a; say server "$o" "$f"; esac; done; };',
]

/**
 * Shell function. `due` is called at each `@look` and `@who`, and succeeds if other servers should be searched again:
 * at the first call and every twelfth after it, and if tmux's directory has changed since the last search. It fails in
 * a channel that does not report other servers (whose mode is not `all`).
 */
const due = [
  'j=0; due() { [ "$mode" = all ] || return; j=$((j+1)); [ $((j % 12)) -eq 1 ] ||',
  '{ [ -d "$t" ] && ! [ "$d/seen" -nt "$t" ]; }; };',
]

/**
 * For a channel to a tmux server that another channel to this host has reported by NAME (function `others`): if `tmux
 * -L NAME` has no socket at the usual path, or only one that an ended server has left, replaces the option `-L NAME` by
 * `-S PATH`, and reports PATH.
 */
export const resolveScript = [
  'if [ "$mode" = find ] && [ -r /proc/net/unix ] && ! { [ -S "$s" ] && grep -qF " $s" /proc/net/unix; }; then',
  'o=$(servers | while read -r f z; do [ "$f" != "$a" ] || printf "%s" "$z"; done);',
  '[ -z "$o" ] || { s=$o; set -- -S "$s"; say socket "$s"; }; fi;',
].join(' ')

/**
 * Defines only the shell function `servers`, for other scripts. It needs the variables `u`, the user id, and `t`,
 * tmux's directory of sockets.
 */
export const serversScript = servers.join(' ')

export const otherServersScript = [serversScript, ...others, ...due].join(' ')
