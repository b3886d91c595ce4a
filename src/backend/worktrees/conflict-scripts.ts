import { worktreeScript } from './worktree-prelude.ts'

/** Prints, for each session with commits of its own, a line `change` and the changed files as lines `path`. */
export const changesScript = worktreeScript(`
[ -d "$root" ] || exit 0
tab='	'
for id in $(ls -t "$root" | head -n 200); do
  [ -f "$root/$id/session.json" ] || continue
  load "$id"
  h=$(g -C "$repo" rev-parse -q --verify "refs/heads/$branch^{commit}" 2>/dev/null) || continue
  b=$(ref "$base") && m=$(g -C "$repo" merge-base "$b" "$h") || continue
  [ "$m" != "$h" ] || continue
  ! newgit || ! contained "$b" "$h" || continue
  o=$(g -C "$repo" rev-list --max-parents=0 "$h" | sort | head -n 1)
  say change "$id$tab$h$tab$o$tab$(g -C "$repo" rev-parse --path-format=absolute --git-common-dir)$tab$branch$tab$name"
  g -C "$repo" diff --name-only --no-renames "$m" "$h" | head -n 5000 | while IFS= read -r f; do say path "$f"; done
done
exit 0
`)

/**
 * Arguments STORE (ONE OTHER)... Test-merges each pair of commits. Prints a line `pair` for each, followed by the
 * conflicting files.
 */
export const pairsScript = worktreeScript(`
neednew
repo=$1
shift
while [ $# -gt 1 ]; do
  t=$(g --git-dir="$repo" merge-tree --write-tree --name-only --no-messages "$1" "$2" 2>/dev/null)
  case $? in 0) say pair "$1-$2 clean" ;; 1) say pair "$1-$2 conflict"
    printf '%s\\n' "$t" | sed 1d | head -n 500 | while IFS= read -r f; do say file "$f"; done ;; *) say pair "$1-$2 unknown" ;; esac
  shift 2
done
exit 0
`)

/**
 * Arguments ID HAVE... Writes a bundle of the session's branch to stdout, without the history that the HAVE commits
 * contain.
 */
export const bundleScript = worktreeScript(`
enter "$1"
shift
for c in "$@"; do shift; ! g -C "$repo" cat-file -e "$c^{commit}" 2>/dev/null || set -- "$@" "^$c"; done
g -C "$repo" bundle create - "refs/heads/$branch" "$@" 2>/dev/null || { [ $# -gt 0 ] && g -C "$repo" bundle create - "refs/heads/$branch" 2>/dev/null; } ||
  refuse 70 "git could not pack the branch $branch on the host"
`)
