/**
 * Looks for commands on a host: run by `sh`, with a marker, seconds for each step and then a name, a command and
 * a version argument for each. The person's login shell is asked for its PATH, so that version managers count;
 * whatever its start-up files print is between markers of ours, in a file. All versions are asked side by side,
 * and what is late is ended with all that it has started: an agent that hangs costs its version, nothing else.
 */
export const FIND = `
mark=$1 seconds=$2; shift 2
dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
begin() {
  out=$1; shift
  ( "$@" </dev/null >"$dir/$out" 2>/dev/null & echo $! >"$dir/$out.pid"; wait $!; : >"$dir/$out.done" ) 2>/dev/null &
}
end() {
  kill -9 $(ps -A -o pid= -o ppid= | awk -v top="$1" '
    { parent[$1] = $2 }
    END { for (pid in parent) { at = pid
      for (n = 0; n < 100 && at != top && (at in parent); n++) at = parent[at]
      if (at == top) print pid } }') "$1" 2>/dev/null
}
settle() {
  tick=0
  while [ $tick -lt $((seconds * 10)) ]; do
    left=
    for pid in "$dir"/*.pid; do [ -e "\${pid%.pid}.done" ] || left=1; done
    [ "$left" ] || return 0
    sleep 0.1 2>/dev/null || { sleep 1; tick=$((tick + 9)); }
    tick=$((tick + 1))
  done
  for pid in "$dir"/*.pid; do [ -e "\${pid%.pid}.done" ] || end "$(cat "$pid")"; done
}
begin env "\${SHELL:-/bin/sh}" -lc "echo $mark; env; echo $mark"
while [ ! -e "$dir/env.pid" ]; do :; done
settle
path=$(sed -n "/$mark\\$/,/^$mark/s/^PATH=//p" "$dir/env" | tail -n 1)
[ "$path" ] && PATH=$path && export PATH
rm -f "$dir"/*
n=0
for word do
  case $((n % 3)) in
    0) name=$word ;;
    1) file=$(command -v -- "$word" 2>/dev/null) ;;
    2) case $file in /*) printf '%s\\n' "$file" >"$dir/$name.path"; : >"$dir/$name.pid"; begin "$name" "$file" "$word" ;; esac ;;
  esac
  n=$((n + 1))
done
[ -z "$(ls "$dir")" ] || settle
for path in "$dir"/*.path; do
  [ -e "$path" ] || continue
  name=\${path##*/}; name=\${name%.path}
  printf '%s %s\\n' "$mark" "$name"; cat "$path"
  head -c 2000 "$dir/$name" 2>/dev/null | head -n 3; echo
done
printf '%s end\\n' "$mark"
`
