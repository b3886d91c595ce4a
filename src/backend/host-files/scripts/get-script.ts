import { FILE_EXITS, PATH_SCRIPT } from './path-script.ts'
import { PLAIN_FILE } from './read-script.ts'

/**
 * Shell code for `sh -c CODE MARK FILE...`: prints the checksum and name of each regular file, in a line that begins
 * with the word MARK. Files that have vanished or cannot be read are left out.
 */
export const EACH_SUM = `
each_sum='
LC_ALL=C; export LC_ALL
if command -v sha256sum >/dev/null 2>&1; then sum() { s=$(sha256sum) && printf sha256:%s "\${s%% *}"; }
elif command -v shasum >/dev/null 2>&1; then sum() { s=$(shasum -a 256) && printf sha256:%s "\${s%% *}"; }
elif command -v openssl >/dev/null 2>&1; then sum() { s=$(openssl dgst -sha256) && printf sha256:%s "\${s##* }"; }
else sum() { return 1; }
fi
for file do
  [ -f "$file" ] && [ ! -L "$file" ] && [ -r "$file" ] || continue
  s=$(sum <"$file") && printf "%s f %s %s\\0\\n" "$0" "$s" "$file"
done
exit 0'
`

/**
 * Shell function. `safe_scratch` sets `scratch`, the path of the directory in which CHECKSUM_FUNCTION makes a named
 * pipe. It must be in a place where other users cannot rename it: they could replace the pipe by one that nobody writes
 * to, and the script would wait for ever.
 */
export const SAFE_SCRATCH = `
safe_scratch() {
  scratch=
  for place in "\${TMPDIR:-/tmp}" /tmp "$HOME"; do
    case $(ls -ldn -- "$place/." 2>/dev/null) in
      d????-??-*|d????????[tT]*) scratch=$place/fleetmux-$nonce; return ;;
    esac
  done
}
`

/**
 * Shell function. `summed COMMAND...` passes on the output of COMMAND and prints its checksum on stderr, while reading
 * the output only once. `scratch` must be set to a path at which a directory for a named pipe can be created; without
 * it, there is no checksum.
 */
export const CHECKSUM_FUNCTION = `
umask 077
trap 'rm -rf -- "$scratch"' EXIT
trap 'exit 1' HUP INT TERM PIPE
ready=0
if [ -n "$scratch" ] && mkdir -- "$scratch" 2>/dev/null && mkfifo "$scratch/pipe" 2>/dev/null; then ready=1; fi
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

/** Shell functions: `enter_parent` changes to the directory that contains the directory `path`, whose name is `base`. */
const DIRECTORY = `
enter_parent() {
  case \${path##*/} in .|..|'') path=$(cd -P -- "$path/" && pwd -P && printf .); path=\${path%??} ;; esac
  cd -- "\${path%/*}/" || exit ${FILE_EXITS.denied}
  [ -r "$path/" ] || refuse ${FILE_EXITS.denied} "you may not read $path"
  resolve "$path" || exit 1
  cd -- "\${real%/*}/" || exit ${FILE_EXITS.denied}
  base=\${real##*/}
}
`

/**
 * Arguments MARK BASE PATH NONCE OFFSET SUM LISTED. Sends the file PATH (relative to BASE) from OFFSET on, if its
 * content before OFFSET has the checksum SUM, otherwise from the start. Sends a directory as a tar archive; if LISTED
 * is 1, only the names that stdin contains, each ended by NUL. stdout contains only this content. On stderr, each after
 * the random MARK: the file's `stat` line, the start offset, the reader's exit code, the checksum of the sent bytes,
 * and the file's `stat` line afterwards. NONCE is random text for a temporary file.
 */
export const GET_SCRIPT = `${PATH_SCRIPT}${PLAIN_FILE}${DIRECTORY}${SAFE_SCRATCH}
mark=$1 nonce=$4 offset=$5 part=$6 listed=$7
there "$2" "$3"
safe_scratch
${CHECKSUM_FUNCTION}
if [ -d "$path" ]; then
  enter_parent
  facts "$mark e" "$path" >&2
  tell "o 0"
  if [ "$listed" = 1 ]; then summed tar --null --no-recursion -cf - -T -; else summed tar -cf - "./$base"; fi
  exit 0
fi
plain_file
[ -r "$real" ] || refuse ${FILE_EXITS.denied} "you may not read $real"
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

/**
 * Arguments MARK BASE PATH. stdin contains names below the directory PATH, each ended by NUL. Prints the checksum of
 * each of them that is a regular file, then the names of everything in the directory. Prints nothing if PATH is no
 * directory, or if the host's tar takes no list of names.
 */
export const GET_ASK_SCRIPT = `${PATH_SCRIPT}${DIRECTORY}${EACH_SUM}
mark=$1
there "$2" "$3"
if [ -d "$path" ] && printf '' | tar --null --no-recursion -cf /dev/null -T - 2>/dev/null; then
  enter_parent
  xargs -0 sh -c "$each_sum" "$mark"
  printf '%s b ./%s\\0\\n' "$mark" "$base"
  printf '%s a ' "$mark"
  find "./$base" -print0
  printf '\\n'
fi
printf '%s .\\n' "$mark"
`
