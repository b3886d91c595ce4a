/**
 * Handles a gate, which is a check box that only a user may select. Waits for an answer in the playbook's directory or
 * in its pane. Meanwhile the session's state is waiting, so it is listed as needing attention. The first answer counts.
 */
export const gateScript = `
exec 6<&0
read_pane() {
  while IFS= read -r reply; do
    case $reply in go|stop) ;; *) tell "  Type go or stop."; continue ;; esac
    mkdir answering 2>/dev/null && printf '%s\\n' "$reply" >answer.part && mv answer.part answer
    return
  done
}
wait_at_gate() {
  rm -rf answer answering
  waited=$(clock) typed=
  printf '%s\\n' "$asked" >gate.part && mv gate.part gate
  emit gate ",\\"document\\":$(json "$doc"),\\"taskIndex\\":$number,\\"line\\":$line,\\"question\\":$(json "$asked")"
  state "waiting: $asked (go or stop)"
  tell "" "? $asked" "  Type go or stop, or run: fleetmux playbook answer $id go|stop"
  [ ! -t 6 ] || { read_pane <&6 & typed=$!; }
  while [ ! -e answer ] && ! is_stopped; do nap; done
  [ -z "$typed" ] || { kill $typed; wait $typed; } 2>/dev/null
  rm -f gate
  # The time until the answer does not count towards the time limit of the playbook.
  begun=$((begun + $(clock) - waited))
  ! is_stopped || finish_stopped
  { read -r reply; IFS= read -r by; } <answer
  rm -rf answer answering
  emit answer ",\\"document\\":$(json "$doc"),\\"taskIndex\\":$number,\\"answer\\":$(json "$reply"),\\"by\\":$(json "\${by:-the pane}")"
  [ "$reply" = go ] || finish gate "a user answered stop: $asked"
  state working
  mark "$doc" "$line" "$text" done || note "the task that asks you could not be ticked, because it is no longer in the document: $asked"
}
`
