import { searchPathScript } from '../transport/search-path.ts'

/** Exit codes of the worktree scripts. */
export const WORKTREE_EXITS = {
  missing: 61,
  busy: 62,
  noGit: 63,
  refused: 64,
  oldGit: 65,
  notOurs: 66,
  exists: 67,
  noRepository: 68,
  /** Something that the session needs, such as its branch, no longer exists. `missing`: the session itself. */
  gone: 69,
  /** A file, a directory or a git object could not be written. */
  notWritten: 70,
} as const

const E = WORKTREE_EXITS

/** Shell function `g`: git with English output, without user hooks, prompts or automatic maintenance. */
const gitFunctions = `
unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE GIT_OBJECT_DIRECTORY GIT_ALTERNATE_OBJECT_DIRECTORIES \\
  GIT_COMMON_DIR GIT_NAMESPACE GIT_PREFIX GIT_EXTERNAL_DIFF GIT_DIFF_OPTS GIT_CEILING_DIRECTORIES
GIT_TERMINAL_PROMPT=0 GIT_EDITOR=true GIT_SEQUENCE_EDITOR=true GIT_MERGE_AUTOEDIT=no GIT_LFS_SKIP_SMUDGE=1
export GIT_TERMINAL_PROMPT GIT_EDITOR GIT_SEQUENCE_EDITOR GIT_MERGE_AUTOEDIT GIT_LFS_SKIP_SMUDGE
g() { LC_ALL=C command git -c core.hooksPath=/dev/null -c core.fsmonitor=false -c gc.auto=0 -c maintenance.auto=false \\
  -c core.quotePath=false -c advice.detachedHead=false -c core.editor=true "$@"; }
lfsless() { command -v git-lfs >/dev/null 2>&1 && { g "$@"; return; }
  g -c filter.lfs.smudge= -c filter.lfs.clean= -c filter.lfs.process= -c filter.lfs.required=false "$@"; }
newgit() { v=$(g --version | sed -n 's/^git version \\([0-9]*\\)[.]\\([0-9]*\\).*/\\1 \\2/p'); set -- $v
  [ "\${1:-0}" -gt 2 ] || { [ "\${1:-0}" -eq 2 ] && [ "\${2:-0}" -ge 38 ]; }; }
identity() { g -C "$1" var GIT_COMMITTER_IDENT >/dev/null 2>&1 && g -C "$1" var GIT_AUTHOR_IDENT >/dev/null 2>&1 && return
  who=\${USER:-$(id -un)}
  GIT_AUTHOR_NAME=$who GIT_COMMITTER_NAME=$who GIT_AUTHOR_EMAIL=$who@$(uname -n) GIT_COMMITTER_EMAIL=$who@$(uname -n)
  export GIT_AUTHOR_NAME GIT_COMMITTER_NAME GIT_AUTHOR_EMAIL GIT_COMMITTER_EMAIL; }
`

/**
 * Shell functions for session directories. A session directory contains `session.json`, values in `v/` (names, ports
 * and limits of the session, one file each), completed `steps`, `lock/`, the iterations (the agent's work on one
 * prompt, and the test script after it) in `it/`, and `iterations.jsonl` with one line per ended iteration.
 */
const sessionFunctions = `
say() { printf '%s %s\\n' "$1" "$(printf %s "$2" | tr '\\n\\r' '  ')"; }
value() { cat "$d/v/$1" 2>/dev/null; }
# Prints the last lines of stdin as one line, without the full stop at its end.
reason_() { tail -n "$1" | tr '\\n' ' ' | sed 's/[. ]*$//'; }
step() { printf '%s\\n' "$1" >>"$d/steps" || refuse ${E.notWritten} "files cannot be written in $d"; }
done_() { grep -qx "$1" "$d/steps" 2>/dev/null; }
tm() { f=$(sed -n 1p "$d/socket" 2>/dev/null) s=$(sed -n 2p "$d/socket" 2>/dev/null)
  if [ -n "$s" ]; then tmux "$f" "$s" "$@"; else tmux "$@"; fi; }
panelives() { p=$(cat "$d/pane" 2>/dev/null) && [ -n "$p" ] || return 1
  [ "$(tm display-message -p -t "$p" '#{pane_dead} #{@fleetmux_work}' 2>/dev/null)" = "0 $id" ]; }
held() { [ -d "$d/lock" ] || return 1
  [ -s "$d/lock/who" ] || { [ -z "$(find "$d/lock" -prune -mmin +1 2>/dev/null)" ]; return; }
  [ "$(cat "$d/lock/host" 2>/dev/null)" = "$(uname -n)" ] || return 0
  [ ! -e "$d/lock/inpane" ] || ! panelives || return 0
  kill -0 "$(cat "$d/lock/pid" 2>/dev/null)" 2>/dev/null && [ "$(cat "$d/lock/born" 2>/dev/null)" = "$(born "$(cat "$d/lock/pid")")" ]; }
# Prints the start time of a process, because its process id may have been reused.
born() { if [ -r "/proc/$1/stat" ]; then sed 's/.*) //' "/proc/$1/stat" 2>/dev/null | cut -d ' ' -f 20
  else ps -o lstart= -p "$1" 2>/dev/null; fi; }
# mine [PID]: writes which process holds the lock; without PID this one.
mine() { printf '%s\\n' "\${1:-$$}" >"$d/lock/pid"; born "\${1:-$$}" >"$d/lock/born"; }
holder() { printf '%s of %s on %s, since %s' "$(cat "$d/lock/what" 2>/dev/null)" "$(cat "$d/lock/who" 2>/dev/null)" \\
  "$(cat "$d/lock/host" 2>/dev/null)" "$(cat "$d/lock/since" 2>/dev/null)"; }
# \`fleetmux work abort\` stops only the run of an agent.
busy() { stop_=; it_=$(cat "$d/lock/iteration" 2>/dev/null) && [ -s "$d/it/$it_/run" ] &&
    stop_=". To stop its agent: \\\`fleetmux work abort $called\\\`"
  refuse ${E.busy} "another operation is running in $name: $(holder)$stop_"; }
grab() { mkdir "$d/lock" 2>/dev/null && return
  [ -d "$d/lock" ] || refuse ${E.notWritten} "files cannot be written in $d"
  ! held || busy
  # Removes the mark of a process that was killed while it took over the lock.
  [ -z "$(find "$d/takeover" -prune -mmin +1 2>/dev/null)" ] || rmdir "$d/takeover" 2>/dev/null
  mkdir "$d/takeover" 2>/dev/null || busy
  if held; then rmdir "$d/takeover"; busy; fi
  rm -rf "$d/lock"
  mkdir "$d/lock" 2>/dev/null || { rmdir "$d/takeover"; busy; }
  rmdir "$d/takeover"; }
# lock WHAT OWNER ARGUMENT...: locks the session. The arguments are stored, so that an interrupted operation can continue.
lock() { grab
  mine; uname -n >"$d/lock/host"; date -u +%Y-%m-%dT%H:%M:%SZ >"$d/lock/since"
  what_=$1 who_=$2 a_=0
  shift 2
  for each_ in "$@"; do a_=$((a_+1)); printf '%s' "$each_" >"$d/lock/argument$a_"; done
  printf '%s\\n' "$what_" >"$d/lock/what"; printf '%s\\n' "$who_" >"$d/lock/who" || { rm -rf "$d/lock"; refuse ${E.notWritten} "files cannot be written in $d"; }; }
unlock() { rm -rf "$d/lock"; }
tree_() { [ -e "$path/.git" ] && g -C "$path" rev-parse --git-dir >/dev/null 2>&1; }
rebasing() { x=$(g -C "$path" rev-parse --absolute-git-dir 2>/dev/null) && { [ -d "$x/rebase-merge" ] || [ -d "$x/rebase-apply" ]; }; }
ourrebase() { rebasing && x=$(g -C "$path" rev-parse --absolute-git-dir) && [ -s "$d/begun" ] &&
  [ "$(cat "$d/begun")" = "$(cat "$x/rebase-merge/orig-head" 2>/dev/null)" ]; }
# Runs git worktree and retries while another git is adding a worktree: its commondir file is empty for a moment, and
# git worktree fails on that.
trees() { k_=0
  while t_=$(lfsless -C "$repo" worktree "$@" 2>&1); c_=$?
    [ $c_ -ne 0 ] && [ $k_ -lt 50 ] && case $t_ in *'failed to read '*/commondir*) true ;; *) false ;; esac
  do k_=$((k_+1)); sleep 0.1 2>/dev/null || sleep 1; done
  printf '%s\n' "$t_"; return $c_; }
# Makes the directory of the worktree, in the repository with a .gitignore. In a shared checkout, another user could
# replace the worktree in a directory that belongs to them.
treeplace() { dir=\${path%/*}
  [ -d "$dir" ] || ( umask $mask; mkdir -p "$dir" && case $dir in "$repo"/*) printf '*\\n' >"$dir/.gitignore" ;; esac ) ||
    refuse ${E.notWritten} "the directory $dir cannot be created"
  case $dir in "$repo"/*) [ -n "$(find "$dir" -prune -user "$(id -u)" 2>/dev/null)" ] && [ -O "$dir/." ] ||
    refuse ${E.notOurs} "$dir belongs to another user" ;; esac; }
addtree() { trees add -f --lock --reason "fleetmux $id@$(uname -n)" -- "$path" "$branch"; }
unmerged() { g -C "$path" diff --name-only --diff-filter=U | head -n 500; }
# Number of files with uncommitted changes, independent of the configuration of git; ? if git fails.
status_() { g --no-optional-locks -C "$1" status --porcelain --untracked-files=normal --ignore-submodules=none 2>/dev/null; }
changed() { s_=$(status_ "$path") || { printf '?'; return; }
  if [ -z "$s_" ]; then printf 0; else printf '%s\\n' "$s_" | wc -l | tr -d ' '; fi; }
ref() { for r in "refs/heads/$1" "refs/remotes/$1" "refs/tags/$1" "$1"; do
  g -C "$repo" rev-parse -q --verify "$r^{commit}" 2>/dev/null && return; done; return 1; }
contained() { t=$(g -C "$repo" merge-tree --write-tree "$1" "$2" 2>/dev/null) &&
  [ "$t" = "$(g -C "$repo" rev-parse "$1^{tree}")" ]; }
snapshot() { ix=$d/index.$$; rm -f "$ix"
  cp -p "$(g -C "$path" rev-parse --path-format=absolute --git-path index)" "$ix" 2>/dev/null || rm -f "$ix"
  GIT_INDEX_FILE=$ix lfsless -C "$path" add -A >/dev/null 2>&1 && GIT_INDEX_FILE=$ix g -C "$path" write-tree
  c=$?; rm -f "$ix" "$ix.lock"; return $c; }
rescue() { h=$(g -C "$repo" rev-parse -q --verify "refs/heads/$branch^{commit}") ||
    h=$(g -C "$path" rev-parse -q --verify 'HEAD^{commit}') || h=$(value baseSha)
  if tree_; then t=$(snapshot) || refuse ${E.notWritten} "the files of the worktree $path could not be saved in the repository, so nothing was changed"
  else t=$(g -C "$repo" rev-parse "$h^{tree}"); fi
  now=$(date +%s)
  while kept=refs/fleetmux/rescue/$id/$now; g -C "$repo" rev-parse -q --verify "$kept" >/dev/null; do now=$((now+1)); done
  ( identity "$repo"
    c=$(printf 'fleetmux rescue: %s\\n\\nsession: %s\\nbranch: %s\\n' "$1" "$id" "$branch" |
      g -C "$repo" commit-tree "$t" -p "$h") && g -C "$repo" update-ref "$kept" "$c" '' ) ||
    refuse ${E.notWritten} "the previous state could not be saved as a git ref in $repo, so nothing was changed"; }
`

/** Prefix of every script. `root` is the directory of all this user's worktree sessions on the host. */
const prelude = `
${searchPathScript}
mask=$(umask)
umask 077
state=\${XDG_STATE_HOME:-\${HOME:?}/.local/state}/fleetmux
root=$state/worktrees
refuse() { printf '%s\\n' "$2" >&2; exit $1; }
seek git || refuse ${E.noGit} "git is not installed on the host"
ours() { [ -d "$1" ] && [ ! -L "$1" ] && [ -O "$1" ]; }
${gitFunctions}
${sessionFunctions}
load() { id=$1 d=$root/$1; repo=$(value repo) path=$(value path) branch=$(value branch) base=$(value base) name=$(value name)
  # Suggested commands use the id if the name contains characters that a shell would interpret.
  case $name in *[!a-zA-Z0-9._-]*|-*|'') called=$id ;; *) called=$name ;; esac; }
enter() { ours "$root" && ours "$root/$1" && [ -f "$root/$1/session.json" ] ||
  refuse ${E.missing} "the host has no worktree session $1"
  load "$1"; }
needtree() { tree_ || refuse ${E.gone} "the worktree $path of $name no longer exists. To create it again from its branch: \\\`fleetmux work continue $called\\\`"; }
neednew() { newgit || refuse ${E.oldGit} "$(g --version) of the host is too old for this operation"; }
`

export const worktreeScript = (text: string) => `${prelude}${text}`

/**
 * The shell functions for the script in the session's tmux pane, which runs on the host and needs no connection to
 * fleetmux.
 */
export const paneFunctions = `${gitFunctions}${sessionFunctions}`
