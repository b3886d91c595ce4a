import { TIME_LIMITS } from '../../state/worktrees/time-limits.ts'
import { boundTailScript } from '../transport/bound-tail.ts'
import { limitFunction } from './create-scripts.ts'
import { WORKTREE_EXITS as E, paneFunctions, worktreeScript } from './worktree-prelude.ts'

/**
 * Time from the start of the pane's script until the agent's run must have created its directory on the host, in
 * seconds. Then the iteration ends as `not_started`.
 */
const APPEARS = 180

/** Shell functions that encode arbitrary bytes as JSON strings and lists. */
const jsonFunctions = `
esc() { LC_ALL=C tr -d '\\000-\\010\\013-\\037\\177' | LC_ALL=C sed -e 's/\\\\/\\\\\\\\/g' -e 's/"/\\\\"/g' -e 's/	/\\\\t/g'; }
text() { printf '"%s"' "$(esc | LC_ALL=C sed -e ':a' -e '$!{' -e 'N' -e 'ba' -e '}' -e 's/\\n/\\\\n/g')"; }
list() { printf '[%s]' "$(esc | LC_ALL=C sed -e '/^$/d' -e 's/^/"/' -e 's/$/"/' -e '$!s/$/,/' | tr -d '\\n')"; }
`

/**
 * Arguments DIRECTORY N. Runs in a pane on the host, without a connection. Waits for the agent's run to end, commits
 * the agent's changes, runs the test script and records the result. Each part can be repeated after an interruption.
 */
const paneScript = `
trap '' HUP
umask 077
d=$1 n=$2 i=$1/it/$2
id=\${d##*/}
${paneFunctions}
${limitFunction}
${jsonFunctions}
refuse() { tell "$2"; printf '%s\\n' "$2" >>"$i/notes"; }
tell() { printf '%s  %s\\n' "$(date +%H:%M:%S)" "$*"; }
nap() { sleep 0.3 2>/dev/null || sleep 1; }
iso() { date -u +%Y-%m-%dT%H:%M:%SZ; }
repo=$(value repo) path=$(value path) branch=$(value branch) base=$(value base) name=$(value name)
case $name in *[!a-zA-Z0-9._-]*|-*|'') called=$id ;; *) called=$name ;; esac
PATH=$(cat "$i/path"); export PATH
: >"$d/lock/inpane"; mine
run=$(cat "$i/run") rundir=$(cat "$i/rundir") agent=$(cat "$i/agent")
: >"$i/notes"
end=ok code=null
head0=$(cat "$i/head")
if [ -n "$run" ]; then
  tell "Iteration $n of $name on $branch: the agent $agent gets the prompt (run $run)."
  head -n 5 "$i/prompt" | sed 's/^/          > /'
  s=0; until [ -s "$rundir/keeper" ] || [ -e "$i/cancelled" ] || [ $s -ge $((${APPEARS}*3)) ]; do nap; s=$((s+1)); done
  # Creating the directory of the run decides a race: if this script creates it first, the run can no longer start.
  [ -s "$rundir/keeper" ] || [ -e "$i/cancelled" ] || { mkdir -p "\${rundir%/*}"; mkdir "$rundir" 2>/dev/null; }
  if [ ! -s "$rundir/keeper" ]; then
    end=not_started; why=$(cat "$i/cancelled" 2>/dev/null); tell "The agent did not start. $why"; printf '%s\\n' "$why" >>"$i/notes"
  else
    s=0 seen=
    while [ ! -e "$rundir/rc" ]; do
      kill -0 "$(cat "$rundir/keeper" 2>/dev/null)" 2>/dev/null || { nap; nap; nap; [ -e "$rundir/rc" ] || { end=lost; break; }; }
      [ $((s%30)) -ne 29 ] || { c=$(changed)
        [ "$c" = "$seen" ] || tell "The agent is working; files changed so far: $c."
        seen=$c; }
      nap; s=$((s+1))
    done
    if [ $end = lost ]; then tell "The run was lost: the host was restarted, or the process that supervises the run was killed."
    else code=$(cat "$rundir/rc"); why=$(cat "$rundir/why" 2>/dev/null)
      case $why in timeout|inactivity) end=timeout ;; aborted|interrupted) end=stopped ;; *) [ "$code" -eq 0 ] || end=agent_exit ;; esac
      tell "The agent has ended with exit code $code\${why:+ ($why)}."; fi
  fi
else end=no_agent; fi

if ! tree_; then refuse 1 "The worktree $path no longer exists."
  : >"$i/commit.out"; printf 'the worktree is gone\\n' >"$i/commit.error"
elif rebasing; then printf 'a rebase is in progress, so nothing was committed: \`fleetmux work continue %s\` completes the rebase\\n' "$called" >>"$i/notes"
elif [ "$(g -C "$path" symbolic-ref -q HEAD)" != "refs/heads/$branch" ]; then
  printf 'HEAD of the worktree is not on %s\\n' "$branch" >"$i/commit.error"
elif [ -n "$run" ]; then
  # Files of the repository get the user's own permissions; our own stay private.
  for f in add.out commit.out commit.error; do : >"$i/$f"; done
  umask "$(cat "$i/mask")"
  lfsless -C "$path" add -A >"$i/add.out" 2>&1 || tail -n 3 "$i/add.out" >"$i/commit.error"
  # Files copied by .worktreeinclude may contain secrets, so they are never committed, even if git no longer ignores them.
  [ ! -s "$d/included" ] || g -C "$path" diff --cached --name-only --no-renames | grep -xF -f "$d/included" | while IFS= read -r f; do
    g -C "$path" reset -q -- ":(literal)$f"; tell "$f was copied by .worktreeinclude and is not committed."
    printf '%s was copied by .worktreeinclude, and is not committed\\n' "$f" >>"$i/notes"; done
  if [ ! -s "$i/commit.error" ] && ! g -C "$path" diff --cached --quiet; then
    identity "$path"
    hooks=$(value hookLimit); hooks=\${hooks:-${TIME_LIMITS.hooks}}
    limit "$hooks" "$i/commit.out" git -C "$path" -c gc.auto=0 -c maintenance.auto=false commit -q --no-gpg-sign -F "$i/message"
    c=$?
    [ $c -eq 0 ] && ! g -C "$path" diff --cached --quiet && c=1
    if [ $c -eq 0 ]; then tell "Committed."
    else { [ $c -ne 124 ] || printf 'a git hook did not end within %s s\\n' "$hooks"; tail -c 4000 "$i/commit.out"; } >"$i/commit.error"
      [ -s "$i/commit.error" ] || printf 'a git hook failed with exit code %s and printed nothing\\n' $c >"$i/commit.error"
      tell "The commit failed:"; tail -n 10 "$i/commit.error"; fi
    # The output of a hook is reported even if the commit succeeded.
    [ $c -ne 0 ] || [ ! -s "$i/commit.out" ] || { printf 'a git hook printed: '; head -c 500 "$i/commit.out" | tr '\\n' ' '; printf '\\n'; } >>"$i/notes"
  fi
fi
umask 077
after=$(g -C "$repo" rev-parse -q --verify "refs/heads/$branch^{commit}" 2>/dev/null)
[ -n "$after" ] || after=$head0
g -C "$repo" diff --name-only "$head0" "$after" 2>/dev/null >"$i/changed"
m=$(wc -l <"$i/changed" | tr -d ' '); if [ "$m" = 1 ]; then tell "1 file was changed."; else tell "$m files were changed."; fi

test=none tcode=null
if [ -s "$i/script" ] && tree_ && [ $end != not_started ]; then
  tell "Running the script: $(head -n 1 "$i/script")"
  : >"$i/out"
  ${boundTailScript.trim()}
  tail $bound -f "$i/out" 2>/dev/null & shown=$!
  leash $shown
  ( FLEETMUX_PORT=$(value firstPort) FLEETMUX_PORTS=$(value ports) PORT=$(value firstPort)
    export FLEETMUX_PORT FLEETMUX_PORTS PORT
    cd "$path" && umask "$(cat "$i/mask")" && limit "$(cat "$i/limit")" "$i/out" sh -c "$(cat "$i/script")" )
  tcode=$?
  nap; kill $shown $leash 2>/dev/null; wait $shown 2>/dev/null
  case $tcode in 0) test=pass ;; 124) test=timeout ;; *) test=fail ;; esac
  tell "The script has ended: $test (exit code $tcode)."
fi

{ printf '{"id":"%s.%s","sessionId":"%s","number":%s,"run":"%s",' "$id" "$n" "$id" "$n" "$run"
  printf '"prompt":'; head -c 900 "$i/prompt" | text
  printf ',"startTime":"%s","endTime":"%s","end":"%s","exitCode":%s,' "$(cat "$i/start")" "$(iso)" "$end" "$code"
  printf '"before":"%s","commitSha":"%s","commitError":' "$head0" "$after"; head -c 4000 "$i/commit.error" 2>/dev/null | text
  printf ',"notes":'; head -n 50 "$i/notes" | cut -c 1-900 | list
  printf ',"changedFiles":'; head -n 500 "$i/changed" | cut -c 1-2000 | list
  printf ',"changedCount":%s,"testResult":"%s","testExitCode":%s,"testOutput":' "$(wc -l <"$i/changed" | tr -d ' ')" $test $tcode
  tail -c 6000 "$i/out" 2>/dev/null | text
  printf '}\\n'; } >"$i/record.new" && [ "$(tail -c 2 "$i/record.new")" = '}' ] && mv "$i/record.new" "$i/record" &&
  { grep -q "^{\\"id\\":\\"$id[.]$n\\"" "$d/iterations.jsonl" 2>/dev/null || cat "$i/record" >>"$d/iterations.jsonl"; } ||
  tell "The result could not be recorded in $d. Free disk space there, then run \\\`fleetmux work continue $called\\\`."
tell "Done. To see the changes: \\\`fleetmux work diff $called\\\`."
[ ! -e "$i/record" ] || { unlock; [ $end != not_started ] || rmdir "$rundir" 2>/dev/null; }
`

/** Starts the pane script in the session's tmux pane, or without tmux if the host has no tmux. */
const openPane = `
pane() { n=$1 i=$d/it/$1
  cat >"$d/iterate.sh.$$" <<'FLEETMUX' && mv "$d/iterate.sh.$$" "$d/iterate.sh"
${paneScript.trim()}
FLEETMUX
  PATH_=$PATH
  usual; learn 3
  printf '%s\\n' "$PATH" >"$i/path"
  printf '%s\\n' "$mask" >"$i/mask"
  again_="To try again: \\\`fleetmux work continue $called\\\`"
  if seek tmux; then
    line="exec sh '$(printf %s "$d/iterate.sh" | sed "s/'/'\\\\\\\\''/g")' '$(printf %s "$d" | sed "s/'/'\\\\\\\\''/g")' $n"
    # The session stays locked between the end of this script and the first step of the pane script.
    : >"$d/lock/inpane"
    p=$(cat "$d/pane" 2>/dev/null)
    if [ -n "$p" ] && [ "$(tm display-message -p -t "$p" '#{pane_dead} #{@fleetmux_work}' 2>/dev/null)" = "1 $id" ]; then
      tm respawn-pane -t "$p" "$line" 2>"$i/tmux.error" || refuse 1 "tmux could not start the command in the pane: $(reason_ 1 <"$i/tmux.error"). $again_"
    else
      slug=$(value slug) try=work-$slug k=1
      while tm has-session -t "=$try" 2>/dev/null; do k=$((k+1)); try=work-$slug-$k; done
      # tmux expands formats in a directory name and runs commands in #(), so every # is doubled.
      p=$(tm new-session -d -P -F '#{pane_id}' -s "$try" -x 120 -y 40 -c "$(printf %s "$path" | sed 's/#/##/g')" "$line" \\; set-option -q destroy-unattached off \\; \\
        set-option -q -w remain-on-exit on \\; set-option -q @fleetmux_work "$id" 2>"$i/tmux.error") || refuse 1 "tmux could not start a session: $(reason_ 1 <"$i/tmux.error"). $again_"
      printf '%s\\n' "$p" >"$d/pane"
    fi
    tm display-message -p -t "$p" '#{session_name}' >"$d/session" 2>/dev/null
  else
    rm -f "$d/pane" "$d/session"
    ( group sh "$d/iterate.sh" "$d" $n ) </dev/null >"$i/told" 2>&1 &
    [ "$(cat "$d/lock/pid" 2>/dev/null)" != $$ ] || mine $!
  fi
  say session "$(cat "$d/session" 2>/dev/null)"; }
`

/**
 * Locks the session and starts the pane script in its pane: it waits for the end of the agent's run, commits its work
 * and runs the test script. Arguments: session id, `USER@HOST` of the caller, run id (empty: only the test script
 * runs), agent, test script, its timeout, flag and value that select the tmux server, commit message, prompt.
 */
export const beginScript = worktreeScript(`
${limitFunction}
${openPane}
enter "$1"
owner=$2 run=$3 agent=$4
needtree
done_ setup || refuse ${E.refused} "the creation of $name was interrupted. To complete it: \\\`fleetmux work continue $called\\\`"
lock "an iteration" "$owner"
trap unlock EXIT
printf '%s\\n%s\\n' "$7" "$8" >"$d/socket"
n=$(ls "$d/it" | sort -n | tail -n 1)
n=$((\${n:-0}+1))
mkdir "$d/it/$n" || refuse ${E.notWritten} "files cannot be written in $d"
i=$d/it/$n
printf '%s\\n' "$run" >"$i/run" && printf '%s\\n' "$state/runs/$run" >"$i/rundir" && printf '%s\\n' "$agent" >"$i/agent" &&
  printf '%s' "$5" >"$i/script" && printf '%s\\n' "$6" >"$i/limit" && printf '%s\\n' "$9" >"$i/message" &&
  shift 9 && printf '%s\\n' "$1" >"$i/prompt" && date -u +%Y-%m-%dT%H:%M:%SZ >"$i/start" &&
  g -C "$repo" rev-parse -q --verify "refs/heads/$branch^{commit}" >"$i/head" || { rm -rf "$i"; refuse ${E.notWritten} "files cannot be written in $d"; }
printf '%s\\n' "$n" >"$d/lock/iteration"
say number "$n"
say path "$path"
say port "$(value firstPort)"
say ports "$(value ports)"
pane "$n"
trap - EXIT
`)

/**
 * Arguments ID N WHY. Cancels the agent's run of iteration N of session ID, if it is uncertain whether the run has
 * started. If it has not, it can no longer start, and the pane script (which runs the iteration in the session's tmux
 * pane) records WHY. If it has, prints `begun yes`.
 */
export const cancelScript = worktreeScript(`
enter "$1"
r=$(cat "$d/it/$2/rundir")
mkdir -p "\${r%/*}"
if mkdir "$r" 2>/dev/null; then printf '%s\\n' "$3" >"$d/it/$2/cancelled" || refuse ${E.notWritten} "files cannot be written in $d"
elif [ ! -e "$d/it/$2/cancelled" ]; then say begun yes; fi
`)

/**
 * Continues an iteration (one prompt to the agent, then the test script) whose pane ended before the iteration did.
 * Arguments: session id, `USER@HOST` of the caller.
 */
export const resumeIterationScript = worktreeScript(`
${limitFunction}
${openPane}
enter "$1"
n=$(ls "$d/it" | sort -n | tail -n 1)
[ -n "$n" ] && [ ! -e "$d/it/$n/record" ] || refuse ${E.refused} "nothing in the session $name was interrupted, so there is nothing to continue"
lock "an iteration" "$2"
printf '%s\\n' "$n" >"$d/lock/iteration"
say number "$n"
say run "$(cat "$d/it/$n/run" 2>/dev/null)"
pane "$n"
`)

/**
 * Arguments ID N. Waits about 12 s for the end of iteration N (the agent's work on one prompt, then the test script).
 * Prints `last` with its stored record if it has ended, `gone yes` if it ended without a record, and nothing if it
 * still runs.
 */
export const waitScript = worktreeScript(`
enter "$1"
k=0
# True while the iteration $1 holds the lock; its record is written before the lock is released.
goes() { [ "$(cat "$d/lock/iteration" 2>/dev/null)" = "$1" ] && held; }
while goes "$2" && [ $k -lt 60 ]; do sleep 0.2 2>/dev/null || { sleep 1; k=$((k+4)); }; k=$((k+1)); done
if goes "$2"; then exit 0
elif [ -e "$d/it/$2/record" ]; then say last "$(cat "$d/it/$2/record")"
else say gone yes; fi
`)
