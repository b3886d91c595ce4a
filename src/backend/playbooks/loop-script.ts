import { PLAYBOOK_ENDS } from '../../state/playbooks/playbook-ends.ts'
import { escalationScript } from '../runs/supervisor-script.ts'
import { branchScript } from './branch-script.ts'
import { documentScript } from './document-script.ts'
import { gateScript } from './gate-script.ts'
import { roundScript } from './round-script.ts'
import { runScript } from './run-script.ts'
import { treeScript } from './tree-script.ts'

/** Shell functions that write events, messages in the pane, and the state that the session list shows. */
const tellingScript = `
now() { t=$(date +%s%3N 2>/dev/null); case $t in *[!0-9]*|'') t=$(date +%s)000;; esac; printf %s "$t"; }
clock() { date +%s; }
nap() { sleep 0.2 2>/dev/null || sleep 1; }
# Prints a text as a JSON string, cut to its first 1,500 bytes.
json() { printf '"%s"' "$(printf '%s' "$1" | tr '\\000-\\037\\177' ' ' | LC_ALL=C cut -c1-1500 | sed 's/[\\\\"]/\\\\&/g')"; }
# Writes one event with a single write. The fields in $2 are already JSON.
emit() { printf '{"type":"%s","timestamp":%s%s}\\n' "$1" "$(now)" "$2" >>events; }
tell() { printf '%s\\n' "$@"; }
state() { [ -z "$TMUX" ] || tmux set-option -q -t "$TMUX_PANE" @fleetmux_state "$1" 2>/dev/null; }
note() { emit warning ",\\"message\\":$(json "$1")"; tell "! $1"; }
`

/** Emits the end event, then exits with the exit code for that kind of end. */
const endScript = `
finish() { # END REASON
  ended=$1
  case $ended in ${Object.entries(PLAYBOOK_ENDS)
    .map(([name, code]) => `${name}) code=${code} ;;`)
    .join(' ')} esac
  success=false; [ "$ended" != done ] || success=true
  halted=; [ "$ended" != halted ] || halted=",\\"halted\\":true,\\"haltReason\\":$(json "$2")"
  end_branch
  emit complete ",\\"success\\":$success,\\"end\\":\\"$ended\\",\\"reason\\":$(json "$2"),\\"totalTasksCompleted\\":$completed,\\"totalElapsedMs\\":$(( ($(clock) - begun) * 1000 )),\\"totalTokens\\":$tokens,\\"totalCost\\":$cost,\\"suspect\\":$suspects$halted"
  printf '%s\\n' "$ended" >end.part && mv end.part end
  rm -rf index objects was.md was.json new seen own other marks resets input prompt.now
  [ $code -ne 0 ] || rm -f environment
  tell "" "== $ended\${2:+: $2} (completed tasks: $completed)"
  if [ $code -eq 0 ]; then state "done: 0"; else state "failed: $code"; fi
  exit $code
}
`

/** Checks whether the playbook must end before the next task. */
const limitScript = `
# True if a stop was requested, the tmux session was closed, or the directory of the playbook is gone.
is_stopped() { [ -e stop ] || [ -n "$closing" ] || [ ! -e keeper ]; }
finish_stopped() { finish stopped "$(head -n 1 stop 2>/dev/null || printf '%s' "$closing")"; }
check_limits() {
  ! is_stopped || finish_stopped
  spent=$(( $(clock) - begun ))
  [ $max_seconds -eq 0 ] || [ $spent -lt $max_seconds ] || finish budget "the time limit of $max_seconds s was reached"
  [ $max_tasks -eq 0 ] || [ $started -lt $max_tasks ] || finish budget "the limit of agents was reached: $started"
  [ $max_tokens -eq 0 ] || [ $tokens -lt $max_tokens ] || finish budget "the token limit was reached: $tokens tokens were used"
  [ "$max_cost" = 0 ] || awk "BEGIN { exit !($cost < $max_cost) }" || finish budget "the cost limit was reached: $cost of $max_cost dollars"
}
check_halts() {
  while IFS="$tab" read -r skip checked <&5; do
    [ -f "$checked" ] || continue
    found=$(scan "$checked" | awk -F '\\t' '$2 == "halt" { print; exit }')
    [ -n "$found" ] || continue
    reason=\${found##*"$tab"}
    emit halt ",\\"document\\":$(json "$checked"),\\"taskIndex\\":$number,\\"line\\":\\"\${found%%"$tab"*}\\",\\"reason\\":$(json "$reason")"
    finish halted "\${reason:-no reason is given} ($checked:\${found%%"$tab"*})"
  done 5<documents
}
`

/** Shell functions that work through one document to its end. */
const documentLoop = `
count() { awk -F '\\t' -v state="$1" '$2 == state { n++ } END { print n + 0 }'; }
work_on() { # DOCUMENT
  doc=$1 before=$completed tries=0
  [ -f "$doc" ] || finish failed "there is no document $doc"
  scan "$doc" >seen || finish failed "$doc cannot be read"
  open=$(count open <seen)
  [ $open -gt 0 ] || return 0
  emit document_start ",\\"document\\":$(json "$doc"),\\"index\\":$nth,\\"taskCount\\":$open"
  tell "" "== $doc: $open open"
  while :; do
    check_limits
    check_halts
    [ -f "$doc" ] && scan "$doc" >seen || finish failed "$doc cannot be read"
    IFS="$tab" read -r line mark kind text asked <<FLEETMUX
$(awk -F '\\t' '$2 == "open" { print; exit }' seen)
FLEETMUX
    [ -n "$line" ] || break
    number=$(awk -F '\\t' -v line="$line" '$3 == "-" { next } $1 == line { print n + 0; exit } { n++ }' seen)
    if [ "$kind" = gate ]; then wait_at_gate; else work_off; fi
  done
  waiting=$(count wait <seen)
  [ $waiting -eq 0 ] || finish stalled "$doc has tasks that depend on tasks that are not done: $waiting"
  emit document_complete ",\\"document\\":$(json "$doc"),\\"tasksCompleted\\":$((completed - before))"
}
# Reopens all boxes of a document.
reset_document() {
  scan "$1" | awk -F '\\t' '$2 == "done" { print $1 "\\t" $4 }' >resets
  mark_all "$1" resets open || note "the boxes of $1 could not be opened again"
}
`

/** Works through all documents of the playbook, once or as often as the user requested. */
const mainScript = `
emit start ",\\"playbook\\":{\\"id\\":$(json "$id"),\\"name\\":$(json "$name")},\\"session\\":{\\"id\\":$(json "$id"),\\"name\\":$(json "$session"),\\"cwd\\":$(json "$dir")}"
tell "Playbook $name in $dir, with $agent. Its files are in $d."
[ -z "$branch" ] || emit branch ",\\"branch\\":$(json "$branch"),\\"base\\":$(json "$base"),\\"worktree\\":$(json "$worktree"),\\"remote\\":$(json "$remote"),\\"work\\":$(json "$work")"
state working
take_up_round
while :; do
  nth=0 since=$(clock)
  while IFS="$tab" read -r reset path <&4; do
    if [ $nth -ge $place ]; then
      work_on "$path"
      [ "$reset" = 0 ] || reset_document "$path"
    fi
    nth=$((nth+1)) place=$nth
    keep_totals
  done 4<documents
  emit loop_complete ",\\"iteration\\":$iteration,\\"tasksCompleted\\":$((completed - earlier)),\\"elapsedMs\\":$(( ($(clock) - since) * 1000 ))"
  [ "$looping" = 1 ] && [ $completed -gt $earlier ] || finish done ""
  [ $max_loops -eq 0 ] || [ $iteration -lt $max_loops ] || { [ "$own_loops" = 1 ] && finish done ""; finish budget "the limit of rounds through the documents was reached: $iteration"; }
  iteration=$((iteration+1)) place=0 earlier=$completed
  keep_totals
done
`

/** Ends the playbook and its agent when the session is closed or the pane is interrupted. */
const closingScript = `
closed() { trap '' HUP INT TERM; closing=$1; stop_run; }
trap 'closed "the tmux session of the playbook was ended"' HUP TERM
trap 'closed "somebody pressed C-c in the pane of the playbook"' INT
`

/** Saves the counts of tasks, tokens and cost, with which a resumed playbook continues. */
const totalsScript = `
keep_totals() { printf 'completed=%s started=%s tokens=%s cost=%s suspects=%s iteration=%s place=%s earlier=%s\\n' $completed $started $tokens $cost $suspects $iteration $place $earlier >totals.part && mv totals.part totals; }
completed=0 started=0 tokens=0 cost=0 suspects=0 iteration=1 place=0 earlier=0
[ ! -e totals ] || . ./totals
`

/**
 * The playbook's process on its host: a shell in a tmux window that works through documents, with a new agent per task
 * or document. Its argument is its directory, which holds `settings`, `documents`, `prompt` and `agent`.
 */
export const loopScript = `
unset IFS CDPATH ENV BASH_ENV
umask 077
d=$1
cd "$d" || exit 1
trap '' PIPE
tab='	'
. ./settings
[ ! -e environment ] || . ./environment
echo $$ >keeper
number=0 same=0 tries=0 run= closing= begun=$(date +%s)
${[
  escalationScript(),
  tellingScript,
  endScript,
  documentScript,
  treeScript,
  totalsScript,
  limitScript,
  gateScript,
  runScript,
  roundScript,
  branchScript,
  closingScript,
  documentLoop,
  mainScript,
].join('')}`
