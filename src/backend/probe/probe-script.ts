import { serversScript } from '../host-script/other-servers.ts'
import { CLIENT_HOOKS } from '../tmux/hook.ts'
import { searchPathScript } from '../transport/search-path.ts'

/**
 * Prints facts about a host. Each is a line with a word, a tab and a value, printed as soon as it is known; an unknown
 * value is empty. `sh` runs the script with the directory for sessions (or '') and tmux options that select a server.
 */
export const PROBE = `
${searchPathScript}
say() { printf '%s\\t%s\\n' "$1" "$2"; }
say name "$(hostname 2>/dev/null || uname -n)"
say user "$(id -un 2>/dev/null)"
path=$PATH
at() { (PATH=$path; has "$1") || printf ', %s' "$(command -v "$1")"; }
# Later searches reuse the path that one search has found. If a program is not in the original PATH, its file is printed too.
seek tmux
say tmux "$(version=$(tmux -V 2>/dev/null) && printf %s "$version" && at tmux)"
hooks() { for hook in ${CLIENT_HOOKS.join(' ')}; do
  [ -z "$(tmux "$@" show-options -gqv "$hook" 2>/dev/null)" ] || printf '%s ' "$hook"; done; }
say hooks "$(hooks \${2:+"$2" "$3"})"
${serversScript}
# Without /proc, looks for sockets in the default directories of tmux.
u=$(id -u) t=\${TMUX_TMPDIR:-/tmp}/tmux-$(id -u)
[ -r /proc/net/unix ] || servers() { for f in /tmp/tmux-$u/* "$t"/* "\${TMPDIR:-/tmp}"/tmux-$u/*; do
  [ ! -S "$f" ] || printf '%s %s\\n' "\${f##*/}" "$f"; done; }
servers | sort -u | while read -r line; do say server "$line"; done
say shell "\${SHELL:-$(getent passwd "$(id -un)" 2>/dev/null | sed 's/.*://')}"
say locale "$(locale charmap 2>/dev/null || printf %s "\${LC_ALL:-\${LC_CTYPE:-\${LANG:-}}}")"
seek mosh-server
say mosh "$(version=$(mosh-server --version 2>/dev/null </dev/null | head -n 1); [ -z "$version" ] || { printf %s "$version"; at mosh-server; })"
say disk "$(df -Pk "\${HOME:-/}" 2>/dev/null | sed -n '$s/.* \\([0-9][0-9]*\\)  *[0-9][0-9]*  *\\([0-9][0-9]*\\)  *[0-9]*%  *\\(.*\\)$/\\1 \\2 \\3/p')"
say temporary "$(file=$(mktemp 2>&1) && { rm -f "$file"; echo fine; } || printf %s "$file")"
case $1 in
  '~') directory=$HOME ;;
  '~/'*) directory=$HOME/\${1#??} ;;
  *) directory=$1 ;;
esac
[ -z "$1" ] || say directory "$([ -d "$directory" ] && [ -x "$directory" ] && echo fine)"
say end
`
