/** One task: a fresh agent in a run of its own, and what is believed of its end. */
export const runScript = `
work_off() {
  check=$(sum "$doc") was_tree=$(tree)
  cp seen earlier_seen
  emit task_start ",\\"document\\":$(json "$doc"),\\"taskIndex\\":$number,\\"line\\":$line,\\"task\\":$(json "$text"),\\"run\\":\\"$id.$((started + 1))\\""
  tell "" "-> $text"
  at=$(clock)
  run_agent
  elapsed=$(( ($(clock) - at) * 1000 ))
  read_usage
  [ ! -e stop ] || finish stopped "$(head -n 1 stop)"
  now_tree=$(tree)
  changed=1; [ "$now_tree" != "$was_tree" ] || changed=
  judge
  watch_stall
}
ticked() { scan "$doc" | FM_TEXT=$text awk -F '\\t' '$4 == ENVIRON["FM_TEXT"] && $2 == "open" { n++ } END { exit n > 0 }'; }
judge() {
  success=false
  if [ "$code" != 0 ]; then :
  elif ticked; then success=true
  fi
  [ $success = false ] || completed=$((completed+1))
  emit task_complete ",\\"document\\":$(json "$doc"),\\"taskIndex\\":$number,\\"success\\":$success,\\"summary\\":$(json "$summary"),\\"elapsedMs\\":$elapsed,\\"exitCode\\":$code$usage"
  tell "   $success ($elapsed ms)"
}
watch_stall() {
  [ "$check$was_tree" = "$(sum "$doc")$now_tree" ] || { same=0; return; }
  same=$((same+1))
  [ $same -lt $stall_rounds ] || finish stalled "nothing has changed in $same rounds: $text"
}
run_agent() {
  started=$((started+1)) run=$id.$started
  printf '%s\\n' "$run" >current
  limit=$task_seconds
  [ $max_seconds -eq 0 ] || { left=$(( max_seconds - ($(clock) - begun) )); [ $limit -ne 0 ] && [ $limit -lt $left ] || limit=$left; }
  write_prompt >prompt.now
  random=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \\n')
  { printf '{"version":1,"id":"%s","title":%s,"mark":"%s","created":%s,"cwd":%s,%s}\\n' "$run" "$(json "$(printf '%s' "$text" | LC_ALL=C cut -c1-110)")" "$random" "$(now)" "$(json "$dir")" "$run_fields"
    printf '%s\\n\\n\\n' "$speech"
    cat prompt.now; } >input
  start_agent <input >start.log 2>&1 || { reply=$?; finish failed "the agent could not be started: $(tail -n 1 start.log) ($reply)"; }
  r=$runs/$run
  while [ ! -e "$r/rc" ]; do
    nap
    kill -0 "$(cat "$r/keeper")" 2>/dev/null || [ -e "$r/rc" ] || { nap; [ -e "$r/rc" ] || break; }
  done
  code=$(cat "$r/rc" 2>/dev/null) || code=255
}
start_agent() {
  eval "set -- $(cat agent)"
  sh ./start-run "$run" "$dir" "" 0 "$random" one "" "$limit" "$idle" "$most" "$@"
}
read_usage() { usage= summary=; }
write_prompt() {
  cat prompt
  printf '\\n---\\nWork on one task of a document, and on no other.\\nDocument: %s\\nLine: %s\\nTask: %s\\n\\n' "$doc" "$line" "$text"
  printf '%s\\n' 'Nobody can answer questions. When the task is really done, change its "[ ]" to "[x]" in that document, and nothing else there.'
}
`
