import { FILE_EXITS, PATH_SCRIPT } from './path-script.ts'

/**
 * Shell function that prints, for the listed directory, a line with MARK (see `LIST_SCRIPT`) and the directory's path
 * inside its git repository, then the output of `git status -z`.
 */
const GIT = `
git_state() {
  has git || return 0
  limit=
  if has timeout && timeout 5 true 2>/dev/null; then limit='timeout 5'; fi
  unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE
  GIT_OPTIONAL_LOCKS=0; export GIT_OPTIONAL_LOCKS
  prefix=$(git rev-parse --show-prefix 2>/dev/null && printf .) || return 0
  printf '%s g %s\\0' "$mark" "\${prefix%??}"
  $limit git -c core.fsmonitor=false -c core.hooksPath=/dev/null status --porcelain=v1 -z -- . 2>/dev/null
  printf '\\n'
}
`

/**
 * Arguments MARK BASE PATH HIDDEN PATTERN FROM TO GIT. Prints the entries after number FROM up to TO of the directory
 * PATH (relative to BASE). HIDDEN, GIT: 1 to include hidden files, the git status. MARK is random and begins each line.
 * Names are found by shell globbing, which sorts by bytes and handles any name; `stat` runs in as few processes as
 * possible.
 */
export const LIST_SCRIPT = `${PATH_SCRIPT}${GIT}
mark=$1 hidden=$4 from=$6 to=$7 git=$8
there "$2" "$3"
bytes "$5"; pattern=$value
if [ -d "$path" ]; then
  cd -- "$path/" 2>/dev/null && [ -r . ] || refuse ${FILE_EXITS.denied} "you may not read $path"
  if [ "$hidden" = 1 ]; then set -- .[!.]* ..?* *; else set -- *; fi
elif [ -e "$path" ] || [ -L "$path" ]; then
  cd -- "\${path%/*}/" || exit ${FILE_EXITS.denied}
  set -- "\${path##*/}"
  pattern= git=0
else refuse ${FILE_EXITS.missing} "$path does not exist"
fi
wanted() {
  case $1 in '*'|'.[!.]*'|'..?*') [ -e "./$1" ] || [ -L "./$1" ] || return 1 ;; esac
  [ -z "$pattern" ] || case $1 in $pattern) ;; *) return 1 ;; esac
  n=$((n+1))
}
printf '%s d %s\\0\\n' "$mark" "$(pwd -P; printf .)"
n=0
for name do
  wanted "$name" && [ $n -gt $from ] && [ $n -le $to ] && [ -L "./$name" ] || continue
  type_at "./$name"
  printf '%s l %s ./%s\\0' "$mark" $type "$name"
  readlink "./$name" || printf '\\n'
done
printf '%s t %s\\n' "$mark" $n
names() {
  n=0
  for name do
    wanted "$name" && [ $n -gt $from ] && [ $n -le $to ] || continue
    if [ -n "$stat_as" ]; then printf './%s\\0' "$name"; else facts "$mark e" "./$name"; fi
  done
}
if [ -n "$stat_as" ]; then names "$@" | xargs -0 stat $stat_as "$mark e $stat_form" -- 2>/dev/null
else names "$@"; fi
[ "$git" = 0 ] || git_state
printf '%s .\\n' "$mark"
`
