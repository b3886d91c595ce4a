import { FILE_EXITS, PATH_SCRIPT } from './path-script.ts'

/**
 * Shell function that sets `real` to the regular file at `path`, or exits with the reason why the file cannot be read.
 */
export const PLAIN_FILE = `
plain_file() {
  [ -e "$path" ] || [ -L "$path" ] || refuse ${FILE_EXITS.missing} "$path does not exist"
  resolve "$path" || refuse ${FILE_EXITS.missing} "$path is a symbolic link that does not lead to a file"
  type_at "$real"
  case $type in
    f) ;;
    d) refuse ${FILE_EXITS.wrongType} "$real is a directory" ;;
    p) refuse ${FILE_EXITS.wrongType} "$real is a fifo" ;;
    s) refuse ${FILE_EXITS.wrongType} "$real is a socket" ;;
    b|c) refuse ${FILE_EXITS.wrongType} "$real is a device" ;;
    *) refuse ${FILE_EXITS.missing} "$path is a symbolic link to $real, which does not exist" ;;
  esac
}
`

/**
 * Arguments MARK BASE PATH MOST. Prints type and `stat` fields of the file PATH (relative to BASE), its checksum if the
 * file has at most MOST bytes, and its first MOST bytes. MARK is random and begins each of these parts.
 */
export const READ_SCRIPT = `${PATH_SCRIPT}${PLAIN_FILE}
mark=$1 most=$4
there "$2" "$3"
plain_file
[ -r "$real" ] || refuse ${FILE_EXITS.denied} "you may not read $real"
facts "$mark e" "$real" || exit 1
short=$(head -c $((most+1)) <"$real" | wc -c)
if [ $short -le $most ]; then printf '%s s %s\\n' "$mark" "$(sum <"$real")"; fi
printf '%s c ' "$mark"
head -c "$most" <"$real" || exit 1
printf '\\n%s .\\n' "$mark"
`
