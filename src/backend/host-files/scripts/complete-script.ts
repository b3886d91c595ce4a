import { searchPathScript } from '../../transport/search-path.ts'
import { PATH_SCRIPT } from './path-script.ts'
import { ENTER_DIRECTORY } from './search-script.ts'

/**
 * Arguments MARK BASE PATH PREFIX. Prints the names that begin with PREFIX in the directory PATH (relative to BASE),
 * each after the random MARK; names of directories have a trailing slash.
 */
export const COMPLETE_SCRIPT = `${ENTER_DIRECTORY}
bytes "$4"; prefix=$value
set -- "$prefix"*
[ -e "./$1" ] || [ -L "./$1" ] || shift
n=0
for name do
  n=$((n+1))
  [ $n -le 200 ] || break
  if [ -d "./$name" ]; then name=$name/; fi
  printf '%s n %s\\0\\n' "$mark" "$name"
done
printf '%s .\\n' "$mark"
`

/**
 * Arguments MARK BASE PATH PREFIX, then tmux's options for the server (such as `-L NAME`). Prints the names of all tmux
 * sessions; BASE, PATH and PREFIX are only there because all these scripts get them. No login shell is asked for the
 * path of tmux.
 */
export const SESSIONS_SCRIPT = `
mark=$1; shift 4
${searchPathScript}
usual
tmux -u "$@" list-sessions -F '#{session_name}' 2>/dev/null | head -n 2000 | while IFS= read -r name
do printf '%s n %s\\0\\n' "$mark" "$name"; done
printf '%s .\\n' "$mark"
`

/**
 * Arguments MARK BASE PATH PREFIX. Prints the names of programs that begin with PREFIX, in the PATH and the usual
 * directories. No login shell is asked, which may take seconds.
 */
export const PROGRAMS_SCRIPT = `${PATH_SCRIPT}
mark=$1
bytes "$4"; prefix=$value
( ${searchPathScript}
usual
IFS=:
set -f
for place in $PATH; do
  set +f
  for file in "$place/$prefix"*; do [ -f "$file" ] && [ -x "$file" ] && printf '%s\\n' "\${file##*/}"; done
  set -f
done ) | sort -u | head -n 200 | while IFS= read -r name; do printf '%s n %s\\0\\n' "$mark" "$name"; done
printf '%s .\\n' "$mark"
`
