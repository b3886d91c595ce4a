import { FILE_EXITS, PATH_SCRIPT } from './path-script.ts'
import { PLACE_SCRIPT } from './place-script.ts'

/**
 * Start of the scripts that change files. `itself` enters the directory of `path`, but does not resolve its last
 * component, so that a symlink itself is changed; `base` is that last component. `guard` refuses to move or remove the
 * home directory, the trash in `~/.local/share`, a directory that contains one of them, and anything in this trash.
 */
const CHANGE = `${PATH_SCRIPT}${PLACE_SCRIPT}
exists() { [ -e "$1" ] || [ -L "$1" ]; }
device() { facts . "$1" | { read -r _ _ _ _ _ _ _ number _; printf %s "\${number%%:*}"; }; }
itself() {
  case \${path##*/} in .|..|'') refuse ${FILE_EXITS.refused} "$path does not name a file or directory" ;; esac
  base=\${path##*/}
  enter "\${path%/*}/"
  path=\${here%/}/$base
}
guard() {
  home=$(cd -P -- "$HOME/" && pwd -P)
  case $home/ in "$1"/*) refuse ${FILE_EXITS.refused} "$1 contains the home directory" ;; esac
  case $1 in "$home/.local"|"$home/.local/share"|"$home/.local/share/Trash"*) refuse ${FILE_EXITS.refused} "$1 is in the trash or contains it" ;; esac
}
settle() {
  if [ "$force" = 1 ]; then put_at "$1" "$2" || exit 1; return; fi
  put_at "$1" "$2" keep || exit 1
  ! exists "$1" || refuse ${FILE_EXITS.exists} "$path already exists"
}
copy() {
  if [ -z "$lax" ]; then
    cp -RPp -- "$1" ./copy || { ! keeps_modes && rm -rf ./copy && cp -RP -- "$1" ./copy; }
  # Others may put a link in its place: nothing is written through one.
  elif [ -L "$1" ] || { [ ! -f "$1" ] && [ ! -d "$1" ]; }; then cp -RP -- "$1" ./copy
  elif [ -d "$1" ]; then
    at && into=$here/copy && mkdir ./copy && (cd -P ./copy && is_at "$into" && cp -RP -- "$1/." .)
  else fill ./copy "$(mode_of "$1")" <"$1"
  fi
}
mode_lost() {
  [ ! -L "$1" ] || return 1
  was_mode=$(mode_of "$1") has_mode=$(mode_of "$2")
  [ "$was_mode" != "$has_mode" ] && ! keeps_modes
}
done_with() { printf '%s r %s\\0%s\\n%s .\\n' "$mark" "$1" "$2" "$mark"; exit 0; }
mark=$1 base_word=$2 verb=$4 force=$6 nonce=$7
there "$2" "$3"
`

/**
 * Arguments MARK BASE PATH VERB TARGET FORCE NONCE; VERB is mkdir, mv or cp, and NONCE is random text for the names of
 * temporary files. Overwrites only with FORCE and follows no symlinks. A copy gets its final name only when it is
 * complete. Prints the new path and notes.
 */
export const CHANGE_SCRIPT = `${CHANGE}
if [ "$verb" = mkdir ]; then
  ! exists "$path" || refuse ${FILE_EXITS.exists} "$path already exists"
  below=
  while [ ! -d "$path/" ]; do below=\${path##*/}/$below path=\${path%/*}; done
  enter "$path/"
  mkdir -p -- "./$below" || exit 1
  below=\${below%/}
  done_with "\${here%/}/$below"
fi
itself; from=$path
exists "./$base" || refuse ${FILE_EXITS.missing} "$from does not exist"
[ "$verb" = cp ] || guard "$from"
there "$base_word" "$5"
if [ -d "$path" ] && [ ! -L "$path" ]; then path=\${path%/}/\${from##*/}; fi
itself; to=$path
[ "$from" != "$to" ] || refuse ${FILE_EXITS.refused} "$from is both the source and the target"
case $to/ in "$from"/*) refuse ${FILE_EXITS.refused} "$to is inside of $from" ;; esac
if exists "./$base"; then
  [ "$force" = 1 ] || refuse ${FILE_EXITS.exists} "$to already exists"
  [ ! -d "./$base" ] || refuse ${FILE_EXITS.refused} "$to is a directory, which is never replaced"
fi
say=
if [ "$verb" = mv ]; then
  [ "$(device "$from")" = "$(device .)" ] || say="the target is on another file system, so the original was copied and then removed"
  # A name in the directory that was entered cannot be led elsewhere.
  case \${to%/*} in "\${from%/*}") settle "./\${from##*/}" "./$base" ;; *) settle "$from" "./$base" ;; esac
else
  # What is in a directory of our own, entered, nobody can exchange while it is copied.
  part=.fleetmux-copy-$nonce
  nest "$part" || refuse ${FILE_EXITS.refused} "another user has exchanged $part in \${to%/*}"
  trap '[ -n "$lax" ] || chmod -R u+w ./copy 2>/dev/null; unnest "$part"' EXIT
  trap 'exit 1' HUP INT TERM PIPE
  copy "$from" || exit 1
  # Moving a directory to another parent changes its \`..\`, for which it has to be writable.
  locked=
  [ -n "$lax" ] || [ -L ./copy ] || [ ! -d ./copy ] || [ -w ./copy ] || { locked=1; chmod u+w ./copy; }
  settle ./copy "../$base"
  [ -z "$locked" ] || [ -L "../$base" ] || chmod u-w "../$base"
  ! mode_lost "$from" "../$base" || say="the mode of the copy is $has_mode instead of $was_mode, because its file system does not keep modes"
fi
done_with "$to" "$say"
`

/**
 * Start of the scripts that use the trash: where it is, and helper functions. The trash has the format of
 * freedesktop.org, so that other programs can restore files too.
 */
const TRASH = `
share=\${XDG_DATA_HOME:-$HOME/.local/share}
known=$share/fleetmux/trashes
top_of() { df -P -- "$1" 2>/dev/null | sed -n '2s/^.*[0-9]%[[:space:]]*//p'; }
percent() { printf %s "$1" | od -An -v -tx1 | tr -d ' \\n' | sed 's/../%&/g; s/%2f/\\//g'; }
`

/**
 * Arguments MARK BASE PATH VERB TARGET FORCE NONCE. VERB `trash` moves PATH (relative to BASE) to the trash of its file
 * system; `rm` deletes it. TARGET and FORCE are not used. MARK is random and begins each line of output; NONCE names
 * the file in the trash if the file's own name is too long.
 */
export const REMOVE_SCRIPT = `${CHANGE}${TRASH}
itself; from=$path
exists "./$base" || refuse ${FILE_EXITS.missing} "$from does not exist"
guard "$from"
if [ "$verb" = rm ]; then rm -rf -- "./$base" || exit 1; done_with "$from"; fi
umask 077
trash=$share/Trash named=$from
mkdir -p -- "$trash" || exit 1
if [ "$(device "./$base")" != "$(device "$trash/")" ]; then
  top=$(top_of "\${from%/*}/")
  trash=\${top%/}/.Trash-$(id -u) named=\${from#"\${top%/}/"}
  [ -n "$top" ] && { mkdir -- "$trash" 2>/dev/null || [ -d "$trash" ]; } && [ ! -L "$trash" ] && [ -O "$trash" ] &&
    [ "$(device "./$base")" = "$(device "$trash/")" ] ||
    refuse ${FILE_EXITS.refused} "$from is on a file system without a trash; --permanently removes it without one"
  mkdir -p -- "\${known%/*}" && { grep -qxF -- "$trash" "$known" 2>/dev/null || printf '%s\\n' "$trash" >>"$known"; }
fi
mkdir -p -- "$trash/files" "$trash/info" || exit 1
name=\${from##*/} number=1
[ \${#name} -le 200 ] || name=$nonce
while :; do
  as=$name
  [ $number = 1 ] || as=$name.$number
  if ! exists "$trash/files/$as" && (set -C; printf '[Trash Info]\\nPath=%s\\nDeletionDate=%s\\n' "$(percent "$named")" "$(date +%Y-%m-%dT%H:%M:%S)" >"$trash/info/$as.trashinfo") 2>/dev/null; then break; fi
  number=$((number+1))
  [ $number -le 10000 ] || refuse ${FILE_EXITS.full} "the trash $trash has too many entries of this name"
done
trap '' HUP INT TERM PIPE
put_at "./$base" "$trash/files/$as" keep && ! exists "./$base" || { rm -f -- "$trash/info/$as.trashinfo"; exit 1; }
done_with "$from" "$trash/files/$as"
`

/**
 * Arguments MARK BASE PATH. Lists the files in all known trash directories, and prints PATH (relative to BASE) made
 * absolute. MARK is random and begins each line of output.
 */
export const TRASH_SCRIPT = `${CHANGE}${TRASH}
printf '%s q %s\\0\\n' "$mark" "$path"
show() {
  cd -- "$1/info" 2>/dev/null || return 0
  for info in .[!.]*.trashinfo *.trashinfo; do
    [ -f "$info" ] || continue
    as= at=
    while IFS= read -r line; do
      case $line in Path=*) as=\${line#Path=} ;; DeletionDate=*) at=\${line#DeletionDate=} ;; esac
    done <"$info"
    name=\${info%.trashinfo}
    exists "../files/$name" || continue
    type_at "../files/$name"
    printf '%s i %s\\0%s\\0%s\\0%s\\0%s\\0\\n' "$mark" "$1" "$name" "$type" "$as" "$at"
  done
}
show "$share/Trash"
if [ -r "$known" ]; then while IFS= read -r trash; do show "$trash"; done <"$known"; fi
printf '%s .\\n' "$mark"
`

/**
 * Arguments MARK BASE PATH restore TRASH FORCE NONCE NAME. Moves the file NAME in the trash directory TRASH back to
 * PATH (relative to BASE), which must not exist. MARK is random and begins each line of output.
 */
export const RESTORE_SCRIPT = `${CHANGE}
bytes "$5"; trash=$value
bytes "$8"; name=$value
case \${path##*/} in .|..|'') refuse ${FILE_EXITS.refused} "$path does not name a file or directory" ;; esac
exists "$trash/files/$name" || refuse ${FILE_EXITS.missing} "the entry is no longer in the trash $trash"
! exists "$path" || refuse ${FILE_EXITS.exists} "$path already exists"
below=
way=\${path%/*}
while [ ! -d "$way/" ]; do below=\${way##*/}/$below way=\${way%/*}; done
base=\${path##*/}
enter "$way/"
[ -z "$below" ] || { mkdir -p -- "./$below" && cd -P -- "./$below" || exit 1; }
settle "$trash/files/$name" "./$base"
rm -f -- "$trash/info/$name.trashinfo"
done_with "$path"
`
