import { FILE_EXITS, PATH_SCRIPT } from './path-script.ts'

export const ENTER_DIRECTORY = `${PATH_SCRIPT}
mark=$1
there "$2" "$3"
cd -- "$path/" 2>/dev/null || refuse ${FILE_EXITS.missing} "there is no directory $path that you may enter"
`

/**
 * Arguments MARK BASE PATH HIDDEN DEPTH NAME. Prints `stat` lines, each after the random MARK, of the files below the
 * directory PATH (relative to BASE); if NAME is not empty, only of files whose names match. HIDDEN: 1 to include hidden
 * files. Does not follow symlinks, cross file systems or enter `.git`.
 */
export const TREE_SCRIPT = `${ENTER_DIRECTORY}
hidden=$4 depth=$5
bytes "$6"; name=$value
show() { if [ -n "$stat_as" ]; then xargs -0 stat $stat_as "$mark e $stat_form" -- 2>/dev/null; else xargs -0 -n 1 sh -c "$one" "$mark e" 2>/dev/null; fi; }
one='line=$(ls -ldin -- "$1") || exit; line=\${line%%"$1"*}; file=$1; set -f; set -- $line; printf "%s l%s %s - %s %s %s 0:%s %s\\n" "$0" "$2" "$6" "$4" "$5" "$3" "$1" "$file"'
if [ "$hidden" = 1 ]; then
  find . -xdev -maxdepth $depth -name .git -prune -o ! -name . \${name:+-iname "$name"} -print0 2>/dev/null | show
else
  find . -xdev -maxdepth $depth -name '.?*' -prune -o ! -name . \${name:+-iname "$name"} -print0 2>/dev/null | show
fi
printf '%s d %s\\0\\n%s .\\n' "$mark" "$(pwd -P; printf .)" "$mark"
`

/**
 * Arguments MARK BASE PATH HIDDEN KIND CASE TEXT NAME. Searches for TEXT by grep in the files below the directory PATH
 * (relative to BASE). KIND is -F or -E; CASE is i or empty. Prints for each match the path, NUL, line number, colon and
 * line. If grep lacks the option --null, a colon follows the path. The first line of output says which: `null` or
 * `plain`. Skips large and binary files and `.git`.
 */
export const GREP_SCRIPT = `${ENTER_DIRECTORY}
hidden=$4 kind=$5 case=$6
bytes "$7"; text=$value
bytes "$8"; name=$value
flags="-Hn $kind"
[ -z "$case" ] || flags="$flags -i"
plain=$(printf 'a\\n' | grep -I a 2>/dev/null) && [ "$plain" = a ] && flags="$flags -I"
printf 'a\\n' | grep -m 1 a >/dev/null 2>&1 && flags="$flags -m 200"
if printf 'a\\n' | grep --null -H a >/dev/null 2>&1; then flags="$flags --null"; odd=. form=null; else form=plain odd='*
*'; fi
printf '%s\\n' $form
skip='.?*'
[ "$hidden" = 0 ] || skip=.git
find . -xdev -name "$skip" -prune -o -type f ! -name "$odd" -size -40960 \${name:+-iname "$name"} -exec grep $flags -e "$text" -- {} + 2>/dev/null
exit 0
`
