import { MODE_SCRIPT } from './mode-script.ts'
import { FILE_EXITS } from './path-script.ts'

/**
 * Shell functions for scripts that write. Other users may be able to write to a directory on the path, and could
 * replace a directory or a link between a check and its use. So a script first makes a directory its current directory,
 * and then names files relative to it: renaming a directory does not change where a process is. Needs PATH_SCRIPT.
 * `enter PATH` changes to a directory and sets `here` to its path without links. A link of another user is followed
 * only to a directory of that same user: otherwise that user could redirect a write to a directory that only we may
 * write.
 * `enter_of FILE` changes to the directory of a file, after following the links at the end of its path, and sets `base`
 * to the file's name.
 * `at` asks the kernel where the shell is, because a shell remembers a path that may now lead elsewhere. `is_at PATH`
 * compares; on a file system that ignores case, the kernel may report another spelling than the path has.
 * `nest NAME` creates a directory that only this user can change in the current directory, or takes an existing one,
 * and changes to it; `unnest NAME` removes what is in it, and the directory. An existing one must contain fleetmux's
 * marker file: another user can rename any directory of this user to NAME, but cannot put a file into it. On a file
 * system that does not store modes, nobody can make a private directory: `nest` then sets `lax`, and writing into the
 * directory must follow no link.
 * `put_at FROM TO` renames; TO is replaced, and never entered if it is a directory or a link to one. With `keep` as
 * third argument, TO is not replaced.
 */
export const PLACE_SCRIPT = `
at() { here=$(env pwd -P 2>/dev/null && printf .) || return 1; here=\${here%??}; }
is_at() { at && { [ "$here" = "$1" ] || { [ "$here" -ef "$1" ] && is_spelling "$here" "$1"; }; }; }
is_spelling() { [ "$(uname)" = Darwin ] || [ "$(lower "$1")" = "$(lower "$2")" ]; }
lower() { printf %s. "$1" | tr '[:upper:]' '[:lower:]'; }
owner_of() { ls -ldn -- "$1" 2>/dev/null | { read -r _ _ owner _; printf %s "$owner"; }; }
me=$(id -u)
${MODE_SCRIPT}
walk() {
  left=$1/ way= links= hops=0
  while :; do
    while :; do case $left in /*) left=\${left#/} ;; *) break ;; esac; done
    [ -n "$left" ] || return 0
    step=\${left%%/*} left=\${left#*/}
    case $step in .) continue ;; ..) way=\${way%/*}; continue ;; esac
    if [ -L "$way/$step" ]; then
      hops=$((hops+1))
      [ $hops -le 40 ] || return 1
      owner=$(owner_of "$way/$step")
      to=$(readlink "$way/$step" 2>/dev/null && printf .) || return 1
      case $owner in 0|"$me") ;; *) links="$links $owner" link=$way/$step ;; esac
      left=\${to%??}/$left
      case $left in /*) way= ;; esac
    else way=$way/$step
    fi
  done
}
reached() {
  cd -P -- "$way/" 2>/dev/null && is_at "\${way:-/}" || refuse ${FILE_EXITS.missing} "there is no directory $way"
}
of_links() {
  [ -n "$links" ] || return 0
  for owner in $links; do
    [ "$(owner_of "$1")" = "$owner" ] ||
      refuse ${FILE_EXITS.refused} "$link is a symbolic link of another user (uid $owner) to a directory that is not that user's: name the directory itself, $2"
  done
}
enter() {
  walk "$1" || refuse ${FILE_EXITS.missing} "there is no directory $1"
  reached
  of_links . "$here"
}
enter_of() {
  walk "$1" && [ -n "$way" ] || refuse ${FILE_EXITS.missing} "$1 is a symbolic link that does not lead to a file"
  base=\${way##*/} way=\${way%/*}
  reached
  if [ -e "./$base" ]; then of_links "./$base" "$here/$base"; else of_links . "$here"; fi
}
is_shared() {
  [ -O . ] || return 0
  case $(ls -ldn .) in ?????w*|????????w*) return 0 ;; esac
  return 1
}
is_private() { [ -O . ] && case $(ls -ldn .) in d????-??-*) ;; *) false ;; esac; }
nest() {
  at || exit 1
  where=\${here%/} strict=0 lax=
  ! is_shared || strict=1
  made=0
  # Without -m, which would drop the group of a setgid directory with some versions of busybox.
  if (umask 077; mkdir -- "./$1" 2>/dev/null); then made=1
  elif [ ! -e "./$1" ]; then refuse ${FILE_EXITS.denied} "no directory can be created in $where"
  fi
  cd -P -- "./$1" 2>/dev/null && is_at "$where/$1" || return 1
  if [ $made = 1 ]; then [ -z "$(ls -A .)" ] || return 1
  else [ -f ./fleetmux-part ] && [ ! -L ./fleetmux-part ] || return 1
  fi
  if [ $strict = 1 ] && ! is_private; then
    if keeps_modes; then
      [ $made = 1 ] || return 1
      cd -P .. && rmdir -- "./$1" 2>/dev/null
      refuse ${FILE_EXITS.refused} "other users can write to $where, and no private directory can be made there"
    fi
    lax=1
  fi
  [ $made = 0 ] || (set -C; : >./fleetmux-part)
}
unnest() { rm -rf ./* ./.[!.]* ./..?*; cd -P .. && rmdir -- "./$1"; }
case $(mv --help 2>&1) in
  # Busybox before 1.33 has no -T: its help has only the T of DEST.
  *-T*|*'[-finT]'*) mv_as=-T ;;
  *'[-hv]'*) mv_as=-h ;;
  *) mv_as= ;;
esac
put_at() { if [ "$3" = keep ]; then mv $mv_as -n -- "$1" "$2"; else mv $mv_as -f -- "$1" "$2"; fi; }
`
