/** Shell functions that start one agent as a separate run, wait for the run, and read the usage that it reports. */
export const runScript = `
run_alive() { kill -0 "$(cat "$1/keeper" 2>/dev/null)" 2>/dev/null; }
wait_for_run() {
  r=$runs/$run
  while [ ! -e "$r/rc" ]; do
    nap
    run_alive "$r" || [ -e "$r/rc" ] || { nap; [ -e "$r/rc" ] || break; }
  done
  code=$(cat "$r/rc" 2>/dev/null) || code=255
}
stop_run() { # what it has started, too
  r=$runs/$run
  [ -n "$run" ] && [ -f "$r/pid" ] && [ ! -e "$r/rc" ] || return 0
  printf 'aborted\\n' >"$r/why"
  stop "$(cat "$r/pid")"
}
run_agent() {
  started=$((started+1)) run=$id.$started
  printf '%s\\n' "$run" >current
  keep_totals
  limit=$task_seconds
  if [ $max_seconds -ne 0 ]; then
    left=$(( max_seconds - ($(clock) - begun) ))
    [ $limit -ne 0 ] && [ $limit -lt $left ] || limit=$left
    [ $limit -gt 0 ] || limit=1
  fi
  write_prompt >prompt.now
  random=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \\n')
  title=$(json "$(printf '%s' "$text" | LC_ALL=C cut -c1-110)")
  { printf '{"version":1,"id":"%s","title":%s,"mark":"%s","created":%s,"cwd":%s,%s}\\n' "$run" "$title" "$random" "$(now)" "$(json "$dir")" "$run_fields"
    printf '{"prompt":"","cwd":%s,"permissions":"%s"}\\n\\n\\n' "$(json "$dir")" "$permissions"
    cat prompt.now; } >input
  start_agent <input >start.log 2>&1 || { failed=$?; finish failed "the agent could not be started: $(tail -n 1 start.log) (exit code $failed)"; }
  wait_for_run
}
start_agent() {
  eval "set -- $(cat agent)"
  sh ./start-run "$run" "$dir" "" "" 0 "$random" one "" "$limit" "$idle" "$most" "$@"
}
# Prints input tokens, output tokens and dollars, then the end of the answer as JSON text.
usage_of() { LC_ALL=C awk -v dialect="$dialect" '
function number(line, name) {
  if (!match(line, "\\"" name "\\":[0-9]+([.][0-9]+)?(e-?[0-9]+)?")) return 0
  line = substr(line, RSTART, RLENGTH); sub(/.*:/, "", line); return line + 0 }
function says(line, name,  at) {
  at = index(line, "\\"" name "\\":\\""); if (!at) return
  line = substr(line, at + length(name) + 4, 2000); if (match(line, /^([^"\\\\]|\\\\.)*/)) said = substr(line, 1, RLENGTH) }
dialect ~ /^claude/ && /"type":"result"/ { input = number($0, "input_tokens"); output = number($0, "output_tokens"); cost = number($0, "total_cost_usd"); says($0, "result") }
dialect == "codex-exec" && /"type":"turn.completed"/ { input += number($0, "input_tokens"); output += number($0, "output_tokens") }
dialect == "codex-exec" && /"type":"agent_message"/ { says($0, "text") }
dialect == "gemini" && /"type":"result"/ { input += number($0, "input_tokens"); output += number($0, "output_tokens") }
dialect == "opencode" && /"type":"step_finish"/ { input += number($0, "input"); output += number($0, "output"); cost += number($0, "cost") }
dialect == "opencode" && /"type":"text"/ { says($0, "text") }
dialect == "text" && /[^ \\t]/ { said = $0; gsub(/[\\\\"]/, "", said) }
END { said = substr(said, 1, 300); sub(/\\\\+(u[0-9a-fA-F]*)?$/, "", said)
  printf "%.0f %.0f %.6f %s\\n", input, output, cost, said }' <"$r/out"; }
read_usage() {
  used_in=0 used_out=0 used_cost=0 said= usage=
  [ ! -f "$r/out" ] || read -r used_in used_out used_cost said <<FLEETMUX
$(usage_of | tr '\\001-\\011\\013-\\037' ' ')
FLEETMUX
  tokens=$((tokens + used_in + used_out))
  cost=$(awk "BEGIN { printf \\"%.6f\\", $cost + $used_cost }")
  [ "$used_in$used_out" = 00 ] || usage=",\\"usageStats\\":{\\"inputTokens\\":$used_in,\\"outputTokens\\":$used_out,\\"totalCostUsd\\":$used_cost}"
}
# Replaces the placeholders of Maestro in the prompt of the playbook.
fill_in() { LC_ALL=C DOCUMENT_PATH=$doc DOCUMENT_NAME=\${doc##*/} CWD=$dir PROJECT_PATH=$dir LOOP_NUMBER=$iteration AGENT_NAME=$agent \\
  PLAYBOOK_NAME=$name DATE=$(date +%Y-%m-%d) awk '{ rest = $0; out = ""
  while ((at = index(rest, "{{")) && (end = index(substr(rest, at), "}}"))) {
    key = substr(rest, at + 2, end - 3)
    out = out substr(rest, 1, at - 1) (key ~ /^(DOCUMENT_PATH|DOCUMENT_NAME|CWD|PROJECT_PATH|LOOP_NUMBER|AGENT_NAME|PLAYBOOK_NAME|DATE)$/ ? ENVIRON[key] : substr(rest, at, end + 1))
    rest = substr(rest, at + end + 1) }
  print out rest }'; }
write_prompt() {
  [ ! -s prompt ] || { fill_in <prompt; printf '\\n---\\n'; }
  if [ "$mode" = document ]; then
    last=$(awk -F '\\t' '$2 == "open" && $3 == "gate" { print $1; exit }' seen)
    printf 'Work off the open tasks of a document, in their order.\\nDocument: %s\\nTask: all that are open%s\\n\\n' "$doc" "\${last:+ before line $last, where a person has to decide}"
  else printf 'Work on one task of a document, and on no other.\\nDocument: %s\\nLine: %s\\nTask: %s\\n\\n' "$doc" "$line" "$text"
  fi
  case $doc in
    *.json) printf '%s\\n' "When the task is really done, set its \\"status\\" to \\"done\\" in that document, and change nothing else there." ;;
    *) printf '%s\\n' 'When a task is really done, change its "[ ]" to "[x]" in that document, and change nothing else there.' \\
      'A task that begins with !gate: is for a person: leave it.' \\
      'If a person has to decide something before anything can go on, add a line to the document: \`<!-- maestro:halt: REASON -->\`, without the backticks.' ;;
  esac
  printf '%s\\n' 'Nobody can answer questions.'
  [ ! -s verify.log ] || { printf 'An attempt before this one did not pass this check: %s\\nIt printed at its end:\\n' "$verify"; tail -c 3000 verify.log; }
}
`
