import { serversScript } from '../host-script/server-sockets.ts'
import { CLIENT_HOOKS } from '../tmux/hook.ts'
import { searchPathScript } from '../transport/search-path.ts'

/**
 * Prints facts about a host. Each is a line with a word, a tab and a value, printed as soon as it is known; an unknown
 * value is empty. `sh` runs the script with the directory for sessions (or '') and tmux options that select a server.
 */
export const PROBE = `
${searchPathScript}
say() { printf '%s\\t%s\\n' "$1" "$2"; }
# A program of this name may be anything: of one that prints without end, only the first block is read.
short() { "$@" </dev/null 2>/dev/null | dd bs=4096 count=1 2>/dev/null; }
name=$(short hostname)
say name "\${name:-$(uname -n)}"
say user "$(short id -un)"
path=$PATH
at() { (PATH=$path; has "$1") || printf ', %s' "$(command -v "$1")"; }
# Later searches reuse the path that one search has found. If a program is not in the original PATH, its file is printed too.
seek tmux
say tmux "$(version=$(short tmux -V); [ -z "$version" ] || { printf %s "$version"; at tmux; })"
hooks() { for hook in ${CLIENT_HOOKS.join(' ')}; do
  [ -z "$(short tmux "$@" show-options -gqv "$hook")" ] || printf '%s ' "$hook"; done; }
say hooks "$(hooks \${2:+"$2" "$3"})"
${serversScript}
# Without /proc, looks for sockets in the default directories of tmux.
u=$(id -u) t=\${TMUX_TMPDIR:-/tmp}/tmux-$(id -u)
[ -r /proc/net/unix ] || servers() { for f in /tmp/tmux-$u/* "$t"/* "\${TMPDIR:-/tmp}"/tmux-$u/*; do
  [ ! -S "$f" ] || printf '%s %s\\n' "\${f##*/}" "$f"; done; }
servers | sort -u | while read -r line; do say server "$line"; done
say shell "\${SHELL:-$(getent passwd "$(id -un)" 2>/dev/null | sed 's/.*://')}"
locale=$(short locale charmap)
say locale "\${locale:-\${LC_ALL:-\${LC_CTYPE:-\${LANG:-}}}}"
seek mosh-server
say mosh "$(version=$(short mosh-server --version | head -n 1); [ -z "$version" ] || { printf %s "$version"; at mosh-server; })"
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
