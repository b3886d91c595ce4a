import { escalationScript } from '../runs/supervisor-script.ts'
import { searchPathScript } from '../transport/search-path.ts'

/** Exit codes of the scripts that run benchmark cases on hosts. */
export const CELL_EXITS = {
  noGit: 41,
  notOurs: 43,
  missing: 44,
  noHomeFile: 45,
  noSession: 46,
  noProgram: 48,
  noSnapshot: 49,
  noApply: 50,
} as const

/**
 * Prefix of every script. `root` is the directory of all this user's benchmarks on this host; `cell ID` enters the
 * directory of one cell. git reads no user or system configuration, runs no hooks and writes no reflog.
 */
const prelude = `
unset TMOUT IFS CDPATH ENV BASH_ENV
umask 077
trap '' HUP PIPE
LC_ALL=C; export LC_ALL
root=\${XDG_STATE_HOME:-\${HOME:?}/.local/state}/fleetmux/benchmark-cells
ours() { [ -d "$1" ] && [ ! -L "$1" ] && [ -O "$1" ]; }
refuse() { printf '%s\\n' "$2" >&2; exit $1; }
${searchPathScript}
needgit() { seek git || refuse ${CELL_EXITS.noGit} "git is not installed on the host"; }
quiet() { GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null GIT_TERMINAL_PROMPT=0 GIT_LFS_SKIP_SMUDGE=1 \\
  git -c core.hooksPath=/dev/null -c core.fsmonitor=false -c gc.auto=0 -c maintenance.auto=false \\
  -c core.logAllRefUpdates=false -c advice.detachedHead=false -c core.safecrlf=false "$@"; }
sweep() { [ -d /proc/self ] || return 0
  for p in $(grep -lsF "FLEETMUX_CELL=$1" /proc/[0-9]*/environ); do
    p=\${p#/proc/}; p=\${p%/environ}; [ "$p" = $$ ] || kill -KILL "$p" 2>/dev/null; done; }
bench() { ours "$root" && ours "$root/$1" || refuse ${CELL_EXITS.missing} "there is no benchmark $1"; cd "$root/$1" || exit 1; }
cell() { bench "$1"; ours "cells/$2" || refuse ${CELL_EXITS.missing} "there is no attempt $2"; cd "cells/$2" || exit 1
  here=$(pwd -P); }
who() { quiet config user.name benchmark && quiet config user.email benchmark@localhost; }
`

const script = (text: string) => `${prelude}${text}`

/**
 * Arguments BENCHMARK SHA. Prints the absolute path of the benchmark's directory, and `base` if the directory has a
 * bundle of the commit.
 */
export const placeScript = script(`
mkdir -p "$root/$1/base" "$root/$1/cells" && ours "$root" && ours "$root/$1" ||
  refuse ${CELL_EXITS.notOurs} "$root is not a directory that belongs to this user"
cd "$root/$1" || exit 1
pwd -P
[ ! -f "base/$2.bundle" ] || printf 'base\\n'
`)

/**
 * Arguments BENCHMARK CELL SHA HOMEFILE... Creates the workspace of a cell with the case's only commit, from the bundle
 * SHA, and no remotes, tags or reflogs; a second git directory outside the workspace for the agent's result; and the
 * agent's home directory with copies of the HOMEFILEs, paths in the user's home directory. A complete workspace is left
 * unchanged.
 */
export const makeScript = script(`
needgit
bench "$1"
c=cells/$2 sha=$3
shift 3
[ ! -e "$c/made" ] || exit 0
rm -rf "$c"
mkdir -p "$c/home" "$c/work" || exit 1
for f in "$@"; do
  [ -e "$HOME/$f" ] || refuse ${CELL_EXITS.noHomeFile} "there is no $HOME/$f, which home_files names"
  case $f in */*) mkdir -p "$c/home/\${f%/*}" || exit 1 ;; esac
  cp -pR "$HOME/$f" "$c/home/$f" || exit 1
done
quiet init -q --bare --template= "$c/git" || exit 1
( cd "$c/git" && quiet fetch -q "../../../base/$sha.bundle" refs/heads/base:refs/heads/base ) || exit 1
cd "$c/work" || exit 1
quiet init -q --template= . || exit 1
quiet fetch -q ../git refs/heads/base:refs/heads/main || exit 1
quiet symbolic-ref HEAD refs/heads/main && quiet reset -q --hard && who || exit 1
rm -f .git/FETCH_HEAD .git/ORIG_HEAD
: >../made
`)

/**
 * Arguments BENCHMARK CELL DIRECTORY HOME KIND SECONDS BYTES ENTRIES NAME=VALUE... COMMAND. Runs COMMAND by sh in a
 * directory of the cell, with its own home and ENTRIES variables, for at most SECONDS, and keeps at most BYTES of its
 * output in KIND.log. When COMMAND has ended, kills its process group and, on hosts with /proc, processes that have
 * left the group. Prints `CODE WHY BYTES`; WHY is `-`, `late` or `cut`.
 */
export const executeScript = script(`
cell "$1" "$2"
id=$2 dir=$3 home=$4 kind=$5 limit=$6 most=$7 n=$8
shift 8
command -v setsid >/dev/null 2>&1 || command -v perl >/dev/null 2>&1 ||
  refuse ${CELL_EXITS.noSession} "the host has neither setsid nor perl, and fleetmux needs one of them to kill processes that a command leaves behind"
${escalationScript()}
sweep "$id.$kind"
rm -f "$kind.pipe" "$kind.late" "$kind.cut" "$kind.log"
mkdir -p "$home" && mkfifo "$kind.pipe" || exit 1
usual
was=$PATH
for v in $(env | sed -n 's/^\\([A-Za-z_][A-Za-z0-9_]*\\)=.*/\\1/p'); do
  case $v in PATH|USER|LOGNAME|SHELL|LANG|TZ|TMPDIR|root|here|id|dir|home|kind|limit|most|n|was|v) ;; *) unset "$v" 2>/dev/null ;; esac
done
HOME=$here/$home PATH=$was FLEETMUX_CELL=$id.$kind
export HOME PATH FLEETMUX_CELL
while [ $n -gt 0 ]; do export "$1"; n=$((n-1)); shift; done
{ head -c "$most" >"$kind.log"; [ "$(head -c 1 | wc -c)" -eq 0 ] || { : >"$kind.cut"; cat >/dev/null; }; } <"$kind.pipe" 2>/dev/null &
reader=$!
( cd "$dir" && group sh -c "$1" ) </dev/null >"$kind.pipe" 2>&1 &
pid=$!
( s=0; while [ $s -lt "$limit" ]; do sleep 1; s=$((s+1)); done; : >"$kind.late"; stop $pid ) </dev/null >/dev/null 2>&1 &
clock=$!
wait $pid
code=$?
kill $clock 2>/dev/null
kill -KILL -$pid 2>/dev/null
sweep "$id.$kind"
( s=0; while [ $s -lt 20 ] && kill -0 $reader 2>/dev/null; do sleep 0.1 2>/dev/null || { sleep 1; s=$((s+9)); }; s=$((s+1)); done
  kill -KILL $reader 2>/dev/null ) </dev/null >/dev/null 2>&1 &
wait $reader 2>/dev/null
why=-
[ ! -e "$kind.cut" ] || why=cut
[ ! -e "$kind.late" ] || why=late
printf '%s %s %s\\n' $code $why "$(wc -c <"$kind.log" | tr -d ' ')"
`)

/**
 * Arguments BENCHMARK CELL KIND BYTES. Prints the last BYTES of the log file KIND.log: the output of a command such as
 * the set-up of a cell.
 */
export const logScript = script(`
cell "$1" "$2"
tail -c "$4" "$3.log"
`)

/**
 * Arguments BENCHMARK CELL BYTES. Kills the agent's remaining processes, commits its work in the git directory outside
 * the workspace, and prints it as a patch, which is cut off after BYTES.
 */
export const snapshotScript = script(`
needgit
cell "$1" "$2"
sweep "$2.agent"
GIT_DIR=$here/git GIT_WORK_TREE=$here/work GIT_INDEX_FILE=$here/index
export GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE
rm -f index index.lock
quiet read-tree refs/heads/base && ( cd work && quiet add -A . ) >/dev/null 2>snapshot.log ||
  refuse ${CELL_EXITS.noSnapshot} "$(tail -n 3 snapshot.log)"
tree=$(quiet write-tree) || refuse ${CELL_EXITS.noSnapshot} "git cannot write the tree of the changed files"
made=$(printf 'result\\n' | GIT_AUTHOR_NAME=benchmark GIT_AUTHOR_EMAIL=benchmark@localhost GIT_COMMITTER_NAME=benchmark \\
  GIT_COMMITTER_EMAIL=benchmark@localhost quiet commit-tree "$tree" -p refs/heads/base) || exit 1
quiet update-ref refs/heads/result "$made" || exit 1
quiet diff --binary --no-color --no-ext-diff --no-textconv refs/heads/base refs/heads/result | head -c "$3"
`)

/**
 * Arguments BENCHMARK CELL, a patch on stdin. Applies the patch, an answer that a model has given outside fleetmux, to
 * the workspace of the cell.
 */
export const applyScript = script(`
needgit
cell "$1" "$2"
cat >../"$2.patch"
mv ../"$2.patch" answer.patch
[ -s answer.patch ] || exit 0
cd work && quiet apply --whitespace=nowarn ../answer.patch 2>../apply.log ||
  refuse ${CELL_EXITS.noApply} "$(tail -n 3 ../apply.log)"
`)

/**
 * Arguments BENCHMARK CELL, a bundle or nothing on stdin. Makes a clean copy of the agent's committed work. The bundle
 * holds the verifier's files, which replace existing files.
 */
export const copyScript = script(`
needgit
cell "$1" "$2"
sweep "$2.check"
rm -rf check check-home verifier.bundle
cat >verifier.bundle
mkdir check check-home && cd check || exit 1
quiet init -q --template= . && quiet fetch -q ../git refs/heads/result:refs/heads/main || exit 1
quiet symbolic-ref HEAD refs/heads/main && quiet reset -q --hard && who || exit 1
rm -f .git/FETCH_HEAD .git/ORIG_HEAD
[ -s ../verifier.bundle ] || exit 0
quiet fetch -q ../verifier.bundle refs/heads/base:refs/heads/verifier || exit 1
quiet checkout -q -f refs/heads/verifier -- . || exit 1
quiet update-ref -d refs/heads/verifier
rm -f ../verifier.bundle .git/FETCH_HEAD
`)

/** Arguments BENCHMARK CELL. Kills the remaining processes of a cell and removes its directory. */
export const dropScript = script(`
[ -d "$root/$1/cells/$2" ] || exit 0
bench "$1"
sweep "$2."
chmod -R u+rwX "cells/$2" 2>/dev/null
rm -rf "cells/$2"
`)

/** Argument BENCHMARK. Removes the files that the benchmark's cells shared, if no cell is left. */
export const closeScript = script(`
[ -d "$root/$1" ] || exit 0
bench "$1"
rmdir cells 2>/dev/null || exit 0
cd "$root" && rm -rf "./$1"
`)

/** Argument PROGRAM. Prints the first line of the output of `PROGRAM --version`, within 10 seconds. */
export const versionScript = script(`
seek "$1" || refuse ${CELL_EXITS.noProgram} "there is no program $1"
dir=$(mktemp -d) || exit 1
begin version "$1" --version
settle 10
head -n 1 "$dir/version" | head -c 200
rm -rf "$dir"
`)
