import { SCRIPT_EXITS } from './workspace-script.ts'

/**
 * Arguments ID NONCE PLACE... Creates a private workspace directory in the first writable PLACE and prints that
 * directory and a `/`. A PLACE in the home directory is created if missing; others must exist. The workspace directory
 * has its final name from the start, because `mv` would follow a link that another user may have created. The content
 * is in a subdirectory until it is complete.
 */
export const prepareScript = `
command -v git >/dev/null || exit ${SCRIPT_EXITS.noGit}
umask 077
id=$1 nonce=$2
shift 2
for place; do
  at=$(home "$place")
  [ "$at" = "$place" ] || mkdir -p "$at" || continue
  [ -d "$at" ] && [ -w "$at" ] && kept "$at" || continue
  at=$(cd "$at" && pwd -P) || continue
  if [ -e "$at/$id" ] || [ -L "$at/$id" ]; then
    printf '%s already exists\\n' "$at/$id" >&2
    exit ${SCRIPT_EXITS.exists}
  fi
  mkdir "$at/$id" && mkdir "$at/$id/.$id.incoming" &&
    printf %s "$nonce" >"$at/$id/.$id.incoming/nonce" || exit 1
  printf '%s/' "$at"
  exit 0
done
printf 'a workspace needs a directory in which only you can write, and none of these is one: %s\\n' "$*" >&2
exit ${SCRIPT_EXITS.noPlace}
`

/**
 * Unpacks the bundle into the workspace PLACE/ID. Arguments: PLACE, ID, git's object format, the branch ('' for a
 * detached HEAD), its commit, a commit with the uncommitted changes ('' if none), the URL of `origin`, the author's
 * name and email; stdin: the content of git's file `shallow`. `.git` is moved last, so a workspace with `.git` is
 * complete. Finally refreshes git's index, because moved files have other times than the index records.
 */
export const unpackScript = `
set -e
cd "$1/$2/.$2.incoming"
rm -rf tree
mkdir -m 700 tree
quiet init -q --template= \${3:+--object-format="$3"} tree
mkdir -p tree/.git/info
cat >shallow
[ ! -s shallow ] || mv shallow tree/.git/shallow
cp nonce tree/.git/fleetmux-nonce
cd tree
quiet fetch -q --update-head-ok --no-tags ../repository.bundle '+refs/*:refs/*'
if [ -n "$4" ]; then quiet symbolic-ref HEAD "refs/heads/$4"
else quiet update-ref --no-deref HEAD "$5"; fi
quiet reset -q --hard "$5"
top=\${6:-$5}
quiet rev-parse "$top^{tree}" >.git/fleetmux-start
if [ -n "$6" ]; then quiet read-tree -m -u "$5" "$6"; quiet reset -q; fi
quiet for-each-ref --format='delete %(refname)' refs/fleetmux | quiet update-ref --stdin
rm -f .git/FETCH_HEAD
[ -z "$7" ] || quiet remote add origin "$7"
[ -z "$8" ] || git config user.name >/dev/null || quiet config user.name "$8"
[ -z "$9" ] || git config user.email >/dev/null || quiet config user.email "$9"
for each in * .[!.]* ..?*; do
  [ "$each" != .git ] || continue
  if [ -e "$each" ] || [ -L "$each" ]; then mv -- "$each" "$1/$2/$each"; fi
done
mv .git "$1/$2/.git"
cd "$1/$2"
rm -rf ".$2.incoming"
quiet update-index -q --refresh || :
`

/** Arguments ID NONCE PLACE... Removes only what `prepareScript` and `unpackScript` created with this NONCE. */
export const undoScript = `
id=$1 nonce=$2
shift 2
[ -n "$id" ] && [ -n "$nonce" ] || exit 1
for place; do
  at=$(home "$place")
  ours "$at/$id" || continue
  for file in "$at/$id/.$id.incoming/nonce" "$at/$id/.git/fleetmux-nonce"; do
    if ours "\${file%/*}" && [ "$(cat "$file" 2>/dev/null)" = "$nonce" ]; then
      rm -rf "$at/$id" || exit 1
    fi
  done
done
`
