/** Sets `u` to the user id and `h` to the host name, read from `/proc` if possible, since that starts no process. */
export const identityScript = [
  'u=; while read -r a l o b; do [ "$a" != Uid: ] || { u=$o; break; }; done 2>/dev/null </proc/self/status;',
  '[ -n "$u" ] || u=$(id -u); h=; read -r h 2>/dev/null </proc/sys/kernel/hostname; [ -n "$h" ] || h=$(uname -n);',
].join(' ')

/**
 * Creates a private directory for the channel's named pipes and for the pids of the processes to kill at its end: `p.*`
 * of tmux clients, `q.*` of the processes that filter the clients' output, `k` of the background shell that cleans up.
 * Its parent directory contains the directories of all channels of this user. The parent is used only if no other user
 * can have written to it or replaced it: it belongs to this user, has mode 0700, is not a link, and is in a directory
 * that only this user, root or the sticky bit controls. So a file of another user is never opened, followed or waited
 * for.
 */
const own = [
  // Lists the directory `$1` and the directory `$2` in it with one `ls` that runs in `$1`. So neither printed name can
  // contain a newline, and `.` comes first.
  'see() { set -f; set -- $(cd "$1" 2>/dev/null && LC_ALL=C ls -ldn . "$2" 2>/dev/null); set +f; pm=$1 po=$3;',
  'while [ $# -gt 0 ] && [ "$1" != . ]; do shift; done; [ $# -eq 0 ] || shift; om=$1 oo=$3; };',
  'kept() { case $pm in d????-??-*|d????????[tT]*) [ "$po" = "$u" ] || [ "$po" = 0 ];; *) return 1;; esac; };',
  'own() { case $om in "drwx--"[-S]"---"*) [ "$oo" = "$u" ];; *) return 1;; esac; };',
]

const choose = [
  'base=; d=;',
  // If the directory for all channels is missing, it is created together with this channel's directory in it, because
  // another channel of this user may create or remove it at the same time.
  'take() { b=$1/$2; for i in 1 2 3; do see "$1" "$2"; [ -n "$3" ] || kept || return;',
  'if [ -z "$om" ]; then mkdir -m 700 "$b" "$b/c.$n"; else own || return; mkdir -m 700 "$b/c.$n" || [ -d "$b/c.$n" ]; fi',
  '2>/dev/null && base=$b d=$b/c.$n && return; done; return 1; };',
  'for o in "$XDG_RUNTIME_DIR" "$TMPDIR" /tmp; do case $o in /*)',
  'take "$o" "fleetmux-channels-$u" && break;; esac; done;',
  '[ -n "$d" ] || { o=${XDG_CACHE_HOME:-$HOME/.cache}; mkdir -p "$o" 2>/dev/null; take "$o" fleetmux-channels 1; };',
  '[ -n "$d" ] && mkfifo "$d/w" "$d/s" "$d/c" "$d/o" 2>/dev/null || {',
  'say failed "fleetmux cannot make a private directory for its pipes in \\$XDG_RUNTIME_DIR, \\$TMPDIR, /tmp or ${o:-~/.cache}"; exit 1; };',
]

export const placeScript = [...own, ...choose].join(' ')

/** Removes what older channels left if all their processes were killed by SIGKILL, so that none could clean up. */
export const tidyScript = [
  'for f in "$base"/c.*/k; do [ -f "$f" ] && read -r k a 2>/dev/null <"$f" && [ "$a" = "$h" ] &&',
  '! kill -0 "$k" 2>/dev/null && { o=${f%/k}; ( clients "${o##*/c.}" | slay; rm -rf "$o" ) >/dev/null 2>&1 & }; done;',
].join(' ')
