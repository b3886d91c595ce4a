import { searchPathScript } from '../../transport/search-path.ts'
import { soughtScript } from '../marked-answer.ts'

/**
 * Reports each command's path, version and exit code, and the facts about the host that an installation needs.
 * Arguments: a marker, the time limit of each shell in seconds, the time limit of all version queries in seconds, then
 * for each command a name, the command and the argument that prints its version; a command may be a path below `~/`.
 * Searches as the user's shell does (see `find-script.ts`); all versions are queried in parallel.
 *
 * Each part of the output begins with the marker and a word: `:path`, `:login`, `:home`, `:free`, a command's name, and
 * `end` as the last one. The part of a command has its path, the file that the path links to, its exit code, and the
 * first lines of its output.
 */
export const DETECT = `
${searchPathScript}
mark=$1 seconds=$2 patience=$3; shift 3
${soughtScript}
learn "$seconds"; login=$found; first "$found"
! lacks "$@" || { learn "$seconds" -i; login=$login:$found; }
usual
dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
n=0
for word do
  case $((n % 3)) in
    0) name=$word ;;
    1) case $word in '~/'*) word=$HOME/\${word#??} ;; esac; file=$(command -v -- "$word" 2>/dev/null) ;;
    2) case $file in /*)
      printf '%s\\n%s\\n' "$file" "$(readlink -f -- "$file" 2>/dev/null || printf %s "$file")" >"$dir/$name.path"
      begin "$name" sh -c '"$1" "$2" 2>&1; echo $? >"$3"' sh "$file" "$word" "$dir/$name.code" ;; esac ;;
  esac
  n=$((n + 1))
done
[ -z "$(ls "$dir")" ] || settle "$patience"
printf '%s :path\\n%s\\n' "$mark" "$PATH"
printf '%s :login\\n%s\\n' "$mark" "$login"
printf '%s :home\\n%s\\n' "$mark" "$(cd "$HOME" && pwd -P)"
printf '%s :free\\n%s\\n' "$mark" "$(df -Pk "$HOME" 2>/dev/null | awk 'NR > 1 { print $4; exit }')"
for path in "$dir"/*.path; do
  [ -e "$path" ] || continue
  name=\${path##*/}; name=\${name%.path}
  printf '%s %s\\n' "$mark" "$name"; cat "$path"
  cat "$dir/$name.code" 2>/dev/null || echo late
  head -c 2000 "$dir/$name" 2>/dev/null | head -n 3; echo
done
printf '%s end\\n' "$mark"
`
