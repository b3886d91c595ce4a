import { FILE_EXITS, PATH_SCRIPT } from './path-script.ts'
import { PLAIN_FILE } from './read-script.ts'

/**
 * Shell function. `summed COMMAND...` passes on the output of COMMAND and prints its checksum on stderr, while reading
 * the output only once.
 */
const SUMMED = `
umask 077
scratch=\${TMPDIR:-/tmp}/fleetmux-$nonce
trap 'rm -rf -- "$scratch"' EXIT
trap 'exit 1' HUP INT TERM PIPE
ready=0
if mkdir "$scratch" 2>/dev/null && mkfifo "$scratch/pipe" 2>/dev/null; then ready=1; fi
tell() { printf '%s %s\\n' "$mark" "$*" >&2; }
watched() { "$@"; tell "x $?"; }
summed() {
  if [ $ready = 0 ]; then watched "$@"; tell "s none"; return; fi
  ( sum <"$scratch/pipe" >"$scratch/sum" ) &
  watched "$@" | tee "$scratch/pipe"
  wait
  tell "s $(cat "$scratch/sum")"
}
`

/**
 * Arguments MARK BASE PATH NONCE OFFSET SUM. Sends a file from OFFSET on, if the part before OFFSET has the checksum
 * SUM, otherwise from the start. Sends a directory as a tar archive. stdout contains only this content. On stderr, each
 * after the mark: the file's `stat` line, the start offset, the reader's exit code, the checksum of the sent bytes, and
 * the file's `stat` line afterwards.
 */
export const GET_SCRIPT = `${PATH_SCRIPT}${PLAIN_FILE}
mark=$1 nonce=$4 offset=$5 part=$6
there "$2" "$3"
${SUMMED}
if [ -d "$path" ]; then
  case \${path##*/} in .|..|'') path=$(cd -P -- "$path/" && pwd -P && printf .); path=\${path%??} ;; esac
  cd -- "\${path%/*}/" || exit ${FILE_EXITS.denied}
  [ -r "$path/" ] || refuse ${FILE_EXITS.denied} "you may not read $path there"
  facts "$mark e" "$path" >&2
  tell "o 0"
  resolve "$path" || exit 1
  cd -- "\${real%/*}/" || exit ${FILE_EXITS.denied}
  summed tar -cf - "./\${real##*/}"
  exit 0
fi
plain_file
[ -r "$real" ] || refuse ${FILE_EXITS.denied} "you may not read $real there"
facts "$mark e" "$real" >&2
size=$(wc -c <"$real" | tr -d ' ')
if [ "$offset" -gt 0 ]; then
  [ "$offset" -le "$size" ] && [ "$(head -c "$offset" <"$real" | sum)" = "$part" ] || offset=0
fi
tell "o $offset"
send() {
  if [ "$offset" -gt 0 ]; then tail -c +$((offset+1)) <"$real" | head -c $((size-offset))
  else head -c "$size" <"$real"; fi
}
summed send
facts "$mark a" "$real" >&2
exit 0
`

const PART = `
itself() {
  case \${path##*/} in .|..|'') refuse ${FILE_EXITS.refused} "$path is no name of its own" ;; esac
  resolve "\${path%/*}/." && [ -d "$real" ] || refuse ${FILE_EXITS.missing} "there is no directory \${path%/*}"
  path=\${real%/}/\${path##*/}
}
exists() { [ -e "$1" ] || [ -L "$1" ]; }
mark=$1 nonce=$4 force=$5
there "$2" "$3"
bytes "$6"; name=$value
if [ -d "$path" ]; then path=\${path%/}/$name; fi
itself
if exists "$path"; then
  [ "$force" = 1 ] || refuse ${FILE_EXITS.exists} "$path is there already"
  [ ! -d "$path" ] || refuse ${FILE_EXITS.refused} "$path is a directory, which is never replaced"
fi
name=\${path##*/}
[ \${#name} -le 200 ] || name=$(printf %s "$name" | cksum | tr ' ' -)
part=\${path%/*}/.$name.fleetmux-part
if exists "$part"; then
  [ ! -L "$part" ] && [ -O "$part" ] || refuse ${FILE_EXITS.refused} "$part is in the way"
fi
`

/** Arguments MARK BASE PATH NONCE FORCE NAME. Prints size and checksum of the part file of an earlier upload. */
export const PUT_ASK_SCRIPT = `${PATH_SCRIPT}${PART}
if [ -f "$part" ]; then printf '%s p %s %s\\n' "$mark" "$(wc -c <"$part" | tr -d ' ')" "$(sum <"$part")"; fi
printf '%s r %s\\0\\n%s .\\n' "$mark" "$path" "$mark"
`

/**
 * Arguments MARK BASE PATH NONCE FORCE NAME KIND. Stores stdin in the part file. KIND is `new`, `more` (append) or
 * `tree` (unpack a tar archive).
 */
export const PUT_SCRIPT = `${PATH_SCRIPT}${PART}${SUMMED}
case $7 in
  more) cat >>"$part" || exit ${FILE_EXITS.full} ;;
  new) rm -rf -- "$part"; (set -C; cat >"$part") || exit ${FILE_EXITS.full} ;;
  tree)
    rm -rf -- "$part"; mkdir -- "$part" || exit 1
    summed cat | { tar -xof - -C "$part"; code=$?; cat >/dev/null; exit $code; } || exit ${FILE_EXITS.full} ;;
esac
exit 0
`

/**
 * Arguments MARK BASE PATH NONCE FORCE NAME KIND SIZE SUM MODE SOURCE. Renames the part file to its final name if it is
 * complete and its checksum matches.
 */
export const PUT_END_SCRIPT = `${PATH_SCRIPT}${PART}
if [ "$7" = tree ]; then
  bytes "\${11}"
  from=$part/$value
  [ -d "$from" ] || refuse ${FILE_EXITS.cutShort} "not all of it has arrived"
else
  from=$part
  [ "$(wc -c <"$part" | tr -d ' ')" = "$8" ] || refuse ${FILE_EXITS.cutShort} "not all of it has arrived"
  s=$(sum <"$part")
  case $s in
    sha256:*) [ "$s" = "$9" ] || { rm -f -- "$part"; refuse ${FILE_EXITS.cutShort} "it has not arrived as it was"; } ;;
    *) printf '%s u\\n' "$mark" ;;
  esac
  chmod "\${10}" "$part"
  sync "$part" 2>/dev/null
fi
if [ "$force" = 1 ]; then mv -f -- "$from" "$path" || exit 1
else
  mv -n -- "$from" "$path" || exit 1
  ! exists "$from" || refuse ${FILE_EXITS.exists} "$path is there already"
fi
[ "$7" != tree ] || rmdir -- "$part"
printf '%s r %s\\0\\n%s .\\n' "$mark" "$path" "$mark"
`
