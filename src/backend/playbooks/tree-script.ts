/**
 * `tree` prints a fingerprint of a directory's state. In a git repository: the commit and the hash of the work tree,
 * with uncommitted changes and without ignored files. Elsewhere: a checksum over the files (over sizes and times for
 * large files). The playbook's documents are excluded. The repository's own index and objects are not changed.
 *
 * Uses `$d`, `$dir`, and the documents' paths in `$d/paths`, one per line.
 */
export const treeScript = `
outside() { # the documents as git leaves them out, relative to $top
  set --
  while IFS= read -r path; do
    case $path in "$top"/*) set -- "$@" ":(top,exclude,literal)\${path#"$top"/}" ;; esac
  done <"$d/paths"
  git add -A -- . ':(top,exclude).maestro/history' "$@"
}
git_tree() { (
  cd "$dir" && top=$(git rev-parse --show-toplevel) && cd "$top" || exit 1
  index=$(git rev-parse --git-path index) objects=$(git rev-parse --git-path objects) || exit 1
  case $objects in /*) ;; *) objects=$top/$objects ;; esac
  [ -e "$d/index" ] || [ ! -e "$index" ] || cp "$index" "$d/index" || exit 1
  mkdir -p "$d/objects"
  head=$(git rev-parse --verify -q HEAD)
  export GIT_INDEX_FILE="$d/index" GIT_OBJECT_DIRECTORY="$d/objects" GIT_ALTERNATE_OBJECT_DIRECTORIES="$objects"
  export GIT_CONFIG_COUNT=2 GIT_CONFIG_KEY_0=core.hooksPath GIT_CONFIG_VALUE_0=/dev/null
  export GIT_CONFIG_KEY_1=core.fsmonitor GIT_CONFIG_VALUE_1=false
  outside && tree=$(git write-tree) && printf '%s %s\\n' "$head" "$tree"
) 2>/dev/null; }
plain_tree() { (
  cd "$dir" || exit 1
  set --
  while IFS= read -r path; do
    case $path in "$dir"/*) set -- "$@" ! -path "./\${path#"$dir"/}" ;; esac
  done <"$d/paths"
  { find . -name .git -prune -o -type f "$@" -size -2048 -exec $digester {} +
    find . -name .git -prune -o -type f "$@" ! -size -2048 -exec ls -ln {} +; } 2>/dev/null | $digester
); }
tree() { git_tree || plain_tree; }
`
