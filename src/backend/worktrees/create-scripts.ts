import { TIME_LIMITS } from '../../state/worktrees/time-limits.ts'
import { WORKTREE_EXITS as E, worktreeScript } from './worktree-prelude.ts'

/**
 * Arguments REPO BASE BRANCH. Prints what must be known about a repository before a worktree is created. BASE and
 * BRANCH may be empty.
 */
export const probeScript = worktreeScript(`
r=$1
case $r in "~") r=$HOME ;; "~/"*) r=$HOME/\${r#??} ;; /*) ;; *) r=$HOME/$r ;; esac
[ -d "$r" ] || refuse ${E.noRepository} "the host has no directory $r"
said=$(g -C "$r" rev-parse --git-dir 2>&1) || refuse ${E.noRepository} "$r is not a git repository: $said"
neednew
repo=$r
top=$(trees list --porcelain | sed -n '/^worktree /{s///p;q;}')
say root "$top"
repo=$top
g -C "$repo" rev-parse -q --verify 'HEAD^{commit}' >/dev/null 2>&1 || [ -n "$(g -C "$repo" for-each-ref --count=1 refs/heads)" ] ||
  refuse ${E.refused} "$top has no commit yet: make a first commit in it"
b=$2
if [ -z "$b" ]; then
  for each in main "$(g -C "$repo" symbolic-ref -q --short refs/remotes/origin/HEAD | sed 's,^origin/,,')" \\
    "$(g -C "$repo" symbolic-ref -q --short HEAD)" master; do
    [ -z "$each" ] || ! ref "$each" >/dev/null || { b=$each; break; }
  done
  [ -n "$b" ] || refuse ${E.refused} "HEAD of $top is detached, and it has no branch main: name the base branch with --base"
fi
sha=$(ref "$b") || refuse ${E.refused} "$top has no branch $b, and no tag or commit of that name: name another base branch with --base"
say base "$b"
say baseSha "$sha"
[ "$(g -C "$repo" rev-parse --is-shallow-repository)" != true ] || say note "The repository is a shallow clone: a later merge may not find the common commit of the two branches."
[ -z "$(g -C "$repo" config --get-regexp '^remote[.].*[.]promisor$')" ] || say note "The repository is a partial clone: git fetches missing files when it needs them."
[ "$(g -C "$repo" config --bool core.ignorecase)" != true ] || say folding yes
if g -C "$repo" cat-file -e "$sha:.gitattributes" 2>/dev/null && g -C "$repo" cat-file -p "$sha:.gitattributes" | grep -q 'filter=lfs'
then say note "The repository uses LFS: the worktree has only pointers of large files. \\\`git lfs pull\\\` in the worktree fetches them."; fi
n=$(g -C "$repo" ls-tree -r "$sha" | grep -c '^160000')
[ "$n" -eq 0 ] || say submodules "$n"
n=$(g -C "$repo" cat-file -s "$sha:.worktreesetup" 2>/dev/null) || n=0
if [ "$n" -gt 20000 ]; then say bigsetup yes
elif [ "$n" -gt 0 ]; then g -C "$repo" cat-file -p "$sha:.worktreesetup" | while IFS= read -r l || [ -n "$l" ]; do say setup "$l"; done; fi
if [ -n "$3" ]; then
  g check-ref-format --branch "$3" >/dev/null 2>&1 || refuse ${E.refused} "the text $3 is not a valid branch name: choose another one with --branch"
  ! g -C "$repo" rev-parse -q --verify "refs/heads/$3" >/dev/null || refuse ${E.exists} "the branch $3 already exists"
  p=$3
  while case $p in */*) true ;; *) false ;; esac; do
    p=\${p%/*}
    ! g -C "$repo" rev-parse -q --verify "refs/heads/$p" >/dev/null || refuse ${E.exists} "the branch $p exists, so git does not allow a branch $3"
  done
  [ -z "$(g -C "$repo" for-each-ref --count=1 "refs/heads/$3/")" ] || refuse ${E.exists} "branches below $3/ exist, so git does not allow a branch $3"
  low=$(printf %s "$3" | tr A-Z a-z)
  [ "$(g -C "$repo" config --bool core.ignorecase)" != true ] ||
    ! g -C "$repo" for-each-ref --format='%(refname:short)' refs/heads | tr A-Z a-z | grep -qxF -- "$low" ||
    refuse ${E.exists} "a branch exists whose name differs from $3 only in upper and lower case, and the disk of the host does not distinguish them"
fi
`)

/** Maximum number of files that `.worktreeinclude` copies; if it names more, the result says so. */
const INCLUDED = 5000

/**
 * Creates the worktree that the files in the session directory's `v/` (one file per value) describe. Each step runs
 * once, so an interrupted creation can continue.
 */
const build = `
fillports() { mkdir -p "$root/.ports"
  p=20000 n=$(value ports)
  while [ $p -lt 60000 ]; do
    ! mkdir "$root/.ports/$p" 2>/dev/null || { q=$p taken=
      while [ $q -lt $((p+n)) ]; do ! listening $q || taken=1; q=$((q+1)); done
      [ -n "$taken" ] || { printf '%s\\n' "$id" >"$root/.ports/$p/id"; break; }
      rmdir "$root/.ports/$p"; }
    p=$((p+n)); done
  printf '%s\\n' $p >"$d/v/firstPort"
  sed 's/"firstPort":0/"firstPort":'$p/ <"$d/session.json" >"$d/session.new" && mv "$d/session.new" "$d/session.json"; }
listening() { if [ -r /proc/net/tcp ]; then cat /proc/net/tcp /proc/net/tcp6 2>/dev/null |
    grep -qi ":$(printf %04X $1) 0*:0000 0A"; else netstat -an 2>/dev/null | grep -q "[.:]$1 .*LISTEN"; fi; }
include() { [ -f "$repo/.worktreeinclude" ] || return 0
  ( cd "$repo" && g ls-files -o -i -X .worktreeinclude 2>/dev/null | sort >"$d/wanted"
    g ls-files -o -i --exclude-standard 2>/dev/null | sort >"$d/ignored"
    comm -12 "$d/wanted" "$d/ignored" | grep -v '^\\.worktrees/' >"$d/named"
    head -n ${INCLUDED} "$d/named" >"$d/included"
    count=$(wc -l <"$d/named"); rm -f "$d/wanted" "$d/ignored" "$d/named"
    [ \${count:-0} -le ${INCLUDED} ] || say note "Of $((count)) files that .worktreeinclude names, only the first ${INCLUDED} were copied."
    umask $mask
    while IFS= read -r f; do
      case $f in \\"*) say note "$f was not copied, because its name contains special characters."; continue ;; esac
      [ -f "$f" ] && [ ! -L "$f" ] && [ ! -e "$path/$f" ] || continue
      case $f in */*) mkdir -p "$path/\${f%/*}" ;; esac
      cp -p "$f" "$path/$f" || exit 1
    done <"$d/included" ) || refuse ${E.notWritten} "the files of .worktreeinclude could not be copied to $path. $again_"
  count=$(wc -l <"$d/included") more=; [ \${count:-0} -le 5 ] || more="and $((count-5)) more"
  [ \${count:-0} -eq 0 ] || say note "Copied by .worktreeinclude: $(head -n 5 "$d/included" | tr '\\n' ' ')$more"; }
# The checkout of a killed script may be incomplete or still running; wait until that git has ended, then repair it.
# Other users can start processes with the same arguments; kill -0 succeeds only for processes of this user.
adding() { ps -A -o pid=,args= 2>/dev/null | grep -F ' worktree add ' | grep -F -- "-- $path " |
  while read -r p _; do ! kill -0 "$p" 2>/dev/null || printf '%s ' "$p"; done; }
mend() { k=0
  while [ -n "$(adding)" ]; do
    [ $k -lt 60 ] || refuse ${E.refused} "a git process of an earlier attempt is still creating $path: try again later"
    sleep 1; k=$((k+1)); done
  if tree_; then
    rm -f "$(cd "$path" && g rev-parse --git-path index.lock)"
    said=$( ( umask $mask; lfsless -C "$path" reset -q --hard ) 2>&1 ) ||
      refuse 1 "the worktree could not be created in $path: $(printf %s "$said" | reason_ 1). $again_"
  else g -C "$repo" worktree remove --force --force -- "$path" >/dev/null 2>&1; fi
  return 0; }
build() {
  again_="The session $name is incomplete. To repeat this step: \\\`fleetmux work continue $called\\\`. To remove the session: \\\`fleetmux work clean $called\\\`"
  done_ ports || { fillports; step ports; }
  if ! done_ worktree; then
    [ -z "$again" ] || mend
    treeplace
    if ! tree_; then
      [ -n "$again" ] && g -C "$repo" rev-parse -q --verify "refs/heads/$branch" >/dev/null ||
        said=$(g -C "$repo" update-ref "refs/heads/$branch" "$(value baseSha)" '' 2>&1) ||
        refuse 1 "the branch $branch could not be created: $(printf %s "$said" | reason_ 1). $again_"
      said=$(umask $mask; addtree) || refuse 1 "the worktree could not be created in $path: $(printf %s "$said" | reason_ 1). $again_"
    fi
    step worktree
  fi
  done_ include || { include; step include; }
  if ! done_ submodules; then
    [ "$(value submodules)" != yes ] || { said=$(lfsless -C "$path" submodule update --init --recursive 2>&1 </dev/null) ||
      refuse 1 "the submodules of the repository could not be fetched: $(printf %s "$said" | reason_ 1). $again_"; }
    step submodules
  fi
  if ! done_ setup; then
    if [ -n "$(value setup)" ]; then
      MAESTRO_WORKTREE_PATH=$path MAESTRO_WORKTREE_BRANCH=$branch MAESTRO_MAIN_REPO_PATH=$repo MAESTRO_BASE_BRANCH=$base
      FLEETMUX_PORT=$(value firstPort) FLEETMUX_PORTS=$(value ports)
      export MAESTRO_WORKTREE_PATH MAESTRO_WORKTREE_BRANCH MAESTRO_MAIN_REPO_PATH MAESTRO_BASE_BRANCH FLEETMUX_PORT FLEETMUX_PORTS
      usual; learn 3
      most=$(value setupLimit); most=\${most:-${TIME_LIMITS.setup}}
      ( cd "$path" && umask $mask && limit "$most" "$d/setup.out" sh -c "$(value setup)" )
      case $? in 0) ;; 124) refuse ${E.refused} "the set-up command did not end within $most s: $(reason_ 3 <"$d/setup.out"). $again_" ;;
        *) refuse ${E.refused} "the set-up command failed: $(reason_ 3 <"$d/setup.out"). $again_" ;; esac
    fi
    step setup
  fi
}
`

/**
 * `limit SECONDS FILE COMMAND...`: runs COMMAND without a terminal for at most SECONDS, with its output in FILE. When
 * COMMAND ends, its process group is killed.
 */
export const limitFunction = `
group() { if command -v setsid >/dev/null 2>&1; then exec setsid "$@"; fi
  command -v perl >/dev/null 2>&1 || exec "$@"
  exec perl -e 'use POSIX; POSIX::setsid(); exec { $ARGV[0] } @ARGV; exit 127' -- "$@"; }
endgroup() { for signal in TERM KILL; do kill -$signal -"$1" 2>/dev/null || kill -$signal "$1" 2>/dev/null || return 0
  k=0; while [ $k -lt 10 ] && kill -0 -"$1" 2>/dev/null; do sleep 0.2 2>/dev/null || sleep 1; k=$((k+1)); done; done; }
limit() { most=$1 out=$2; shift 2; rm -f "$out.late"; : >"$out" || return 1
  ( group "$@" ) </dev/null >"$out" 2>&1 & child=$!
  ( s=0; while [ $s -lt $most ] && [ "$(wc -c <"$out")" -lt 67108864 ]; do sleep 1; s=$((s+1)); done
    : >"$out.late"; endgroup $child ) >/dev/null 2>&1 & clock=$!
  wait $child; code=$?
  kill $clock 2>/dev/null
  # Ends background processes of the command, which would otherwise run forever.
  endgroup $child
  [ ! -e "$out.late" ] || { rm -f "$out.late"; code=124; }
  return $code; }
`

/**
 * Arguments ID SPEC KEY VALUE... Stores the specification of a worktree session, and for each KEY the file `v/KEY` with
 * its VALUE for later scripts, in the session's directory. Then creates the worktree.
 */
export const makeScript = worktreeScript(`
${limitFunction}
${build}
id=$1 d=$root/$1
mkdir -p "$root" && ours "$root" || refuse ${E.notOurs} "$root is not a directory that belongs to this user"
mkdir "$d" 2>/dev/null || refuse ${E.notWritten} "the directory $d cannot be created, so nothing was created"
mkdir "$d/v" "$d/it" && printf '%s\\n' "$2" >"$d/session.json" || { rm -rf "$d"; refuse ${E.notWritten} "files cannot be written in $root, so nothing was created"; }
shift 2
while [ $# -gt 1 ]; do printf '%s\\n' "$2" >"$d/v/$1" || { rm -rf "$d"; refuse ${E.notWritten} "files cannot be written in $root, so nothing was created"; }; shift 2; done
load "$id"
lock 'the creation' "$(value owner)"
trap unlock EXIT
again=
build
`)

/** Continues an interrupted creation. Arguments: session id, `USER@HOST` of the caller. */
export const resumeMakingScript = worktreeScript(`
${limitFunction}
${build}
enter "$1"
lock 'the creation' "$2"
trap unlock EXIT
again=yes
build
`)
