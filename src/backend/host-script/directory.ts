/**
 * A private directory for the pipes and for the pids that must be killed: `p.*` clients, `q.*` filters, `k` the
 * keeper. It stands in a directory of this user's channels, which is used only where nobody else can have put
 * anything into it, nor put another into its place: ours, 0700, no link, below a directory that only we, root
 * or the sticky bit rule. So nothing that others make can be opened, followed, or waited for, however much of it.
 */
const own = [
  'owned() { set -f; set -- $l; set +f; [ "$3" = "$u" ]; };',
  'own() { l=$(LC_ALL=C ls -ldn "$1" 2>/dev/null) || return 1;',
  'case $l in "drwx--"[-S]"---"*) owned;; *) return 1;; esac; };',
  'kept() { l=$(LC_ALL=C ls -ldn "$1/." 2>/dev/null) || return 1;',
  'case $l in d????-??-*|d????????[tT]*) ;; *) return 1;; esac; owned || ( u=0; owned ); };',
]

const choose = [
  'h=$(uname -n); base=; d=;',
  'take() { mkdir -m 700 "$1" 2>/dev/null; own "$1" && mkdir -m 700 "$1/c.$n" 2>/dev/null &&',
  'base=$1 d=$1/c.$n; };',
  'for o in "$XDG_RUNTIME_DIR" "$TMPDIR" /tmp; do case $o in /*)',
  'kept "$o" && take "$o/fleetmux-channels-$u" && break;; esac; done;',
  '[ -n "$d" ] || { o=${XDG_CACHE_HOME:-$HOME/.cache}; mkdir -p "$o" 2>/dev/null; take "$o/fleetmux-channels"; };',
  '[ -n "$d" ] && mkfifo "$d/w" "$d/s" 2>/dev/null || {',
  'say failed "no directory of our own for pipes in \\$XDG_RUNTIME_DIR, \\$TMPDIR, /tmp or ${o:-~/.cache}"; exit 1; };',
]

export const placeScript = [...own, ...choose].join(' ')

/** What older channels left whose every process was SIGKILLed at once: nobody could tidy up. */
export const tidyScript = [
  'for f in "$base"/c.*/k; do [ -f "$f" ] && read -r k a <"$f" && [ "$a" = "$h" ] &&',
  '! kill -0 "$k" 2>/dev/null && { o=${f%/k}; clients "${o##*/c.}" | slay; rm -rf "$o"; }; done;',
].join(' ')
