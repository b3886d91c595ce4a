#!/bin/sh
# Stands in for an agent of a playbook, under the name claude: reads a prompt, does what the task in it says, ticks its
# box, and ends with a result line as Claude Code prints it. Words in the task:
# NOTHING  LIE (ticks, changes nothing)  LIE-ALL  HALF (changes, does not tick)  HALT  FAIL  SLEEP=SECONDS  EDIT (adds a task)
[ "$1" != --version ] || { echo '2.1.332 (Claude Code)'; exit 0; }
prompt=$(cat)
document=$(printf '%s\n' "$prompt" | sed -n 's/^Document: //p' | tail -n 1)
task=$(printf '%s\n' "$prompt" | sed -n 's/^Task: //p' | tail -n 1)
[ -z "$MOCK_LOG" ] || printf '%s\n' "$prompt" >>"$MOCK_LOG"
tick() { FM=$1 awk '{ at = index($0, "[ ] "); if (at && (ENVIRON["FM"] == "" || substr($0, at + 4) == ENVIRON["FM"])) sub(/\[ \]/, "[x]"); print }' "$document" >"$document.$$" && cat "$document.$$" >"$document"; rm -f "$document.$$"; }
work() { printf '%s\n' "$task" >>work.txt; }
case $task in *SLEEP=*) seconds=${task#*SLEEP=}; sleep "${seconds%% *}" ;; esac
case $task in
  *NOTHING*) ;;
  'all that are open'*) work; tick '' ;;
  *LIE-ALL*) tick '' ;;
  *LIE*) tick "$task" ;;
  *HALF*) work ;;
  *HALT*) work; printf '\n<!-- maestro:halt: a key is missing -->\n' >>"$document" ;;
  *FAIL*) work; echo 'out of luck' >&2; exit 3 ;;
  *EDIT*) work; tick "$task"; printf -- '- [ ] Added meanwhile\n' >>"$document" ;;
  *) work; tick "$task" ;;
esac
printf '{"type":"result","subtype":"success","is_error":false,"num_turns":1,"result":"I did: %s","total_cost_usd":0.25,"usage":{"input_tokens":400,"output_tokens":34,"cache_read_input_tokens":800},"session_id":"98f41e08-dc83-4023-8177-c3b7d7d31d5e"}\n' "$(printf '%s' "$task" | tr -d '\\"')"
