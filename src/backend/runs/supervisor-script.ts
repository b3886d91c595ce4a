/**
 * The supervisor of a run on its host: a shell in its own session, started as `run.sh`. It feeds the agent from the
 * file `in`, stores the agent's output in `out` and `err`, stops the agent on timeout, and records how it ended. It
 * works without a connection.
 *
 * Arguments: DIRECTORY MARK WAY END SECONDS IDLE BYTES CWD COMMAND...
 * WAY `two`: `in` stays open and grows, until a line of `out` matches END. WAY `one`: `in` is complete.
 * SECONDS, IDLE, BYTES: limits of the run time, of the time without output, and of the stored output; 0: no limit.
 * Beyond BYTES the middle of `out` is deallocated in the file: byte offsets stay valid, and the file `lost` contains
 * the discarded range. If that is not possible, the run is stopped.
 *
 * A file `after` is a script that removes what the run created outside its process group; it runs at the end.
 *
 * Notes of the supervisor in `err` begin with MARK, which is random so that an agent cannot forge one. The empty line
 * before each note ends a line that a program has left incomplete.
 */
export const supervisorScript = `
d=$1 mark=$2 way=$3 end=$4 limit=$5 idle=$6 most=$7 cwd=$8
shift 8
trap '' HUP PIPE
cd "$d" || exit 1
note() { printf '\\n%s %s\\n' "$mark" "$*" >>err; }
# Sets t to a time in milliseconds, for durations only: from /proc/uptime, else from the system clock.
now() { if read -r t s 2>/dev/null </proc/uptime; then t=\${t%.*}\${t#*.}0
  else t=$(date +%s%3N 2>/dev/null); case $t in *[!0-9]*|'') t=$(date +%s)000;; esac
  fi; }
nap() { sleep 0.2 2>/dev/null || sleep 1; }
${escalationScript()}
# Frees the middle of the output. The first lines, which identify the session, and the newest half of the limit are kept.
lose() { was_lost=$(cat lost 2>/dev/null) from=$((most/64)) to=$(($1-most/2))
  printf '%s %s\\n' $from $to >lost.new && mv lost.new lost || return 1
  fallocate -p -o $from -l $((to-from)) out 2>/dev/null && { lost=$((to-from)); return 0; }
  if [ -n "$was_lost" ]; then printf '%s\\n' "$was_lost" >lost; else rm -f lost; fi
  return 1; }
reap() { kill "$@" 2>/dev/null; }
echo $$ >keeper
# The starter reads only the process id of the agent from this descriptor.
exec 4>&1 >/dev/null
if [ "$way" = two ]; then
  mkfifo feed seen || exit 1
  tail -n +1 -f in >feed 2>/dev/null 4>&- & feeder=$!
  ( exec tail -n +1 -f out >seen 2>/dev/null ) 4>&- & looker=$!
  ( grep -m 1 -E "$end" <seen >/dev/null; reap $looker $feeder; i=0
    while [ $i -lt 50 ] && [ ! -e rc ]; do nap; i=$((i+1)); done
    [ -e rc ] || { [ -e why ] || echo done >why; stop "$(cat pid)"; } ) 4>&- & watcher=$!
  exec 3<feed
else exec 3<in; feeder= looker= watcher=
fi
( cd "$cwd" && group "$@" ) <&3 >>out 2>>err 3<&- 4>&- &
agent=$!
printf '%s\\n' $agent >pid
exec 3<&-
printf '%s\\n' $agent >&4
exec 4>&-
now
note started $t
[ ! -p feed ] || rm -f feed
# Checks often only while much output is written, or when a limit is near.
( trap 'kill $nap 2>/dev/null; exit' TERM
  s=0 quiet=0 size=0 lost=0 pause=1
  while :; do
    left=$pause
    [ "$limit" -eq 0 ] || [ $((limit-s)) -ge $left ] || left=$((limit-s))
    [ "$idle" -eq 0 ] || [ $((idle-quiet)) -ge $left ] || left=$((idle-quiet))
    [ $left -ge 1 ] || left=1
    sleep $left & nap=$!
    wait $nap
    # If the supervisor was killed, the agent continues; the processes that feed it end when the agent has ended.
    kill -0 $agent 2>/dev/null || kill -0 $$ 2>/dev/null || { reap $feeder $looker; exit; }
    set -- $(wc -c out err)
    s=$((s+left)) quiet=$((quiet+left)) was=$size size=$1
    [ "$size" -eq "$was" ] || quiet=0
    pause=$((pause*2))
    [ $pause -le 15 ] || pause=15
    [ $((size-was)) -lt 1000000 ] || pause=2
    why=
    [ "$limit" -eq 0 ] || [ $s -lt "$limit" ] || why=timeout
    [ "$idle" -eq 0 ] || [ $quiet -lt "$idle" ] || why=inactivity
    [ "$most" -eq 0 ] || [ $((size-lost)) -le "$most" ] || lose $size || why=output
    [ "$most" -eq 0 ] || [ "$3" -le "$most" ] || why=output
    [ -z "$why" ] || { [ -e why ] || printf '%s\\n' $why >why; stop $agent; exit; }
  done ) & clock=$!
wait $agent
code=$?
# If the agent was stopped, all processes that it has started are ended too.
[ ! -e why ] || stop $agent
reap $clock $feeder $looker
# Ends an incomplete last line.
echo >>out
printf '%s\\n' $code >rc.new
why=
[ ! -e why ] || read -r why <why
now
note ended $code $(($(wc -c <out))) $t "$why"
mv rc.new rc
printf '%s\\n' "\${d##*/}" >>../.journal
[ -z "$watcher" ] || { reap $watcher; rm -f seen; }
[ ! -e after ] || { sh ./after >/dev/null 2>&1; rm -f after; }
`

/**
 * Shell functions. `group COMMAND...` replaces the shell by the command in its own session and process group, so that
 * all its children can be signalled. `stop PID` interrupts that group, terminates it five seconds later, and kills it
 * after another five.
 */
export function escalationScript(): string {
  return `
group() { if command -v setsid >/dev/null 2>&1; then exec setsid "$@"; fi
  exec perl -e 'use POSIX; POSIX::setsid(); exec { $ARGV[0] } @ARGV; exit 127' -- "$@"; }
alive() { kill -0 -"$1" 2>/dev/null; }
stop() { for signal in INT TERM KILL; do kill -$signal -"$1" 2>/dev/null || return 0; i=0
  while [ $i -lt 25 ] && alive "$1"; do sleep 0.2 2>/dev/null || { sleep 1; i=$((i+4)); }; i=$((i+1)); done
  alive "$1" || return 0; done; }
`
}
