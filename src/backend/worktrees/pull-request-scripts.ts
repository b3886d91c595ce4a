import { limitFunction } from './create-scripts.ts'
import { worktreeScript } from './worktree-prelude.ts'

/** Argument ID. Prints where the session's branch would be pushed, the remote's name, and the branch's commits. */
export const remoteScript = worktreeScript(`
enter "$1"
h=$(g -C "$repo" rev-parse -q --verify "refs/heads/$branch^{commit}") || refuse 69 "the branch $branch no longer exists, so there is nothing to push. To remove the session: \\\`fleetmux work clean $called\\\`"
b=$(ref "$base") || refuse 69 "the repository $repo has no branch $base any more, into which the session is to be merged: create that branch again"
n=$(g -C "$repo" rev-list --count "$b..$h")
[ "$n" -gt 0 ] || refuse 64 "the branch $branch has no commit that is not in $base, so there is nothing to merge"
r=$(g -C "$repo" config "branch.$base.remote" || printf origin)
u=$(g -C "$repo" remote get-url --push -- "$r" 2>/dev/null) || refuse 64 "$repo has no remote $r to push to. Add one with \\\`git remote add\\\`, or merge without a request: \\\`fleetmux work merge $called\\\`"
say url "$u"; say remote "$r"; say head "$h"; say repo "$repo"; say base "\${base#"$r"/}"
say origin "$(g -C "$repo" rev-list --max-parents=0 "$h" | sort | head -n 1)"
# Commits of the branch before a squash or rebase. If the remote is at one of them, it has no commits of others.
for r in $(g -C "$repo" for-each-ref --format='%(refname)' "refs/fleetmux/rescue/$id/"); do
  g -C "$repo" rev-list -n 200 "$r^1" --not "$b"; done | sort -u | while IFS= read -r c; do say known "$c"; done
g -C "$repo" log --reverse --format='- %s' "$b..$h" | head -n 50 | while IFS= read -r l; do say subject "$l"; done
[ "$n" -le 50 ] || say subject "- and $((n-50)) more"
`)

/**
 * Arguments REPO SHA URL BRANCH BASE FORGE HOST PATH TITLE BODY KNOWN. Pushes the commit SHA as BRANCH and opens a
 * merge request into BASE, with the logins of the machine on which the script runs. If a request is open, the push
 * updates it. Never overwrites commits of others on the pushed branch. FORGE: `github`, `gitlab` or `gitea`, else the
 * script only pushes; PATH: path of the repository on the forge's HOST; KNOWN: earlier commits of the session, which
 * may be overwritten.
 */
export const requestScript = worktreeScript(`
${limitFunction}
repo=$1 sha=$2 url=$3 branch=$4 base=$5 forge=$6 host=$7 where=$8 title=$9
shift 9
body=$1 known=$2
GIT_SSH_COMMAND="\${GIT_SSH_COMMAND:-ssh} -o BatchMode=yes"; export GIT_SSH_COMMAND
tmp=$(mktemp -d) || refuse 70 "no directory can be created in \${TMPDIR:-/tmp}, so nothing was pushed"
trap 'rm -rf "$tmp"' EXIT
push() { limit 180 "$tmp/push" git -C "$repo" -c core.hooksPath=/dev/null push -q "$@" -- "$url" "$to"; }
lease() { limit 60 "$tmp/there" git -C "$repo" ls-remote -- "$url" "refs/heads/$branch" || return 0
  there=$(grep "	refs/heads/$branch$" "$tmp/there" | cut -f 1)
  [ -n "$there" ] && ! g -C "$repo" merge-base --is-ancestor "$there" "$sha" 2>/dev/null || return 0
  case " $known " in *" $there "*) printf %s "--force-with-lease=refs/heads/$branch:$there" ;;
    *) refuse 64 "somebody else has pushed the commit $there to the branch $branch on the remote: fetch that commit and compare" ;; esac; }
pushed() { force=$(lease) || exit 64
  push "$@" \${force:+"$force"} || refuse 64 "the push failed: $(tail -n 3 "$tmp/push" | sed 's,://[^/@ ]*@,://,g' | tr '\\n' ' ')"; }
to=$sha:refs/heads/$branch
usual
tool=
case $forge in github) tool=gh ;; gitlab) tool=glab ;; gitea) tool=tea ;; esac
[ -n "$tool" ] && { command -v $tool >/dev/null 2>&1 || learn 3; command -v $tool >/dev/null 2>&1; } || tool=
cd "$tmp" || exit 1
case $tool in
gh) if limit 60 "$tmp/auth" gh auth status --hostname "$host"; then
    pushed
    if limit 60 "$tmp/view" gh pr view "$branch" --repo "$host/$where" --json url,state --jq 'select(.state=="OPEN")|.url' && [ -s "$tmp/view" ]; then
      say link "$(head -n 1 "$tmp/view")"; say way 'updated by gh'; exit 0; fi
    printf '%s\\n' "$body" >"$tmp/body"
    limit 60 "$tmp/made" gh pr create --repo "$host/$where" --head "$branch" --base "$base" --title "$title" --body-file "$tmp/body" &&
      { say link "$(grep -o 'https://[^ ]*' "$tmp/made" | tail -n 1)"; say way gh; exit 0; }
    say note "gh did not open the pull request: $(tail -n 2 "$tmp/made" | tr '\\n' ' ')"; exit 0
  fi ;;
glab) if limit 60 "$tmp/auth" glab auth status --hostname "$host"; then
    pushed
    GITLAB_HOST=$host; export GITLAB_HOST
    limit 60 "$tmp/made" glab mr create --repo "$where" --source-branch "$branch" --target-branch "$base" --title "$title" --description "$body" --yes &&
      { say link "$(grep -o 'https://[^ ]*' "$tmp/made" | tail -n 1)"; say way glab; exit 0; }
    grep -qi 'already exists' "$tmp/made" && { say way 'updated by the push'; exit 0; }
    say note "glab did not open the merge request: $(tail -n 2 "$tmp/made" | tr '\\n' ' ')"; exit 0
  fi ;;
tea) # Lines NAME URL SSHHOST USER DEFAULT.
  login=
  ! limit 60 "$tmp/auth" tea logins list --output simple ||
    login=$(while read -r n u s rest; do case "$u/ $s " in *"//$host/"*|*" $host "*) printf %s "$n"; break ;; esac; done <"$tmp/auth")
  if [ -n "$login" ]; then
    pushed
    limit 60 "$tmp/made" tea pr create --login "$login" --repo "$where" --head "$branch" --base "$base" --title "$title" --description "$body" &&
      { say link "$(grep -o 'https://[^ ]*' "$tmp/made" | tail -n 1)"; say way tea; exit 0; }
    say note "tea did not open the pull request: $(tail -n 2 "$tmp/made" | tr '\\n' ' ')"; exit 0
  fi ;;
esac
case $forge in
gitlab) pushed -o merge_request.create -o "merge_request.target=$base" -o "merge_request.title=$title"
  say link "$(grep -o 'https://[^ ]*' "$tmp/push" | tail -n 1)"; say way 'push options' ;;
gitea) to=$sha:refs/for/$base
  if push -o "topic=$branch" -o "title=$title" -o force-push=true; then say link "$(grep -o 'https://[^ ]*' "$tmp/push" | tail -n 1)"; say way AGit
  else to=$sha:refs/heads/$branch; pushed; fi ;;
*) pushed ;;
esac
exit 0
`)
