import { SCRIPT_EXITS } from '../workspace-script.ts'

/** Arguments WORKSPACE ID NONCE. Sets `scratch` to a directory beside the workspace or in the temporary directory. */
const place = `
beside=\${1%/*}
[ -w "$beside" ] && kept "$beside" || beside=\${TMPDIR:-/tmp}
scratch=$beside/.$2.$3.outgoing
`

/**
 * Arguments WORKSPACE ID NONCE COMMIT... Bundles the branches and uncommitted changes that the COMMITs do not contain.
 * The workspace stays unchanged: a copy of the index is used, and new objects go to the scratch directory. Prints `ref
 * SHA NAME` for each ref, `logs` if there are agent logs, and `bundle SIZE` if there is a bundle.
 */
export const collectScript = `
command -v git >/dev/null || exit ${SCRIPT_EXITS.noGit}
[ -d "$1" ] || { printf '%s does not exist\\n' "$1" >&2; exit ${SCRIPT_EXITS.missing}; }
set -e
umask 077
${place}
mkdir "$scratch"
cd "$1"
quiet rev-parse --git-dir >/dev/null
absolute() { case $1 in /*) printf '%s' "$1" ;; *) printf '%s' "$PWD/$1" ;; esac; }
format=$(quiet rev-parse --show-object-format 2>/dev/null) || format=sha1
[ "$format" = sha256 ] || format=
quiet init -q --bare --template= \${format:+--object-format="$format"} "$scratch/git"
objects=$(absolute "$(quiet rev-parse --git-path objects)")
printf '%s\\n' "$objects" >"$scratch/git/objects/info/alternates"
shallow=$(quiet rev-parse --git-path shallow)
[ ! -f "$shallow" ] || cp "$shallow" "$scratch/git/shallow"
out() { quiet --git-dir="$scratch/git" "$@"; }
quiet for-each-ref --format='create %(refname) %(objectname)' refs/heads | out update-ref --stdin
head=$(quiet rev-parse -q --verify 'HEAD^{commit}') || head=
quiet symbolic-ref -q HEAD >/dev/null || out update-ref refs/fleetmux/head "$head"

index=$(quiet rev-parse --git-path index)
# Keeps the time stamp, because git treats files older than the index as unchanged.
[ ! -f "$index" ] || cp -p "$index" "$scratch/index"
rest() {
  GIT_INDEX_FILE=$scratch/index GIT_OBJECT_DIRECTORY=$scratch/git/objects \\
  GIT_AUTHOR_NAME=fleetmux GIT_AUTHOR_EMAIL=fleetmux@localhost \\
  GIT_COMMITTER_NAME=fleetmux GIT_COMMITTER_EMAIL=fleetmux@localhost \\
  quiet -c filter.lfs.clean= -c filter.lfs.process= -c filter.lfs.required=false \\
    -c core.safecrlf=false -c advice.addEmbeddedRepo=false "$@"
}
rest add -A -- .
tree=$(rest write-tree)
was=$(quiet rev-parse -q --verify 'HEAD^{tree}') || was=
start=$(cat "$(quiet rev-parse --git-path fleetmux-start)" 2>/dev/null) || start=
if [ "$tree" != "$was" ] && [ "$tree" != "$start" ]; then
  top=$(rest commit-tree "$tree" \${head:+-p "$head"} -m 'What was not committed')
  out update-ref refs/fleetmux/uncommitted "$top"
fi

workspace=$1
shift 3
without=
for commit; do
  if out cat-file -e "$commit^{commit}" 2>/dev/null; then without="$without ^$commit"; fi
done
out for-each-ref --format='ref %(objectname) %(refname)'
[ ! -d "$workspace/.claude/runtime/logs" ] || echo logs
if [ -n "$(out rev-list -1 --all $without)" ]; then
  out bundle create -q "$scratch/results.bundle" --all $without
  printf 'bundle %d\\n' "$(wc -c <"$scratch/results.bundle")"
fi
`

/** Arguments WORKSPACE ID NONCE. Prints the bundle that `collectScript` made. */
export const sendScript = `${place}
exec cat "$scratch/results.bundle"
`

/** Arguments WORKSPACE ID NONCE. Removes the scratch directory of `collectScript`. */
export const clearScript = `${place}
[ -n "$3" ] && rm -rf "$scratch"
`
