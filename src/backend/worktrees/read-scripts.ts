import { worktreeScript } from './worktree-prelude.ts'

/** Shell function that prints a session's current state as lines after `session ID`. */
const row = `
row() {
  printf 'session %s\\n' "$id"
  say spec "$(head -n 1 "$d/session.json")"
  n=$(ls "$d/it" 2>/dev/null | sort -n | tail -n 1)
  say iterations "\${n:-0}"
  if held; then say state running; say detail "$(holder)"
    [ ! -e "$d/lock/iteration" ] || say run "$(cat "$d/it/$(cat "$d/lock/iteration")/run" 2>/dev/null)"
  elif ! done_ setup; then say state unfinished; say detail "its creation was interrupted"
  elif [ "$(cat "$d/lock/what" 2>/dev/null)" = 'the removal' ]; then say state interrupted; say detail 'the removal was interrupted'
  elif ! tree_; then say state broken; say detail "the worktree $path no longer exists"
  elif rebasing; then say state rebasing; say detail "a rebase has stopped at a conflict"
  elif [ -d "$d/lock" ] || { [ -n "$n" ] && [ ! -e "$d/it/$n/record" ]; }; then say state interrupted
    say detail "$(cat "$d/lock/what" 2>/dev/null || printf 'an iteration') was interrupted"
  else say state idle; fi
  # Read after the state: an iteration that has ended wrote its record before it released the lock.
  [ ! -s "$d/iterations.jsonl" ] || say last "$(tail -n 1 "$d/iterations.jsonl")"
  [ ! -s "$d/merged" ] || say merged yes
  [ ! -s "$d/session" ] || say pane "$(cat "$d/session")"
  h=$(g -C "$repo" rev-parse -q --verify "refs/heads/$branch^{commit}" 2>/dev/null) || return 0
  say head "$h"
  [ ! -e "$path/.git" ] || say dirty "$(changed)"
  b=$(ref "$base") || return 0
  set -- $(g -C "$repo" rev-list --left-right --count "$b...$h" 2>/dev/null)
  [ $# -ne 2 ] || { say behind "$1"; say ahead "$2"; }
  if contained "$b" "$h"; then say contained yes; else say contained no; fi
}
`

/** Arguments MOST [ID]. Lists the sessions of the host, newest first, at most MOST; or only the session ID. */
export const listScript = worktreeScript(`
${row}
[ -d "$root" ] || exit 0
ours "$root" || refuse 66 "$root is not a directory that belongs to this user"
if [ -n "$2" ]; then enter "$2"; row; exit 0; fi
m=$1
for id in $(ls -t "$root"); do
  [ $m -gt 0 ] || break
  [ -f "$root/$id/session.json" ] && ours "$root/$id" || continue
  m=$((m-1))
  load "$id"
  row
done
`)

/**
 * Argument ID. Prints the records of the session's last 500 ended iterations (each one prompt, then the test script)
 * and the stored usage of the agents of all iterations.
 */
export const iterationsScript = worktreeScript(`
enter "$1"
tail -n 500 "$d/iterations.jsonl" 2>/dev/null | while IFS= read -r l; do say it "$l"; done
for n in $(ls "$d/it" 2>/dev/null); do [ ! -e "$d/it/$n/use" ] || say use "$(cat "$d/it/$n/use")"; done
exit 0
`)

/** Arguments ID N JSON. Stores the usage of an iteration's agent, because the agent's run may be removed. */
export const keepUseScript = worktreeScript(`
enter "$1"
[ -d "$d/it/$2" ] && printf '%s\\n' "$3" >"$d/it/$2/use"
`)

/**
 * Prints a diff of the session: the two compared commits, an empty line, and the diff, which is cut off one byte after
 * the limit, so that the caller notices. Arguments: session id; `names` (prints only file names), `staged` (prints the
 * diff of the index) or another word; the number of the iteration whose changes are printed, or empty; the two commits
 * to compare, or empty; the limit in bytes.
 */
export const diffScript = worktreeScript(`
enter "$1"
what=$2 n=$3 from=$4 to=$5 most=$6
dif() { g -C "$repo" -c diff.noprefix=false -c diff.mnemonicPrefix=false diff --no-ext-diff --no-textconv --no-color $names "$@" -- | head -c $((most+1)); }
names=; [ "$what" != names ] || names='--name-status -M'
if [ -n "$n" ]; then
  [ -e "$d/it/$n/record" ] || refuse 64 "the session $name has no completed iteration $n. To see its iterations: \\\`fleetmux work status $called\\\`"
  from=$(sed -n 's/.*"before":"\\([0-9a-f]*\\)".*/\\1/p' "$d/it/$n/record") to=$(sed -n 's/.*"commitSha":"\\([0-9a-f]*\\)".*/\\1/p' "$d/it/$n/record")
elif [ "$what" = staged ]; then
  needtree
  say base HEAD; say head index; printf '\\n'
  g -C "$path" diff --cached --no-ext-diff --no-textconv --no-color -- | head -c $((most+1))
  exit 0
elif [ -n "$from$to" ]; then
  case $from$to in -*) refuse 64 "the name of a commit must not begin with -" ;; esac
  # Resolves a commit in the worktree, so that HEAD is the HEAD of the session.
  sha() { if tree_; then g -C "$path" rev-parse -q --verify --end-of-options "$1^{commit}"; else g -C "$repo" rev-parse -q --verify --end-of-options "$1^{commit}"; fi ||
    refuse 64 "the repository has no commit $1: correct --from or --until"; }
  [ -z "$from" ] && from=$(ref "$base") || from=$(sha "$from") || exit $?
  to=$(sha "\${to:-HEAD}") || exit $?
else
  b=$(ref "$base") || b=$(value baseSha)
  if tree_; then h=$(g -C "$path" rev-parse HEAD); to=$(snapshot) || refuse 70 "git could not read the files of the worktree $path, or could not store them in $repo"
  else h=$(g -C "$repo" rev-parse -q --verify "refs/heads/$branch^{commit}") || refuse 69 "the worktree and the branch $branch of $name no longer exist. To remove the session: \\\`fleetmux work clean $called\\\`"; to=$h; fi
  from=$(g -C "$repo" merge-base "$b" "$h") || from=$b
fi
say base "$from"; say head "$to"; printf '\\n'
dif "$from" "$to"
`)

/**
 * Arguments ID ONTO. Prints a line `found CODE DETAIL` for each obstacle to a merge; lines `file NAME` follow a
 * conflict.
 */
export const preflightScript = worktreeScript(`
enter "$1"
onto=\${2:-$base}
find_() { say found "$1 $2"; }
newgit || find_ oldGit "$(g --version | sed 's/^git version //')"
if held; then find_ running "$(holder)"
elif [ -d "$d/lock" ] || ! done_ setup; then find_ interrupted "$(cat "$d/lock/what" 2>/dev/null || printf 'the creation')"; fi
h=$(g -C "$repo" rev-parse -q --verify "refs/heads/$branch^{commit}") || h=
if ! tree_; then find_ noWorktree "$path"
else
  x=$(g -C "$path" rev-parse --absolute-git-dir)
  if ourrebase; then find_ rebasing
  elif rebasing; then find_ foreign rebase
  elif [ -e "$x/MERGE_HEAD" ]; then find_ foreign merge
  elif [ -e "$x/CHERRY_PICK_HEAD" ]; then find_ foreign cherry-pick
  elif [ "$(g -C "$path" symbolic-ref -q HEAD)" != "refs/heads/$branch" ]; then
    find_ detached "$(g -C "$path" symbolic-ref -q --short HEAD || printf detached)"; fi
  c=$(changed)
  [ "$c" = 0 ] || find_ dirty "$c"
  hooks=$(g -C "$path" rev-parse --path-format=absolute --git-path hooks)
  other=$(command git -C "$path" config core.hooksPath) && case $other in /*) hooks=$other ;; *) hooks=$path/$other ;; esac
  k=; for each in pre-commit prepare-commit-msg commit-msg post-commit; do [ ! -x "$hooks/$each" ] || k="$k$each "; done
  [ -z "$k" ] || find_ hooks "$k"
fi
if ! g -C "$repo" var GIT_COMMITTER_IDENT >/dev/null 2>&1; then identity "$repo"; find_ noIdentity "$GIT_COMMITTER_NAME <$GIT_COMMITTER_EMAIL>"; fi
if ! b=$(g -C "$repo" rev-parse -q --verify "refs/heads/$onto^{commit}"); then find_ noBase "$onto"
elif [ -n "$h" ]; then
  set -- $(g -C "$repo" rev-list --left-right --count "$b...$h")
  [ "$2" -ne 0 ] || find_ nothing
  [ "$1" -eq 0 ] || find_ behind "$1"
  if newgit; then
    if t=$(g -C "$repo" merge-tree --write-tree --name-only --no-messages "$b" "$h" 2>/dev/null); then
      [ "$t" != "$(g -C "$repo" rev-parse "$b^{tree}")" ] || [ "$2" -eq 0 ] || find_ contained
    else find_ conflict "$onto"; printf '%s\\n' "$t" | sed 1d | head -n 500 | while IFS= read -r f; do say file "$f"; done; fi
  fi
  trees list --porcelain | while IFS= read -r l; do
    case $l in "worktree "*) w=\${l#worktree } ;; "branch refs/heads/$onto")
      if [ -n "$(g --no-optional-locks -C "$w" status --porcelain --untracked-files=no 2>/dev/null)" ]; then find_ targetDirty "$w"; else find_ target "$w"; fi ;; esac
  done
  if [ -s "$d/included" ]; then
    g -C "$repo" diff --name-only --no-renames --diff-filter=A "$b...$h" | grep -xF -f "$d/included" | while IFS= read -r f; do find_ secret "$f"; done
  fi
fi
case $(tail -n 1 "$d/iterations.jsonl" 2>/dev/null) in *'"testResult":"fail"'*) find_ testFailed fail ;; *'"testResult":"timeout"'*) find_ testFailed timeout ;; esac
case $(tail -n 1 "$d/iterations.jsonl" 2>/dev/null) in *'"commitError":""'*|'') ;; *) find_ commitFailed ;; esac
[ "$(g -C "$repo" rev-parse --is-shallow-repository)" != true ] || find_ shallow
[ -z "$(g -C "$repo" config --get-regexp '^remote[.].*[.]promisor$')" ] || find_ partial
[ "$(g -C "$repo" config --bool core.ignorecase)" != true ] || find_ folding
if [ -n "$h" ] && g -C "$repo" cat-file -p "$h:.gitattributes" 2>/dev/null | grep -q 'filter=lfs'; then
  if command -v git-lfs >/dev/null 2>&1; then find_ lfs; else find_ noLfs; fi; fi
if [ -n "$h" ]; then s=$(g -C "$repo" ls-tree -r "$h" | grep -c '^160000'); [ "$s" -eq 0 ] || [ "$(value submodules)" = yes ] || find_ submodules "$s"; fi
exit 0
`)
