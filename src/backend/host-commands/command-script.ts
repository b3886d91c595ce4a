import { escalationScript } from '../runs/supervisor-script.ts'

/** Exit code of the script for a missing directory. */
export const NO_DIRECTORY = 45

/**
 * Arguments DIRECTORY ENTRIES NAME=VALUE... WORDS... Runs a command with ENTRIES environment variables. A single word
 * is a line for the user's login shell; several words are a program and its arguments. The command has no stdin. When
 * the script's own stdin ends, the command and its children are killed.
 */
export const commandScript = `
unset TMOUT IFS CDPATH ENV BASH_ENV
refuse() { printf '%s\\n' "$2" >&2; exit $1; }
directory=$1 n=$2
shift 2
while [ $n -gt 0 ]; do export "$1"; n=$((n-1)); shift; done
case $directory in "~") directory=$HOME ;; "~/"*) directory=$HOME/\${directory#??} ;; "") directory=$HOME ;; /*) ;; *) directory=$HOME/$directory ;; esac
cd -- "$directory" 2>/dev/null || refuse ${NO_DIRECTORY} "there is no directory $directory"
${escalationScript()}
shell=\${SHELL:-/bin/sh}
[ -x "$shell" ] || shell=/bin/sh
case \${shell##*/} in bash|zsh|ksh|dash|sh|ash|mksh|fish) ;; *) shell=/bin/sh ;; esac
exec 3<&0
if [ $# -eq 1 ]; then ( group "$shell" -lc "$1" ) </dev/null 3<&- & command=$!
elif [ "\${shell##*/}" = fish ]; then ( group "$shell" -lc 'exec $argv' "$@" ) </dev/null 3<&- & command=$!
else ( group "$shell" -lc 'exec "$@"' "$shell" "$@" ) </dev/null 3<&- & command=$!
fi
( while IFS= read -r line; do :; done; stop $command ) <&3 >/dev/null 2>&1 & watcher=$!
exec 3<&-
wait $command
code=$?
kill -9 $watcher 2>/dev/null
exit $code
`
