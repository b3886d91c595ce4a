/** Exit codes of the file scripts. */
export const FILE_EXITS = {
  conflict: 9,
  missing: 44,
  wrongType: 45,
  denied: 46,
  exists: 47,
  cutShort: 48,
  cannotTell: 49,
  refused: 50,
  full: 51,
} as const

/**
 * First part of all file scripts. Paths are passed as arguments for `printf %b`, because names are bytes and not text.
 * `mark` precedes the script's own output; it is random, so no file name contains it.
 *
 * Shell functions: `there BASE PATH` sets `path` to the absolute path. `resolve PATH` sets `real` to the path without
 * symlinks. `type_at PATH` sets `type`, following symlinks. `sum` prints the checksum of stdin. `facts HEAD PATH...`
 * prints a `stat` line for each path, with the path at the end.
 */
export const PATH_SCRIPT = `
unset TMOUT IFS CDPATH ENV BASH_ENV POSIXLY_CORRECT GREP_OPTIONS GREP_COLORS; set +e +f +u +C
LC_ALL=C; export LC_ALL
refuse() { code=$1; shift; printf '%s\\n' "$*" >&2; exit $code; }
bytes() { value=$(printf '%b.' "$1"); value=\${value%.}; }
absolute() {
  case $1 in
    /*) path=$1 ;;
    "~") path=$HOME ;;
    "~/"*) path=$HOME/\${1#??} ;;
    "") path=$2 ;;
    *) path=$2/$1 ;;
  esac
}
there() {
  bytes "$1"; absolute "$value" "$HOME"; base=$path
  bytes "$2"; absolute "$value" "$base"
  while :; do case $path in ?*/) path=\${path%/} ;; *) break ;; esac; done
}
type_at() {
  if [ -f "$1" ]; then type=f; elif [ -d "$1" ]; then type=d; elif [ -p "$1" ]; then type=p
  elif [ -S "$1" ]; then type=s; elif [ -b "$1" ]; then type=b; elif [ -c "$1" ]; then type=c
  else type=-; fi
}
resolve() {
  real=$1 hops=0
  while [ -L "$real" ]; do
    hops=$((hops+1))
    [ $hops -le 40 ] || return 1
    to=$(readlink "$real" 2>/dev/null && printf .) || return 1
    to=\${to%??}
    case $to in /*) real=$to ;; *) real=\${real%/*}/$to ;; esac
    while :; do case $real in ?*/) real=\${real%/} ;; *) break ;; esac; done
  done
  in=$(cd -P -- "\${real%/*}/" 2>/dev/null && pwd -P && printf .) || return 1
  in=\${in%??}
  case \${real##*/} in
    .|..) real=$(cd -P -- "$real/" 2>/dev/null && pwd -P && printf .) || return 1; real=\${real%??} ;;
    *) real=\${in%/}/\${real##*/} ;;
  esac
}
has() { command -v "$1" >/dev/null 2>&1; }
if has sha256sum; then sum() { s=$(sha256sum) && printf 'sha256:%s' "\${s%% *}"; }
elif has shasum; then sum() { s=$(shasum -a 256) && printf 'sha256:%s' "\${s%% *}"; }
elif has openssl; then sum() { s=$(openssl dgst -sha256) && printf 'sha256:%s' "\${s##* }"; }
elif has cksum; then sum() { s=$(cksum) && printf 'cksum:%s' "\${s%% *}"; }
else sum() { return 1; }
fi
if stat -c %s / >/dev/null 2>&1; then stat_as=-c stat_form='x%f %s %Y %u %g %h %d:%i %n'
elif stat -f %z / >/dev/null 2>&1; then stat_as=-f stat_form='o%p %z %m %u %g %l %d:%i %N'
else stat_as=
fi
facts() {
  head=$1; shift
  if [ -n "$stat_as" ]; then stat $stat_as "$head $stat_form" -- "$@"; return; fi
  for each do
    line=$(ls -ldin -- "$each" 2>/dev/null) || continue
    line=\${line%%"$each"*}
    ( set -f; set -- "$each" $line; size=$7; case $size in *,) size=0 ;; esac
      printf '%s l%s %s - %s %s %s 0:%s %s\\n' "$head" "$3" "$size" "$5" "$6" "$4" "$2" "$1" )
  done
}
`
