import { searchPathScript } from '../transport/search-path.ts'

/**
 * Searches the screens and scrollbacks of a tmux server on its host, so that only hits are sent. Arguments: the nonce
 * (random text) that begins each output line, lines of scrollback, maximum hits per pane, then tmux with its options,
 * `--`, and grep's options. The pattern is on stdin, so that no process list shows it. A hit is `nonce pane below
 * text`, where `below` is the number of lines between the hit and the last line.
 */
export const SEARCH = `
${searchPathScript}
n=$1 s=$2 m=$3; shift 3
IFS= read -r p || [ -n "$p" ] || exit 2
t=
while [ "$1" != -- ]; do t="$t '$1'"; shift; done
shift
seek tmux
run() { eval "tmux $t \\"\\$@\\""; }
umask 077
# Uses a new directory for the files, because an existing path of another user could be a pipe that blocks.
for d in "\${TMPDIR:-/tmp}" "$HOME"; do d=$d/.fleetmux-search-$n; mkdir "$d" && break; done || exit 3
trap 'rm -rf "$d"' EXIT
f=$d/pattern; printf '%s\\n' "$p" >"$f" || exit 3
trap 'exit 4' HUP INT TERM PIPE
grep "$@" -f "$f" </dev/null >/dev/null; [ $? -le 1 ] || exit 5
run list-panes -a -F '#{pane_id}' | while read -r i; do
  run capture-pane -p -J -S "-$s" -t "$i" 2>/dev/null | { c=$(cat; printf x); c=\${c%x}; a=$(printf '%s' "$c" | wc -l); printf '%s' "$c" | grep -n "$@" -f "$f" | tail -n "$m" | while IFS= read -r h; do printf '%s %s %s %s\\n' "$n" "$i" "$((a - \${h%%:*}))" "\${h#*:}"; done; }
done
printf '%s end\\n' "$n"
`
