import { MOST_RESCUES } from '../../state/worktrees/newest-rescue.ts'
import { WORKTREE_EXITS as E, worktreeScript } from './worktree-prelude.ts'

/**
 * Time in seconds, from the removal or rewriting of commits on, for which a git ref (`refs/fleetmux/rescue/...`) keeps
 * them. The first removal of a worktree session in the same repository after that time deletes the ref.
 */
const KEPT = 30 * 86_400

/** `judge` fails if removing a worktree session would lose work, and sets `reason`: why it would or would not. */
const judge = `
# Prints a repository inside the worktree whose work would be lost, because no ref of this repository can keep it.
nested() { find "$path" -name .git -prune -print 2>/dev/null | while IFS= read -r r; do
    r=\${r%/.git}
    [ "$r" = "$path" ] || kept_ "$r" || { printf '%s\\n' "\${r#"$path"/}"; break; }
  done; }
# True if the repository $1 has no uncommitted or stashed changes, and all its commits are on a remote or a branch of ours.
kept_() { s_=$(status_ "$1") && [ -z "$s_" ] || return 1
  if [ "$(common "$1")" = "$(common "$repo")" ]; then g -C "$1" symbolic-ref -q HEAD >/dev/null; return; fi
  ! g -C "$1" rev-parse -q --verify refs/stash >/dev/null || return 1
  n_=$(g -C "$1" rev-list -n 1 HEAD --branches --not --remotes 2>/dev/null) && [ -z "$n_" ]; }
common() { ( cd "$1" && cd "$(g rev-parse --git-common-dir)" && pwd -P ) 2>/dev/null; }
judge() { b=$(ref "$base") || { reason="its base branch $base no longer exists"; return 1; }
  h=$(g -C "$repo" rev-parse -q --verify "refs/heads/$branch^{commit}" 2>/dev/null)
  if held; then reason="an operation is running in it: $(holder)"; return 1; fi
  if tree_; then
    if rebasing; then reason="a rebase is in progress in it"; return 1; fi
    c=$(changed)
    case $c in 0) ;; 1) reason="1 file has uncommitted changes"; return 1 ;; *) reason="$c files have uncommitted changes"; return 1 ;; esac
    f=$(nested)
    [ -z "$f" ] || { reason="the repository $f inside it has work that is not on any remote"; return 1; }
    o=$(g -C "$path" rev-parse HEAD)
  else o=$h; fi
  [ -n "$h" ] || { reason="its branch no longer exists"; [ -z "$o" ]; return; }
  for at in "$h" "$o"; do
    [ "$(g -C "$repo" rev-list --count "$b..$at" 2>/dev/null)" != 0 ] || { reason="it has no commit that is not in $base"; continue; }
    [ -z "$(g -C "$repo" for-each-ref --count=1 --contains "$at" refs/remotes)" ] || { reason="its commits are on a remote"; continue; }
    if ! newgit; then reason="git on its host is too old to find out whether it is merged"; return 1; fi
    contained "$b" "$at" || { n_=$(g -C "$repo" rev-list --count "$b..$at")
      reason="$n_ commits are not in $base"; [ "$n_" != 1 ] || reason="1 commit is not in $base"; return 1; }
    reason="all of its changes are in $base"
  done; }
`

/**
 * `remove_ [force]`: removes the worktree, its branch and the reservation of its TCP ports, and moves the session's
 * directory on the host to `.removed`, where it is kept for some weeks.
 */
export const removeFunction = `
${judge}
remove_() {
# The lock of this script itself must not prevent the removal.
held() { return 1; }
f=
! tree_ || f=$(nested)
[ -z "$f" ] || refuse ${E.refused} "the repository $f inside $path has work that is not on any remote, and fleetmux cannot save it: push that work, or remove $f by hand"
[ "$1" = force ] || judge || refuse ${E.refused} "the session $name was not removed: $reason. To remove the session anyway: \\\`fleetmux work clean $called --force\\\`"
n=$(ls "$d/it" | sort -n | tail -n 1)
if [ -n "$n" ] && [ -s "$d/it/$n/run" ]; then
  r=$(cat "$d/it/$n/rundir")
  [ ! -e "$r/keeper" ] || [ -e "$r/rc" ] || ! kill -0 "$(cat "$r/keeper")" 2>/dev/null ||
    refuse ${E.refused} "the agent of $called is still working. To stop it: \\\`fleetmux work abort $called\\\`"
fi
h=$(g -C "$repo" rev-parse -q --verify "refs/heads/$branch^{commit}")
if [ -n "$h" ] || tree_; then rescue removal; printf '%s\\n' "$kept" >"$d/rescued"; fi
say before "$h"
p=$(cat "$d/pane" 2>/dev/null)
[ -z "$p" ] || [ "$(tm display-message -p -t "$p" '#{@fleetmux_work}' 2>/dev/null)" != "$id" ] || tm kill-pane -t "$p" 2>/dev/null
trees unlock "$path" >/dev/null 2>&1
if [ -e "$path" ] || [ -n "$(trees list --porcelain | grep -xF "worktree $path")" ]; then
  said=$(trees remove --force -- "$path") || refuse 1 "the worktree $path could not be removed, so the session was kept: $(printf %s "$said" | tail -n 1)"
fi
[ -z "$h" ] || g -C "$repo" update-ref -d "refs/heads/$branch" "$h" || refuse ${E.refused} "the branch $branch was changed in the meantime, so the branch and the session were kept: remove the session again"
dir=\${path%/*}
case $dir in "$repo"/*) [ "$(ls -A "$dir" 2>/dev/null)" != .gitignore ] || { rm -f "$dir/.gitignore"; rmdir "$dir" 2>/dev/null; } ;; esac
p=$(value firstPort)
[ -z "$p" ] || [ "$(cat "$root/.ports/$p/id" 2>/dev/null)" != "$id" ] || rm -rf "$root/.ports/$p"
unlock
mkdir -p "$root/.removed" && rm -rf "$root/.removed/$id" && mv "$d" "$root/.removed/$id" || refuse ${E.notWritten} "the worktree and the branch were removed, but not the files of the session in $d"
kept=$(cat "$root/.removed/$id/rescued" 2>/dev/null)
now=$(date +%s)
g -C "$repo" for-each-ref --format='%(refname)' refs/fleetmux/rescue | while IFS= read -r r; do
  case \${r##*/} in *[!0-9]*|'') continue ;; esac
  [ $((now - \${r##*/})) -le ${KEPT} ] || g -C "$repo" update-ref -d "$r"; done
find "$root/.removed" -mindepth 1 -maxdepth 1 -mtime +30 -exec rm -rf {} + 2>/dev/null
trap - EXIT
say done yes
[ -z "$kept" ] || say note "The session can be restored for 30 days: \\\`fleetmux work restore $id\\\` ($kept)"
}
`

/**
 * Removes a worktree and its branch. A git ref keeps the commits and uncommitted changes for 30 days, and the session's
 * files are also kept for 30 days. Arguments: session id, `USER@HOST` of the caller, and `force` to remove a worktree
 * with unsaved work too. The lock stores this argument, as it stores those of all operations.
 */
export const removeScript = worktreeScript(`
${removeFunction}
enter "$1"
lock 'the removal' "$2" "$3"
trap unlock EXIT
remove_ "$3"
`)

/**
 * Prints a line `left` for each worktree that was not removed: ID, name, path, KiB, yes or no (whether it can be
 * removed without loss), and the reason, separated by tabs.
 */
export const leftoversScript = worktreeScript(`
${judge}
size() { [ ! -d "$1" ] || du -sk "$1" 2>/dev/null | sed 's/[^0-9].*//'; }
left() { printf 'left %s\\t%s\\t%s\\t%s\\t%s\\t%s\\n' "$1" "$2" "$3" "$(size "$3")" "$4" "$5"; }
[ -d "$root" ] || exit 0
repos=$(cat "$root"/*/v/repo "$root"/.removed/*/v/repo 2>/dev/null | sort -u)
for id in $(ls "$root"); do
  [ -f "$root/$id/session.json" ] || continue
  load "$id"
  if judge; then left "$id" "$name" "$path" yes "$reason"; else left "$id" "$name" "$path" no "$reason"; fi
done
printf '%s\\n' "$repos" | while IFS= read -r repo; do
  [ -d "$repo" ] || continue
  listed=$(trees list --porcelain)
  printf '%s\\n' "$listed" | while IFS= read -r l; do
    case $l in "worktree "*) w=\${l#worktree } ;;
    "locked fleetmux "*) o=\${l#locked fleetmux } host=\${o##*@} o=\${o%@*}
      [ -e "$root/$o/session.json" ] && continue
      if [ "$host" = "$(uname -n)" ]; then left "$o" '' "$w" no "a worktree of fleetmux whose session is gone: remove it with \\\`git worktree remove\\\`"
      else left "$o" '' "$w" no "fleetmux on $host has locked it"; fi ;; esac
  done
  for w in "$repo"/.worktrees/*; do
    [ -d "$w" ] || continue
    printf '%s\\n' "$listed" | grep -qxF "worktree $w" || left "\${w##*/}" '' "$w" no "a directory that git does not know as a worktree; nothing of it is in a repository"
  done
done
exit 0
`)

/**
 * Optional argument REPO. Prints a line `rescue` for each rescue ref (which keeps removed or rewritten work):
 * repository, ref, session, branch, commit and the time when the ref was made (epoch seconds), separated by tabs.
 */
export const rescuesScript = worktreeScript(`
{ [ -z "$1" ] || printf '%s\\n' "$1"; cat "$root"/*/v/repo "$root"/.removed/*/v/repo 2>/dev/null; } | sort -u | while IFS= read -r repo; do
  [ -d "$repo" ] || continue
  g -C "$repo" for-each-ref --sort=-committerdate --format='%(refname)' refs/fleetmux/rescue 2>/dev/null | head -n ${MOST_RESCUES} | while IFS= read -r r; do
    b=$(g -C "$repo" cat-file commit "$r" | sed -n 's/^branch: //p' | head -n 1)
    i=\${r#refs/fleetmux/rescue/}
    printf 'rescue %s\\t%s\\t%s\\t%s\\t%s\\t%s\\n' "$repo" "$r" "\${i%/*}" "$b" "$(g -C "$repo" rev-parse "$r")" "\${r##*/}"
  done
done
exit 0
`)

/**
 * Arguments REPO REF SESSION BRANCH. Recreates the branch. If the session was removed, restores it with its worktree
 * and uncommitted changes; else stores the uncommitted changes on `BRANCH-uncommitted`.
 */
export const restoreScript = worktreeScript(`
repo=$1 r=$2 id=$3 branch=$4
c=$(g -C "$repo" rev-parse -q --verify "$r^{commit}") || refuse ${E.gone} "$repo has no ref $r. To see what can be restored: \\\`fleetmux work restore\\\`"
p=$(g -C "$repo" rev-parse "$c^1")
g check-ref-format --branch "$branch" >/dev/null 2>&1 || refuse ${E.refused} "the text $branch is not a valid branch name: choose another one with --branch"
now=$(g -C "$repo" rev-parse -q --verify "refs/heads/$branch^{commit}")
if [ -n "$now" ] && [ "$now" != "$p" ]; then refuse ${E.exists} "the branch $branch already exists"; fi
was_removed=; [ ! -d "$root/.removed/$id" ] || [ -e "$root/$id" ] || was_removed=yes
if [ -n "$was_removed" ]; then d=$root/.removed/$id; path=$(value path); treeplace; fi
[ -n "$now" ] || said=$(g -C "$repo" update-ref -m 'fleetmux: restore' "refs/heads/$branch" "$p" '' 2>&1) ||
  { printf '%s\\n' "$said" >&2; refuse 1 "the branch $branch could not be created, so nothing was restored: $(printf %s "$said" | reason_ 1)"; }
say note "Restored the branch $branch at $p."
whole=$(g -C "$repo" rev-parse "$c^{tree}") plain=$(g -C "$repo" rev-parse "$p^{tree}")
if [ -n "$was_removed" ]; then
  mv "$root/.removed/$id" "$root/$id" || refuse ${E.notWritten} "the branch $branch was restored, but not the session: files cannot be moved to $root"
  load "$id"
  branch=$4
  printf '%s\\n' "$branch" >"$d/v/branch"
  rm -rf "$d/lock" "$d/pane" "$d/session" "$d/rescued"
  was=$(sed -n 's/.*"branchName":"\\([^"]*\\)".*/\\1/p' "$d/session.json")
  [ "$was" = "$branch" ] || { e=$(printf %s "$was" | sed 's,[/.*[\\^$],\\\\&,g'); n=$(printf %s "$branch" | sed 's,[/&\\],\\\\&,g')
    sed "s/\\"branchName\\":\\"$e\\"/\\"branchName\\":\\"$n\\"/" "$d/session.json" >"$d/session.new" && mv "$d/session.new" "$d/session.json"; }
  # After a failure, the session is put back, so that a later attempt restores its uncommitted changes too.
  said=$(umask $mask; addtree) || { mv "$d" "$root/.removed/$id"
    refuse 1 "the branch $branch was restored, but the worktree could not be created in $path: $(printf %s "$said" | tail -n 1)"; }
  if [ "$whole" != "$plain" ]; then
    if lfsless -C "$path" read-tree -u --reset "$c" && g -C "$path" reset -q; then
      say note "The uncommitted changes were restored too."
    else say note "The uncommitted changes could not be restored. They are kept at $r."; fi
  fi
  say note "Restored the worktree at $path."
elif [ "$whole" != "$plain" ]; then
  g -C "$repo" update-ref "refs/heads/$branch-uncommitted" "$c" '' 2>/dev/null && say note "The uncommitted changes are on the branch $branch-uncommitted."
fi
exit 0
`)

/** Recreates a worktree that was deleted by hand, from its branch. Arguments: session id, `USER@HOST` of the caller. */
export const remakeScript = worktreeScript(`
enter "$1"
lock 'the creation' "$2"
trap unlock EXIT
! tree_ || refuse ${E.refused} "nothing to restore: the worktree $path exists"
g -C "$repo" rev-parse -q --verify "refs/heads/$branch" >/dev/null || refuse ${E.gone} "the worktree $path and the branch $branch no longer exist. To remove the session: \\\`fleetmux work clean $called\\\`"
treeplace
trees unlock "$path" >/dev/null 2>&1
said=$(umask $mask; addtree) ||
  refuse 1 "the worktree could not be created in $path: $(printf %s "$said" | tail -n 1)"
say done yes; say note "The worktree $path was created again from $branch; its uncommitted changes are lost."
`)
