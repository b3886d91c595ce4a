import { CHECKSUM_FUNCTION, EACH_SUM, SAFE_SCRATCH } from './get-script.ts'
import { FILE_EXITS, PATH_SCRIPT } from './path-script.ts'
import { PLACE_SCRIPT } from './place-script.ts'

/**
 * Start of the scripts of an upload, which enters the directory of the target (the file or directory to create). `part`
 * is a temporary directory beside the target, into which this upload is written: as `file`, or as `got` for a
 * directory. Its name contains NONCE, so that two uploads of one target never write into the same directory. `is_part
 * NAME` enters NAME if it is such a temporary directory.
 */
const PART = `${PLACE_SCRIPT}
umask_was=$(umask)
umask 077
exists() { [ -e "$1" ] || [ -L "$1" ]; }
mark=$1 nonce=$4 force=$5
there "$2" "$3"
bytes "$6"; name=$value
if [ -d "$path" ]; then path=\${path%/}/$name; fi
case \${path##*/} in .|..|'') refuse ${FILE_EXITS.refused} "$path does not name a file or directory" ;; esac
enter "\${path%/*}/"
base=\${path##*/}
path=\${here%/}/$base
if exists "./$base"; then
  [ "$force" = 1 ] || refuse ${FILE_EXITS.exists} "$path already exists"
  [ ! -d "./$base" ] || refuse ${FILE_EXITS.refused} "$path is a directory, which is never replaced"
fi
name=$base
[ \${#name} -le 180 ] || name=$(printf %s "$name" | cksum | tr ' ' -)
begin=.$name
part=$begin.$nonce.fleetmux-part
is_part() {
  case $1 in "$begin"*.fleetmux-part) ;; *) return 1 ;; esac
  [ -d "./$1" ] && [ ! -L "./$1" ] && nest "$1"
}
is_old_part() { case $1 in "$begin"*.fleetmux-part) [ ! -L "./$1" ] && [ -f "./$1" ] && [ -O "./$1" ] ;; *) return 1 ;; esac; }
`

/**
 * Arguments MARK BASE PATH NONCE FORCE NAME. Lists the temporary files and directories left by other uploads to the
 * target PATH (relative to BASE). After the random MARK, a line contains: `f` for a file or `d` for a directory; 1 if
 * it has not been changed for 15 minutes (a directory: for a day, because changes deep inside do not show in its own
 * time), else 0; and the end of its name, after the target's name. NONCE: name of this upload; FORCE: 1 to replace a
 * file.
 */
export const PUT_ASK_SCRIPT = `${PATH_SCRIPT}${PART}
for each in "$begin.fleetmux-part" "$begin".*.fleetmux-part; do
  if is_old_part "$each"; then inside=./$each idle='-mmin +15' type=f
  else
    type=$( ! is_part "$each" || if [ -d got ]; then printf d; elif [ -f file ]; then printf f; fi)
    case $type in d) inside=./$each idle='-mtime +0' ;; f) inside=./$each/file idle='-mmin +15' ;; *) continue ;; esac
  fi
  old=0
  [ -z "$(find "$inside" -prune $idle 2>/dev/null)" ] || old=1
  printf '%s c %s%s %s\\0\\n' "$mark" $type $old "\${each#"$begin"}"
done
printf '%s .\\n' "$mark"
`

/**
 * Arguments MARK BASE PATH NONCE FORCE NAME FROM SOURCE. Continues an earlier upload: renames its temporary directory,
 * whose name ends with FROM, to that of this upload NONCE, unless another upload has just done so. Prints what was sent
 * so far: size and checksum of the file, or checksum and name of each file of the sent directory SOURCE. Earlier
 * versions of fleetmux wrote a file into a temporary file, not into a directory. MARK: random start of each line of
 * output; PATH: the target, relative to BASE; FORCE: 1 to replace a file; NAME: the target's name if PATH is a
 * directory.
 */
export const PUT_CLAIM_SCRIPT = `${PATH_SCRIPT}${PART}${EACH_SUM}
bytes "$7"; from=$begin$value
bytes "$8"; source=$value
claimed=
if is_old_part "$from"; then
  if nest "$part" && put_at "../$from" ./file keep 2>/dev/null && [ -f file ]; then
    claimed=1
    [ ! -L file ] && [ -O file ] && [ -n "$(find ./file -prune -links 1)" ] || { rm -f file; : >file; }
  fi
elif (is_part "$from") && mv -- "./$from" "./$part" 2>/dev/null && is_part "$part"; then claimed=1
fi
# Where the part cannot be private, others may have changed it.
if [ -n "$claimed" ] && [ -z "$lax" ]; then
  if [ -f file ]; then printf '%s p %s %s\\n' "$mark" "$(wc -c <file | tr -d ' ')" "$(sum <file)"
  else
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
 * Arguments MARK BASE PATH NONCE FORCE NAME SOURCE. Continues an interrupted upload of the local directory SOURCE,
 * whose files this upload (NONCE) has taken over: keeps those whose names stdin contains, each ended by NUL, and
 * removes the others. MARK: random start of each line of output; PATH: the target, relative to BASE; FORCE: 1 to
 * replace a file; NAME: the target's name if PATH is a directory.
 */
export const PUT_KEEP_SCRIPT = `${PATH_SCRIPT}${PART}
bytes "$7"; source=$value
is_part "$part" || refuse ${FILE_EXITS.cutShort} "the part of the earlier upload no longer exists"
at && part=$here
mkdir -p -- "./got/$source" && cd -- "./had/$source" || exit 1
xargs -0 sh -c 'for file do mkdir -p -- "$0/\${file%/*}" && mv -- "$file" "$0/$file" || exit 255; done' "$part/got/$source" || exit 1
cd / && rm -rf -- "$part/had"
printf '%s .\\n' "$mark"
`

/**
 * Arguments MARK BASE PATH NONCE FORCE NAME KIND. Stores stdin in the temporary directory of the upload NONCE, beside
 * the target PATH (relative to BASE). KIND is `new`, `more` (append), `tree` (unpack a tar archive) or `more-tree`
 * (unpack it beside the files that were kept of an earlier upload). MARK: random start of each line of output; FORCE: 1
 * to replace a file; NAME: the target's name if PATH is a directory.
 */
export const PUT_SCRIPT = `${PATH_SCRIPT}${PART}${SAFE_SCRATCH}
nest "$part" || refuse ${FILE_EXITS.refused} "$path: another user has exchanged the part of this upload, $part"
scratch=./sum
[ -z "$lax" ] || safe_scratch
${CHECKSUM_FUNCTION}
case $7 in
  more) cat >>file || exit ${FILE_EXITS.full} ;;
  new) rm -rf file got had; (set -C; cat >file) || exit ${FILE_EXITS.full} ;;
  *)
    # GNU tar sets modes for root, and fails where they are not kept. Only the owner of a file may set its time.
    without=
    [ -O . ] || without=-m
    [ "$me" != 0 ] || keeps_modes || case $(tar --version 2>/dev/null) in *GNU*) without="$without --no-same-permissions" ;; esac
    [ "$7" = more-tree ] || { rm -rf file got had; mkdir got || exit 1; }
    summed cat | { (umask $umask_was; tar -xof - $without -C got); code=$?; cat >/dev/null; exit $code; } || exit 1 ;;
esac
exit 0
`

/**
 * Arguments MARK BASE PATH NONCE FORCE NAME KIND SIZE SUM MODE SOURCE ABANDONED... Ends the upload NONCE: moves what it
 * has sent from its temporary directory to the target PATH (relative to BASE); a file only if its SIZE and checksum SUM
 * match. Each ABANDONED is the end of the name of an earlier upload's temporary file, which is removed. Prints the
 * uploaded file's mode if the host could not set it to MODE; for a directory `-` if its file system stores no modes.
 * MARK: random start of each line of output; FORCE: 1 to replace a file; NAME: the target's name if PATH is an existing
 * directory; KIND: `tree` for a directory, which is called SOURCE in the temporary directory.
 */
export const PUT_END_SCRIPT = `${PATH_SCRIPT}${PART}
is_part "$part" || refuse ${FILE_EXITS.cutShort} "$path: the part of this upload, $part, no longer exists"
if [ "$7" = tree ]; then
  bytes "\${11}"
  from=./got/$value
  [ -d "$from" ] || refuse ${FILE_EXITS.cutShort} "the file did not arrive completely"
  keeps_modes || printf '%s m -\\n' "$mark"
else
  from=./file
  [ "$(wc -c <file | tr -d ' ')" = "$8" ] || refuse ${FILE_EXITS.cutShort} "the file did not arrive completely"
  s=$(sum <file)
  case $s in
    sha256:*) [ "$s" = "$9" ] || { unnest "$part"; refuse ${FILE_EXITS.cutShort} "the file did not arrive completely"; } ;;
    *) printf '%s u\\n' "$mark" ;;
  esac
  # Others may have put a link in its place where the part cannot be private.
  [ -n "$lax" ] || chmod "\${10}" file 2>/dev/null
  has_mode=$(mode_of file)
  [ -z "$has_mode" ] || [ "$has_mode" = "\${10}" ] || printf '%s m %s\\n' "$mark" "$has_mode"
  sync file 2>/dev/null
fi
if [ "$force" = 1 ]; then put_at "$from" "../$base" || exit 1
else
  put_at "$from" "../$base" keep || exit 1
  ! exists "$from" || refuse ${FILE_EXITS.exists} "$path already exists"
fi
unnest "$part"
shift 11
for each do
  bytes "$each"
  if is_old_part "$begin$value"; then rm -f -- "./$begin$value"
  else (! is_part "$begin$value" || unnest "$begin$value"); fi
done
printf '%s r %s\\0\\n%s .\\n' "$mark" "$path" "$mark"
`
