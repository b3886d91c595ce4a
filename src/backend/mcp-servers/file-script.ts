/** Resolves a file's path on the host: the first of several names that exists, else the first name. */
const FILE = `
unset TMOUT IFS CDPATH ENV BASH_ENV; set +e +f +u +C
LC_ALL=C; export LC_ALL
choose() {
  variable=$1; shift; eval "base=\\\${$variable:-}"
  for name do case $name in '@'*) [ -n "$base" ] && name=$base\${name#?} || continue ;; '~/'*) name=$HOME/\${name#??} ;; esac
    [ -n "$file" ] || file=$name
    if [ -e "$name" ]; then file=$name; break; fi
  done
  real=$(readlink -f -- "$file" 2>/dev/null) && [ -n "$real" ] && file=$real
}
sum() { if [ -e "$file" ]; then cksum <"$file" | tr ' ' -; else echo none; fi; }
file=
`

/**
 * Reads a file. Arguments: a marker, the maximum bytes to read, the name of the variable in which the user may have set
 * the agent's configuration directory, and file names: `@/NAME` in that directory (skipped if the variable is not set),
 * `~/NAME` in the home directory. Reads the first of the files that exists. Prints the path and the checksum of the
 * content (`none`: no such file), one line each, then the marker, the content, and the marker again followed by `end`.
 */
export const READ_FILE = `${FILE}
mark=$1 most=$2; shift 2
choose "$@"
printf '%s\\n%s\\n' "$file" "$(sum)"
[ ! -e "$file" ] || [ -f "$file" ] || { printf '%s is no plain file\\n' "$file" >&2; exit 3; }
printf '%s\\n' "$mark"
[ ! -e "$file" ] || head -c "$most" "$file" || exit 4
printf '\\n%s end\\n' "$mark"
`

/**
 * Atomically replaces a file by the content of stdin. The file keeps its permissions; a new file is private. Arguments:
 * the path, the expected checksum of the current content, the number of bytes on stdin, and `private` to make the file
 * readable only by its owner. Exits with 9 if the file has another checksum.
 */
export const WRITE_FILE = `${FILE}
file=$1 before=$2 bytes=$3
umask 077
mkdir -p "\${file%/*}" || exit 5
fresh=$(mktemp "$file.XXXXXX") || exit 5
trap 'rm -f "$fresh"' EXIT
trap 'exit 1' HUP INT TERM
cat >"$fresh" || exit 6
[ "$(wc -c <"$fresh" | tr -d ' ')" = "$bytes" ] || { echo "only a part of the file arrived" >&2; exit 6; }
[ ! -e "$file" ] || [ "$4" = private ] || chmod "$(stat -c %a "$file" 2>/dev/null || stat -f %Lp "$file")" "$fresh" || exit 6
[ "$(sum)" = "$before" ] || exit 9
mv -f "$fresh" "$file" || exit 6
`
