import { removeFunction } from './clean-scripts.ts'
import { limitFunction } from './create-scripts.ts'
import { WORKTREE_EXITS as E, worktreeScript } from './worktree-prelude.ts'

const onBranch = `
onbranch() { needtree
  ! rebasing || refuse ${E.refused} "a rebase is in progress in $path: first run \\\`fleetmux work continue $called\\\` or \\\`fleetmux work abort $called\\\`"
  [ "$(g -C "$path" symbolic-ref -q HEAD)" = "refs/heads/$branch" ] ||
    refuse ${E.refused} "HEAD of the worktree is not on $branch: check out $branch in the worktree first"
  h=$(g -C "$repo" rev-parse -q --verify "refs/heads/$branch^{commit}") || refuse ${E.gone} "the branch $branch no longer exists. To remove the session: \\\`fleetmux work clean $called\\\`"; }
committed() { c=$(changed)
  case $c in 0) return ;; 1) c="1 file in $path has" ;; '?') refuse 1 "git cannot find out whether $path has uncommitted changes: run \\\`git status\\\` in it to see why" ;;
    *) c="$c files in $path have" ;; esac
  refuse ${E.refused} "$c uncommitted changes: commit or remove them, or prompt the agent again"; }
message() { if [ -n "$1" ]; then printf '%s\\n' "$1"
  elif [ "$(g -C "$repo" rev-list --count "$2..$3")" = 1 ]; then g -C "$repo" log -1 --format=%B "$3"
  else printf '%s\\n\\n' "$name"; subjects "$2" "$3"; fi; }
subjects() { g -C "$repo" log --reverse --format='- %s' "$1..$2" | head -n 100
  left=$(($(g -C "$repo" rev-list --count "$1..$2") - 100)); [ $left -le 0 ] || printf -- '- and %s more\\n' $left; }
`

const squash = `
squash_() { onbranch
b=$(ref "$base") || refuse ${E.gone} "the repository $repo has no branch $base any more, from which the session began: create that branch again"
m=$(g -C "$repo" merge-base "$b" "$h") || refuse ${E.refused} "the branch $branch and $base have no commit in common, so it cannot be squashed"
n=$(g -C "$repo" rev-list --count "$m..$h")
[ "$n" -gt 0 ] || refuse ${E.refused} "the branch $branch has no commit that is not in $base, so there is nothing to squash"
if [ "$n" -eq 1 ] && [ -z "$1" ]; then
  say done yes; say before "$h"; say after "$h"; say note 'The branch is already a single commit.'; return; fi
rescue squash
identity "$repo"
new=$(message "$1" "$m" "$h" |
  g -C "$repo" commit-tree "$h^{tree}" -p "$m") || refuse ${E.notWritten} "git could not write the commit in $repo, so nothing was changed"
g -C "$repo" update-ref -m "fleetmux: squash $n commits" "refs/heads/$branch" "$new" "$h" 2>/dev/null ||
  refuse ${E.refused} "the branch $branch was changed in the meantime, so nothing was done"
say done yes; say before "$h"; say after "$new"
if [ "$n" = 1 ]; then n='1 commit'; else n="$n commits"; fi
say note "Squashed $n into one. The previous state is kept at $kept."
}
`

/**
 * Squashes the branch to one commit on its merge base. Changes no file of the worktree. Arguments: session id,
 * `USER@HOST` of the caller, commit message.
 */
export const squashScript = worktreeScript(`
${onBranch}
${squash}
enter "$1"
lock 'a squash' "$2" "$3"
trap unlock EXIT
squash_ "$3"
`)

const rebaseEnd = `
ended() { if rebasing; then unmerged | while IFS= read -r f; do say conflict "$f"; done; say done no; return; fi
  rm -f "$d/begun"
  say done yes; say after "$(g -C "$path" rev-parse HEAD)"; }
`

const rebase = `
${rebaseEnd}
rebase_() { onbranch
committed
onto=\${1:-$base}
b=$(ref "$onto") || refuse ${E.gone} "the repository $repo has no branch $onto: name another one with --onto"
rescue rebase
say before "$h"
say note "The previous state is kept at $kept."
identity "$path"
printf '%s\\n' "$h" >"$d/begun" || refuse ${E.notWritten} "files cannot be written in $d"
said=$(lfsless -C "$path" -c commit.gpgSign=false rebase --merge --no-autostash --no-autosquash --no-update-refs "$b" 2>&1 </dev/null)
c=$?
if [ $c -ne 0 ] && ! rebasing; then rm -f "$d/begun"; refuse 1 "git rebase failed: $(printf %s "$said" | tail -n 2 | tr '\\n' ' ')"; fi
ended
}
`

/**
 * Rebases the branch in the session's worktree. Conflicts are listed and left for the user to resolve. Arguments:
 * session id, `USER@HOST` of the caller, branch to rebase onto.
 */
export const rebaseScript = worktreeScript(`
${onBranch}
${rebase}
enter "$1"
lock 'a rebase' "$2" "$3"
trap unlock EXIT
rebase_ "$3"
`)

/**
 * Continues a rebase that `rebaseScript` began, once its conflicts are resolved. Arguments: session id, `USER@HOST` of
 * the caller.
 */
export const continueRebaseScript = worktreeScript(`
${rebaseEnd}
enter "$1"
lock 'continuing a rebase' "$2"
trap unlock EXIT
needtree
rebasing || refuse ${E.refused} "no rebase is in progress in $name"
ourrebase || refuse ${E.refused} "the rebase in $path was not started by fleetmux: finish or abort it with git"
say before "$(cat "$d/begun")"
left=$(unmerged | while IFS= read -r f; do ! grep -q '^<<<<<<< ' "$path/$f" 2>/dev/null || say conflict "$f"; done)
if [ -n "$left" ]; then printf '%s\\n' "$left"; say done no; say note "These files still contain conflict markers."; exit 0; fi
identity "$path"
said=$(lfsless -C "$path" add -A 2>&1) || { printf '%s\\n' "$said" >&2
  refuse 1 "the resolved files could not be staged: $(printf %s "$said" | reason_ 1)"; }
said=$(lfsless -C "$path" -c commit.gpgSign=false rebase --continue 2>&1 </dev/null)
c=$?
[ $c -eq 0 ] || [ -n "$(unmerged)" ] || ! rebasing || {
  said=$(lfsless -C "$path" -c commit.gpgSign=false rebase --skip 2>&1 </dev/null); c=$?; }
[ $c -eq 0 ] || rebasing || refuse 1 "git rebase failed: $(printf %s "$said" | tail -n 2 | tr '\\n' ' ')"
ended
`)

/**
 * Aborts a rebase that `rebaseScript` began and restores the previous state. Arguments: session id, `USER@HOST` of
 * the caller.
 */
export const abortRebaseScript = worktreeScript(`
enter "$1"
lock 'an abort' "$2"
trap unlock EXIT
needtree
rebasing || refuse ${E.refused} "no operation is in progress in $name"
ourrebase || refuse ${E.refused} "the rebase in $path was not started by fleetmux: finish or abort it with git"
was=$(cat "$d/begun")
said=$(lfsless -C "$path" rebase --abort 2>&1 </dev/null) || refuse 1 "git rebase --abort failed: $(printf %s "$said" | tail -n 1)"
rm -f "$d/begun"
[ "$(g -C "$path" rev-parse HEAD)" = "$was" ] || say note "HEAD is not at the commit where it was before: $was"
say done yes; say before "$was"; say after "$was"
say note "The rebase was aborted: $branch is as before."
`)

/**
 * `merge_ ONTO WAY MESSAGE PUSH`: merges the session's branch into ONTO. WAY: `ff`, `merge`, else squash. PUSH: `push`
 * to push ONTO to the remote afterwards. It is a function, so that `resumeOperationScript` can repeat an interrupted
 * merge.
 */
const merge = `
${limitFunction}
merge_() { onto=\${1:-$base} way=$2 words=$3 then=$4
neednew
onbranch
committed
[ "$onto" != "$branch" ] || refuse ${E.refused} "the branch $branch cannot be merged into itself"
[ ! -s "$d/included" ] || f=$(g -C "$repo" diff --name-only --no-renames --diff-filter=A "refs/heads/$onto...$h" 2>/dev/null | grep -xF -f "$d/included" | head -n 1)
[ -z "$f" ] || refuse ${E.refused} "the branch $branch contains $f, a file that .worktreeinclude copied and that may be secret: remove $f from the branch in a commit (\\\`git rm --cached\\\`)"
identity "$repo"
clean_() { for each in MERGE_HEAD rebase-merge rebase-apply CHERRY_PICK_HEAD; do
    [ ! -e "$(g -C "$1" rev-parse --path-format=absolute --git-path $each)" ] || return 1; done
  s_=$(g --no-optional-locks -C "$1" status --porcelain --untracked-files=no 2>/dev/null) && [ -z "$s_" ]; }
try=0
while :; do
  try=$((try+1))
  b=$(g -C "$repo" rev-parse -q --verify "refs/heads/$onto^{commit}") || refuse ${E.gone} "the repository $repo has no branch $onto to merge into: name another one with --onto"
  t=$(g -C "$repo" merge-tree --write-tree --name-only --no-messages "$b" "$h" 2>"$d/said")
  c=$?
  if [ $c -eq 1 ]; then
    printf '%s\\n' "$t" | sed 1d | head -n 500 | while IFS= read -r f; do say conflict "$f"; done
    say done no; say before "$b"; say after "$b"; return 0
  fi
  [ $c -eq 0 ] || refuse 1 "git cannot merge the two branches: $(tail -n 1 "$d/said")"
  if [ "$t" = "$(g -C "$repo" rev-parse "$b^{tree}")" ]; then
    say note "$onto already contains all changes of $branch."; new=$b
  else
    case $way in
    ff) g -C "$repo" merge-base --is-ancestor "$b" "$h" ||
        refuse ${E.refused} "the branch $onto has commits that are not in $branch: first run \\\`fleetmux work rebase $called\\\`, or merge without --ff"
      new=$h ;;
    merge) new=$({ if [ -n "$words" ]; then printf '%s\\n' "$words"; else printf 'Merge %s\\n\\n' "$branch"; subjects "$b" "$h"; fi; } |
      g -C "$repo" commit-tree "$t" -p "$b" -p "$h") ;;
    *) new=$(message "$words" "$b" "$h" |
      g -C "$repo" commit-tree "$t" -p "$b") ;;
    esac || refuse ${E.notWritten} "git could not write the commit in $repo, so nothing was changed"
    w=$(trees list --porcelain | while IFS= read -r l; do case $l in "worktree "*) at=\${l#worktree } ;; bare) at= ;;
      "branch refs/heads/$onto") printf '%s\\n' "$at"; break ;; esac; done)
    if [ -n "$w" ]; then
      clean_ "$w" || refuse ${E.refused} "the branch $onto is checked out in $w, which has uncommitted changes or an unfinished operation: complete them first"
      if said=$(lfsless -C "$w" merge -q --ff-only --no-autostash "$new" 2>&1 </dev/null); then say note "Updated the files in $w."
      elif [ "$(g -C "$repo" rev-parse "refs/heads/$onto")" != "$b" ] && [ $try -lt 5 ]; then continue
      else refuse ${E.refused} "the files in $w could not be updated: $(printf %s "$said" | tail -n 3 | tr '\\n' ' ')"; fi
    elif ! g -C "$repo" update-ref -m "fleetmux: merge $branch" "refs/heads/$onto" "$new" "$b" 2>/dev/null; then
      [ $try -lt 5 ] || refuse ${E.refused} "other commits were added to $onto at the same time, so nothing was merged: merge again"
      continue
    fi
  fi
  break
done
say done yes; say before "$b"; say after "$new"
printf '%s\\n' "$new" >"$d/merged"
if [ "$then" = push ]; then
  remote=$(g -C "$repo" config "branch.$onto.remote" || printf origin)
  GIT_SSH_COMMAND="\${GIT_SSH_COMMAND:-ssh} -o BatchMode=yes"; export GIT_SSH_COMMAND
  if limit 120 "$d/push.out" git -C "$repo" push -q -- "$remote" "refs/heads/$onto:refs/heads/$onto"; then say note "Pushed to $remote."
  else say note "The merge was made, but could not be pushed to $remote: $(tail -n 2 "$d/push.out" | tr '\\n' ' ')"; fi
fi
}
`

/**
 * Merges the branch into another one without a checkout. If the other branch is checked out somewhere and that checkout
 * is clean, the checkout is fast-forwarded. Arguments: session id, `USER@HOST` of the caller, other branch, way
 * (`ff`, `merge`, else squash), commit message, `push` to push afterwards.
 */
export const mergeScript = worktreeScript(`
${onBranch}
${merge}
enter "$1"
lock 'a merge' "$2" "$3" "$4" "$5" "$6"
trap unlock EXIT
merge_ "$3" "$4" "$5" "$6"
`)

/**
 * Repeats an operation whose process was killed, with the recorded arguments. All operations are idempotent. Prints
 * `iteration yes` if an iteration was interrupted, which the caller must resume. Arguments: session id, `USER@HOST` of
 * the caller.
 */
export const resumeOperationScript = worktreeScript(`
${onBranch}
${squash}
${rebase}
${merge}
${removeFunction}
enter "$1"
[ -d "$d/lock" ] || { say iteration yes; exit 0; }
! held || busy
what=$(cat "$d/lock/what" 2>/dev/null)
[ "$what" != 'an iteration' ] || { say iteration yes; exit 0; }
given() { cat "$d/lock/argument$1" 2>/dev/null; }
set -- "$2" "$(given 1)" "$(given 2)" "$(given 3)" "$(given 4)"
lock "\${what:-an operation}" "$@"
trap unlock EXIT
shift
say note "Repeating the interrupted operation: \${what:-an operation}."
case $what in
'a squash') squash_ "$1" ;;
'a rebase') rebase_ "$1" ;;
'a merge') merge_ "$@" ;;
'the removal') remove_ "$1" ;;
*) rm -f "$d/begun"; say done yes ;;
esac
`)
