/**
 * Runs one round: an agent works, then the result is judged. A task counts as done only if the agent marked its check
 * box; the agent's words do not count. The user's check command can overrule the box in both directions.
 */
export const roundScript = `
work_off() {
  was_tree=$(tree) was_sum=$(sum "$doc")
  cp seen round.seen
  rm -f current
  printf '%s\\n' "$doc" "$line" "$number" "$text" "$was_sum" "$was_tree" >round.part && mv round.part round
  emit task_start ",\\"document\\":$(json "$doc"),\\"taskIndex\\":$number,\\"line\\":\\"$line\\",\\"task\\":$(json "$text"),\\"run\\":\\"$id.$((started + 1))\\""
  tell "" "-> $text"
  at=$(clock)
  run_agent
  end_round
}
# If an earlier loop died while an agent worked, completes the round of that agent.
take_up_round() {
  [ -e round ] && [ -e current ] || return 0
  { IFS= read -r doc; IFS= read -r line; IFS= read -r number; IFS= read -r text; IFS= read -r was_sum; IFS= read -r was_tree; } <round
  run=$(cat current) at=$(clock)
  [ -d "$runs/$run" ] || { rm -f round; return 0; }
  tell "" "-> $text (continued)"
  wait_for_run
  end_round
}
end_round() {
  elapsed=$(( ($(clock) - at) * 1000 ))
  read_usage
  ! is_stopped || { keep_totals; finish_stopped; }
  now_tree=$(tree) now_sum=$(sum "$doc")
  changed=1; [ "$now_tree" != "$was_tree" ] || changed=
  judge
  rm -f round
  keep_totals
  check_halts
  watch_stall
}
# Prints the boxes that were open at the start of the round and are done now, as LINE, tab, TEXT. $1: own, other or gate.
newly_done() { scan "$doc" | FM_TEXT=$text LC_ALL=C awk -F '\\t' -v mode="$mode" -v which="$1" '
  NR == FNR { if ($3 == "-") next; n[$4 "\\t" $2]++; if ($3 == "gate") gate[$4] = 1; next }
  $3 != "-" && $2 == "done" && ++k[$4] > n[$4 "\\tdone"] && n[$4 "\\topen"]-- > 0 {
    kind = $4 in gate ? "gate" : mode == "document" || $4 == ENVIRON["FM_TEXT"] ? "own" : "other"
    if (kind == which) print $1 "\\t" $4 }' round.seen -; }
suspect() { # FILE REASON [ALWAYS]
  n=$(grep -c '' <"$1")
  [ $n -gt 0 ] || return 0
  suspects=$((suspects+n)) unticked=false
  [ -z "$strict$3" ] || { mark_all "$doc" "$1" open && unticked=true; }
  head -n 20 "$1" | while IFS="$tab" read -r at_line about; do
    emit suspect ",\\"document\\":$(json "$doc"),\\"taskIndex\\":$number,\\"task\\":$(json "$about"),\\"reason\\":$(json "$2"),\\"unticked\\":$unticked"
    tell "! $2: $about"
  done
  [ $n -le 20 ] || note "more tasks of which this is true: $((n - 20)) ($2)"
}
judge() {
  newly_done own >own
  newly_done other >other
  newly_done gate >gates
  reason= verified=
  if [ -n "$verify" ] && { [ -s own ] || { [ "$code" = 0 ] && [ -n "$changed" ]; }; }; then
    run_verify && verified=yes || verified=no
    if [ $verified = no ]; then mark_all "$doc" own open; : >own
    elif [ ! -s own ] && [ "$mode" = task ]; then mark "$doc" "$line" "$text" done && printf '%s\\t%s\\n' "$line" "$text" >own
    fi
  fi
  if [ -s own ] && [ "$verified" != yes ]; then
    [ -n "$changed" ] || reason="the task was ticked, but no file has changed"
    [ "$code" = 0 ] || reason="the task was ticked, but its agent ended with exit code $code"
    if [ -n "$reason" ]; then suspect own "$reason"; [ -z "$strict" ] || : >own; fi
  fi
  [ ! -s other ] || suspect other "the agent of another task ticked this task"
  [ ! -s gates ] || suspect gates "an agent ticked a task that is for a person" always
  done_now=$(grep -c '' <own)
  success=false; [ $done_now -eq 0 ] || success=true
  completed=$((completed + done_now))
  scan "$doc" | FM_TEXT=$text awk -F '\\t' '$4 == ENVIRON["FM_TEXT"] { n++ } END { exit !n }' || [ "$mode" = document ] ||
    note "the task is no longer in the document: $text"
  emit task_complete ",\\"document\\":$(json "$doc"),\\"taskIndex\\":$number,\\"success\\":$success,\\"summary\\":\\"$said\\",\\"elapsedMs\\":$elapsed,\\"exitCode\\":$code$usage"
  note_history "$text" $success $elapsed "$usage"
  if [ $success = true ]; then tell "   done in $((elapsed / 1000)) s"; rm -f verify.log; save_work
  else tell "   not done in $((elapsed / 1000)) s (exit code $code)"; fi
}
run_verify() {
  ( cd "$dir" && group "\${SHELL:-/bin/sh}" -lc "$verify" ) >verify.log 2>&1 </dev/null &
  checker=$! since_check=$(clock)
  while kill -0 $checker 2>/dev/null; do
    ! is_stopped || stop $checker
    [ $task_seconds -eq 0 ] || [ $(( $(clock) - since_check )) -lt $task_seconds ] || stop $checker
    nap
  done
  wait $checker
  check_code=$? passed=false
  [ $check_code -ne 0 ] || passed=true
  emit verify ",\\"document\\":$(json "$doc"),\\"taskIndex\\":$number,\\"success\\":$passed,\\"exitCode\\":$check_code,\\"output\\":$(json "$(tail -c 1000 verify.log)")"
  [ $passed = true ] || tell "! the verify command failed with exit code $check_code"
  return $check_code
}
agents() { if [ $1 -eq 1 ]; then printf '1 agent'; else printf '%s agents' $1; fi; }
watch_stall() {
  if [ $success = true ]; then same=0 tries=0; return; fi
  tries=$((tries+1)) ended_with=; [ "$code" = 0 ] || ended_with=" (its agent ended with exit code $code: $(tail -c 300 "$r/err" 2>/dev/null | grep -v '^[0-9a-f]\\{32\\} ' | tail -n 2 | tr '\\n' ' '))"
  if [ "$was_sum $was_tree" = "$(sum "$doc") $now_tree" ]; then same=$((same+1)); else same=0; fi
  how=stalled; [ -z "$ended_with" ] || how=failed
  [ $same -lt $stall_rounds ] || finish $how "$(agents $same) changed nothing for the task: $text$ended_with"
  [ $tries -lt $max_tries ] || finish $how "$(agents $tries) did not complete the task: $text$ended_with"
}
`
