import { SEARCHED_PLACES, searchPathScript } from '../transport/search-path.ts'

/**
 * Runs a playbook on its own branch, in a worktree outside the user's checkouts. The changes of each task become a
 * commit. At the end a pull request is opened if the user requested one.
 */
export const branchScript = `
# Prints the line of the last output that names the reason: git and gh often end with an advice.
reason_in() {
  reason_line=$(grep -E '^(fatal|error|remote: (error|fatal|Permission)|gh:)|^ ! \\[' "$1" | head -n 1)
  printf '%s' "\${reason_line:-$(tail -n 1 "$1")}"; }
own_git() { git -C "$dir" -c commit.gpgsign=false "$@"; }
save_work() {
  [ -n "$branch" ] && [ -n "$(own_git status --porcelain 2>/dev/null | head -n 1)" ] || return 0
  own_git config user.email >/dev/null || set_author=1
  { own_git add -A && if [ "$set_author" ]; then own_git -c user.name=fleetmux -c user.email=fleetmux@localhost commit -q -m "$text"; else own_git commit -q -m "$text"; fi; } >git.log 2>&1 ||
    note "the changes in $dir could not be committed, and git said: $(reason_in git.log)"
}
# Adds an entry to the shared history of the project, with the same script that records sent texts.
note_history() { # SUMMARY SUCCESS ELAPSED USAGE
  [ -n "$history_dir" ] || return 0
  random=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \\n')
  printf '{"id":"%s","timestamp":%s,%s,"summary":%s,"fullResponse":"%s","success":%s,"elapsedTimeMs":%s%s}\\n' "$random" "$(now)" "$history_fields" "$(json "$1")" "$said" $2 $3 "$4" |
    sh ./append-history "$history_dir" "$history_writer" "" 33554432 16777216 5000 >git.log 2>&1 ||
    note "the history of the project could not be written: $(tail -n 1 git.log)"
}
# gh may be where only a login shell finds it. In a process of its own: the search changes variables and the PATH.
find_gh() { ( ${searchPathScript}
  seek gh && command -v gh >"$d/gh.path" ); }
end_branch() {
  [ -n "$branch" ] || return 0
  text="Playbook $name: $ended"
  save_work
  [ "$ended" = done ] && [ -n "$pull_request" ] || return 0
  opened=false said_url=
  if ! find_gh; then why='gh was not found on the host in ${SEARCHED_PLACES}'
  elif ! own_git push -q -u origin "$branch" >git.log 2>&1 </dev/null; then why="git push on the host failed: $(reason_in git.log)"
  elif said_url=$(cd "$dir" && "$(cat "$d/gh.path")" pr create --fill --head "$branch" --base "$target" 2>git.log </dev/null | tail -n 1) && [ -n "$said_url" ]; then opened=true why=
  else why="gh on the host did not open the pull request: $(reason_in git.log)"
  fi
  emit pull_request ",\\"success\\":$opened,\\"url\\":$(json "$said_url"),\\"message\\":$(json "$why")"
  if [ $opened = true ]; then tell "== pull request: $said_url"; else tell "! no pull request: $why"; fi
}
`
