import { EACH_SUM, SUMMED } from './get-script.ts'
import { FILE_EXITS, PATH_SCRIPT } from './path-script.ts'

/**
 * Start of the scripts of an upload. `part` is the file or directory beside the target into which this upload is
 * written. Its name contains NONCE, so that two uploads of one target never write into the same part.
 */
const PART = `
itself() {
  case \${path##*/} in .|..|'') refuse ${FILE_EXITS.refused} "$path does not name a file or directory" ;; esac
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
  [ "$force" = 1 ] || refuse ${FILE_EXITS.exists} "$path already exists"
  [ ! -d "$path" ] || refuse ${FILE_EXITS.refused} "$path is a directory, which is never replaced"
fi
name=\${path##*/}
[ \${#name} -le 180 ] || name=$(printf %s "$name" | cksum | tr ' ' -)
begin=\${path%/*}/.$name
part=$begin.$nonce.fleetmux-part
is_part() { case $1 in "$begin"*.fleetmux-part) [ ! -L "$1" ] && [ -O "$1" ] ;; *) return 1 ;; esac; }
`

/**
 * Arguments MARK BASE PATH NONCE FORCE NAME. Prints a line for the part of each other upload of this target: `f` for a
 * file or `d` for a directory; 1 if the part has not been changed for 15 minutes (a directory: for a day, because
 * changes deep inside do not show in its own time), else 0; and the end of its name, after the target's name.
 */
export const PUT_ASK_SCRIPT = `${PATH_SCRIPT}${PART}
for each in "$begin.fleetmux-part" "$begin".*.fleetmux-part; do
  is_part "$each" || continue
  if [ -d "$each" ]; then type=d idle='-mtime +0'; elif [ -f "$each" ]; then type=f idle='-mmin +15'; else continue; fi
  old=0
  [ -z "$(find "$each" -prune $idle 2>/dev/null)" ] || old=1
  printf '%s c %s%s %s\\0\\n' "$mark" $type $old "\${each#"$begin"}"
done
printf '%s .\\n' "$mark"
`

/**
 * Arguments MARK BASE PATH NONCE FORCE NAME FROM SOURCE. Takes over the part FROM of an earlier upload, unless another
 * upload has just done so. Prints size and checksum of a file, or the checksum and name of each file of a directory
 * that was sent from a directory called SOURCE.
 */
export const PUT_CLAIM_SCRIPT = `${PATH_SCRIPT}${PART}${EACH_SUM}
bytes "$7"; from=$begin$value
bytes "$8"; source=$value
if is_part "$from" && mv -- "$from" "$part" 2>/dev/null; then
  if [ -f "$part" ]; then printf '%s p %s %s\\n' "$mark" "$(wc -c <"$part" | tr -d ' ')" "$(sum <"$part")"
  else
    cd -- "$part" || exit 1
    rm -rf had
    [ ! -d got ] || mv got had
    mkdir got || exit 1
    printf '%s d\\n' "$mark"
    if cd -- "had/$source" 2>/dev/null; then find . -type f -exec sh -c "$each_sum" "$mark" {} +; fi
  fi
fi
printf '%s .\\n' "$mark"
`

/**
 * Arguments MARK BASE PATH NONCE FORCE NAME SOURCE. Keeps those files of the earlier upload whose names stdin contains,
 * each ended by NUL, and removes the others.
 */
export const PUT_KEEP_SCRIPT = `${PATH_SCRIPT}${PART}
bytes "$7"; source=$value
mkdir -p -- "$part/got/$source" || exit 1
cd -- "$part/had/$source" || exit 1
xargs -0 sh -c 'for file do mkdir -p -- "$0/\${file%/*}" && mv -- "$file" "$0/$file" || exit 255; done' "$part/got/$source" || exit 1
cd / && rm -rf -- "$part/had"
printf '%s .\\n' "$mark"
`

/**
 * Arguments MARK BASE PATH NONCE FORCE NAME KIND. Stores stdin in the part. KIND is `new`, `more` (append), `tree`
 * (unpack a tar archive) or `more-tree` (unpack it over the files that are kept).
 */
export const PUT_SCRIPT = `${PATH_SCRIPT}${PART}${SUMMED}
case $7 in
  more) cat >>"$part" || exit ${FILE_EXITS.full} ;;
  new) rm -rf -- "$part"; (set -C; cat >"$part") || exit ${FILE_EXITS.full} ;;
  *)
    [ "$7" = more-tree ] || { rm -rf -- "$part"; mkdir -- "$part" "$part/got" || exit 1; }
    summed cat | { (umask $mask; tar -xof - -C "$part/got"); code=$?; cat >/dev/null; exit $code; } || exit 1 ;;
esac
exit 0
`

/**
 * Arguments MARK BASE PATH NONCE FORCE NAME KIND SIZE SUM MODE SOURCE ABANDONED... Renames the part to its final name
 * if it is complete and its checksum matches. Removes the parts of earlier uploads that nobody continues.
 */
export const PUT_END_SCRIPT = `${PATH_SCRIPT}${PART}
if [ "$7" = tree ]; then
  bytes "\${11}"
  from=$part/got/$value
  [ -d "$from" ] || refuse ${FILE_EXITS.cutShort} "not all of it has arrived"
else
  from=$part
  [ "$(wc -c <"$part" | tr -d ' ')" = "$8" ] || refuse ${FILE_EXITS.cutShort} "not all of it has arrived"
  s=$(sum <"$part")
  case $s in
    sha256:*) [ "$s" = "$9" ] || { rm -f -- "$part"; refuse ${FILE_EXITS.cutShort} "the file did not arrive completely"; } ;;
    *) printf '%s u\\n' "$mark" ;;
  esac
  chmod "\${10}" "$part"
  sync "$part" 2>/dev/null
fi
if [ "$force" = 1 ]; then mv -f -- "$from" "$path" || exit 1
else
  mv -n -- "$from" "$path" || exit 1
  ! exists "$from" || refuse ${FILE_EXITS.exists} "$path already exists"
fi
[ "$7" != tree ] || rm -rf -- "$part"
shift 11
for each do
  bytes "$each"
  if is_part "$begin$value"; then rm -rf -- "$begin$value"; fi
done
printf '%s r %s\\0\\n%s .\\n' "$mark" "$path" "$mark"
`
