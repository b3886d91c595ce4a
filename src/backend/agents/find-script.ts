import { searchPathScript } from '../transport/search-path.ts'
import { soughtScript } from './marked-answer.ts'

/**
 * A shell script that finds agents on a host. Arguments: a marker that separates the parts of the output, the time
 * limit of each step in seconds, then for each agent its name, its command and the argument that prints its version.
 * Searches as the user's shell does: first the PATH of the user's login shell, then the host's PATH, then the PATH of
 * the interactive login shell and the usual directories. All versions are queried in parallel. On timeout the process
 * group is killed, so for a hanging agent only the version is missing.
 */
export const FIND = `
${searchPathScript}
mark=$1 seconds=$2; shift 2
${soughtScript}
learn "$seconds"; first "$found"
! lacks "$@" || learn "$seconds" -i
! lacks "$@" || usual
dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
n=0
for word do
  case $((n % 3)) in
    0) name=$word ;;
    1) file=$(command -v -- "$word" 2>/dev/null) ;;
    2) case $file in /*) printf '%s\\n' "$file" >"$dir/$name.path"; begin "$name" "$file" "$word" ;; esac ;;
  esac
  n=$((n + 1))
done
[ -z "$(ls "$dir")" ] || settle "$seconds"
printf '%s :path\\n%s\\n' "$mark" "$PATH"
for path in "$dir"/*.path; do
  [ -e "$path" ] || continue
  name=\${path##*/}; name=\${name%.path}
  printf '%s %s\\n' "$mark" "$name"; cat "$path"
  head -c 2000 "$dir/$name" 2>/dev/null | head -n 3; echo
done
printf '%s end\\n' "$mark"
`
