import { FILE_EXITS, PATH_SCRIPT } from './path-script.ts'
import { PLACE_SCRIPT } from './place-script.ts'
import { PLAIN_FILE } from './read-script.ts'

/**
 * Shell function. `lock DIRECTORY` creates a lock directory, so that only one save at a time runs in a directory. A
 * lock is taken over if its process has ended or if it is older than a minute. Waiting processes first rename such a
 * lock, which only one of them can do.
 */
const LOCK = `
lock() {
  tries=0
  until mkdir "$1" 2>/dev/null; do
    tries=$((tries+1))
    [ $tries -le 200 ] || return 1
    who= pid=
    [ ! -r "$1/owner" ] || read -r who pid <"$1/owner" 2>/dev/null
    if { [ "$who" = "$(uname -n)" ] && [ -n "$pid" ] && is_gone "$pid"; } ||
      [ -n "$(find "$1" -prune -mmin +1 2>/dev/null)" ]; then
      mv "$1" "$1.$nonce" 2>/dev/null && rm -rf "$1.$nonce"
    fi
    sleep 0.1 2>/dev/null || sleep 1
  done
  locked=$1
  printf '%s %s\\n' "$(uname -n)" $$ >"$1/owner"
}
is_gone() {
  error=$(kill -0 "$1" 2>&1) && return 1
  case $error in *ermi*) return 1 ;; esac
}
unlock() { [ -z "$locked" ] || rm -rf "$locked"; locked=; }
`

/**
 * Shell functions. `overwrite FROM` writes into the existing file `$file`, so that it keeps its owner and its hard
 * links. Another user could replace that file by a link at any time. So `hold` first makes a hard link to the file in a
 * private directory, through which the file is written; without it, the file is opened without following links, if the
 * host's `dd` can.
 */
const OVERWRITE = `
hold() {
  held=
  [ -n "$nested" ] && { ln -P -- "$file" ./held || ln -- "$file" ./held; } 2>/dev/null || return 0
  [ -f ./held ] && [ ! -L ./held ] && held=./held || conflict
}
if dd if=/dev/null of=/dev/null oflag=nofollow 2>/dev/null; then unfollowed=1; else unfollowed=; fi
overwrite() {
  if [ -n "$held" ]; then cat "$1" >"$held"
  elif [ -n "$unfollowed" ]; then dd if="$1" of="$file" bs=65536 oflag=nofollow 2>/dev/null
  else cat "$1" >"$file"
  fi && cmp -s "$1" "\${held:-$file}"
}
`

/**
 * Arguments MARK BASE PATH NONCE BEFORE INODE SIZE SUM BYTES. Replaces the file PATH (relative to BASE) by the content
 * of stdin, which has BYTES bytes and the checksum SUM. BEFORE, INODE and SIZE are the expected checksum (or `none` or
 * `any`), inode and size of the old file. MARK is random and begins each line of output; NONCE is random text for
 * temporary names. stdin is written to a new file first; the old file remains until the new one is complete. Once the
 * lock is held, neither a disconnect nor a signal ends the script. `file` is the old file's path relative to the
 * current directory: its own directory, or a private directory inside that.
 */
export const SAVE_SCRIPT = `${PATH_SCRIPT}${PLAIN_FILE}${PLACE_SCRIPT}${LOCK}${OVERWRITE}
mark=$1 nonce=$4 before=$5 inode=$6 size=$7 new=$8 bytes=$9
mask=$(umask)
umask 077
there "$2" "$3"
fresh= locked= copy= nested= lax=
trap 'unlock; if [ -n "$nested" ]; then unnest "$nested"; else rm -f -- "$fresh"; fi 2>/dev/null' EXIT
trap 'exit 1' HUP INT TERM PIPE
own=\${XDG_DATA_HOME:-$HOME/.local/share}/fleetmux/saves
if [ -e "$path" ] || [ -L "$path" ]; then plain_file; exists=1
else
  exists=0
  resolve "$path" || refuse ${FILE_EXITS.missing} "the directory \${path%/*} does not exist"
fi
enter_of "$path"
directory=\${here%/}/ real=\${here%/}/$base file=./$base
[ $exists = 0 ] || [ -f "$file" ] || refuse ${FILE_EXITS.wrongType} "$real is not a regular file"
# Whether the path still leads to this file. Where case is ignored, its directory may be spelled in several ways.
leads_here() { walk "$path" && [ "\${way##*/}" = "$base" ] && [ "\${way%/*}/." -ef "\${file%/*}/." ]; }
now() {
  [ -f "$file" ] && [ ! -L "$file" ] || { printf '%s n none\\n' "$mark"; return; }
  has_sum=$(sum <"$file") && [ -n "$has_sum" ] || refuse ${FILE_EXITS.cannotTell} "fleetmux cannot find out whether $real was changed"
  printf '%s n %s\\n' "$mark" "$has_sum"
  facts "$mark e" "$file"
}
conflict() { now; printf '%s r %s\\0\\n%s .\\n' "$mark" "$real" "$mark"; exit ${FILE_EXITS.conflict}; }
[ $exists = 0 ] || [ -w "$file" ] || refuse ${FILE_EXITS.denied} "you may not write $real"
beside=0 why= shared=0
if [ -w . ] && [ -x . ]; then beside=1; fi
# Where others may write, too, they could hold a lock for ever.
! is_shared || shared=1
if [ $exists = 0 ]; then
  [ "$before" = none ] || [ "$before" = any ] || conflict
  [ $beside = 1 ] || refuse ${FILE_EXITS.denied} "you may not create files in $directory"
else [ "$before" != none ] || conflict
fi
get() { facts . "$1" | { read -r _ _ _ _ owner group links number _; printf '%s:%s:%s %s %s' "$owner" "$group" "$links" "$links" "$number"; }; }
old_mode=
receive() {
  if [ -z "$lax" ]; then cat >"$1"
  else rm -f -- "$1"; ([ $exists = 1 ] || umask $mask; fill "$1" "$old_mode")
  fi || refuse ${FILE_EXITS.full} "nothing can be written in $directory"
}
if [ $beside = 1 ]; then
  nest ".fleetmux-save-$nonce" || refuse ${FILE_EXITS.refused} "another user has exchanged .fleetmux-save-$nonce in $directory"
  nested=.fleetmux-save-$nonce file=../$base fresh=./save-$nonce
  if [ $exists = 1 ]; then
    if [ -z "$lax" ] && ! cp -p -- "$file" "$fresh"; then
      ! keeps_modes && rm -f -- "$fresh" || exit ${FILE_EXITS.full}
      lax=1
    fi
    [ -z "$lax" ] || { old_mode=$(mode_of "$file"); fill "$fresh" </dev/null; } || exit ${FILE_EXITS.full}
    set -- $(get "$file") $(get "$fresh")
    [ "$2" = 1 ] || why="the file has $2 hard links"
    [ "\${1%:*}" = "\${4%:*}" ] || why="the file belongs to another user"
    [ -n "$lax" ] || chmod u+w -- "$fresh"
  else (umask $mask; set -C; : >"$fresh") || exit ${FILE_EXITS.full}
  fi
else
  why="no file can be created in the same directory"
  mkdir -p -- "$own" || exit ${FILE_EXITS.denied}
  fresh=$own/$nonce.new
fi
receive "$fresh"
[ "$(wc -c <"$fresh" | tr -d ' ')" = "$bytes" ] || refuse ${FILE_EXITS.cutShort} "the text did not arrive completely"
arrived=$(sum <"$fresh")
case $arrived in
  "") refuse ${FILE_EXITS.cannotTell} "the host has no program for checksums" ;;
  cksum:*) [ "\${new##* }" = "$arrived" ] || refuse ${FILE_EXITS.cutShort} "the text did not arrive completely" ;;
  *) [ "\${new%% *}" = "$arrived" ] || refuse ${FILE_EXITS.cutShort} "the text did not arrive completely" ;;
esac
if [ $beside = 1 ] && { [ $shared = 0 ] || ! mkdir -p -- "$own" 2>/dev/null; }; then place=$directory.fleetmux-lock
else place=$own/lock-$(printf %s "$real" | cksum | tr ' ' -); fi
trap '' HUP INT TERM PIPE
lock "$place" || refuse ${FILE_EXITS.refused} "somebody else is saving in $directory"
if [ $exists = 0 ]; then
  sync "$fresh" 2>/dev/null
  if ln -- "$fresh" "$file" 2>/dev/null; then :
  elif [ -e "$file" ] || [ -L "$file" ]; then [ "$before" = any ] || conflict; put_at "$fresh" "$file" || exit 1
  else (set -C; cat "$fresh" >"$file") || { [ ! -e "$file" ] || conflict; exit 1; }
  fi
else
  (leads_here) && [ -f "$file" ] && [ ! -L "$file" ] || { [ "$before" = any ] && [ -f "$file" ]; } || conflict
  if [ "$before" != any ]; then
    set -- $(get "$file")
    has_sum=$(sum <"$file") && [ -n "$has_sum" ] || refuse ${FILE_EXITS.cannotTell} "fleetmux cannot find out whether $real was changed"
    [ "$has_sum" = "$before" ] && [ "$3" = "$inode" ] && [ "$(wc -c <"$file" | tr -d ' ')" = "$size" ] || conflict
  fi
  if [ -z "$why" ]; then
    mode=
    [ -n "$lax" ] || mode=$(mode_of "$file")
    [ -z "$mode" ] || chmod "$mode" "$fresh" || ! keeps_modes || exit 1
    sync "$fresh" 2>/dev/null
    put_at "$fresh" "$file" || exit 1
  else
    hold
    mkdir -p -- "$own" && copy=$own/$nonce.old && cp -p -- "\${held:-$file}" "$copy" || refuse ${FILE_EXITS.full} "no copy could be made of $real"
    if overwrite "$fresh"; then sync "\${held:-$file}" 2>/dev/null; rm -f -- "$copy"
    elif overwrite "$copy"; then rm -f -- "$copy"; refuse ${FILE_EXITS.full} "$real could not be written, and was not changed"
    else refuse ${FILE_EXITS.full} "$real could not be written; its earlier content is in $copy"
    fi
  fi
fi
printf '%s w %s\\n' "$mark" "$why"
now
printf '%s r %s\\0\\n%s .\\n' "$mark" "$real" "$mark"
`
