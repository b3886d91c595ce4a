/**
 * What stays on the host for as long as a run lasts: a shell in a session of its own, started by `run.sh`. It feeds the
 * agent from the file `in`, keeps what it prints in `out` and `err`, ends it when its time is over, and writes down how
 * it ended. Nobody has to be connected.
 *
 * Arguments: DIRECTORY MARK WAY END SECONDS IDLE BYTES CWD COMMAND...
 * WAY `two`: `in` stays open and grows; a line of `out` that matches END closes it. WAY `one`: `in` is all there is.
 * SECONDS, IDLE, BYTES: limits of the run, of its silence and of what is kept of its output; 0: none. Of more output
 * the middle is given back to the disk: places in `out` stay as they are, and the file `lost` says from where to where
 * nothing is left. Where that cannot be done, the run is ended.
 *
 * A file `after` is a script that removes what the run has made outside of its process group; it is run at the end.
 *
 * Lines of ours in `err` begin with MARK, which is random: an agent cannot write one. An empty line before it ends a
 * line that a program has left open.
 */
export const supervisorScript = `
d=$1 mark=$2 way=$3 end=$4 limit=$5 idle=$6 most=$7 cwd=$8
shift 8
trap '' HUP PIPE
cd "$d" || exit 1
note() { printf '\\n%s %s\\n' "$mark" "$*" >>err; }
# Sets t: milliseconds where date knows them, else whole seconds.
now() { t=$(date +%s%3N 2>/dev/null); case $t in *[!0-9]*|'') t=$(date +%s)000;; esac; }
nap() { sleep 0.2 2>/dev/null || sleep 1; }
${escalationScript()}
# What is before it are its first lines, by which a reader knows the session; what is behind it is half of the limit.
lose() { was_lost=$(cat lost 2>/dev/null) from=$((most/64)) to=$(($1-most/2))
  printf '%s %s\\n' $from $to >lost.new && mv lost.new lost || return 1
  fallocate -p -o $from -l $((to-from)) out 2>/dev/null && { lost=$((to-from)); return 0; }
  if [ -n "$was_lost" ]; then printf '%s\\n' "$was_lost" >lost; else rm -f lost; fi
  return 1; }
reap() { kill "$@" 2>/dev/null; }
echo $$ >keeper
# Who starts it reads the agent's process id from here, and waits for nothing else.
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
( s=0 quiet=0 size=0 lost=0
  while sleep 2; do
    set -- $(wc -c out err)
    s=$((s+2)) quiet=$((quiet+2)) was=$size size=$1
    [ "$size" -eq "$was" ] || quiet=0
    why=
    [ "$limit" -eq 0 ] || [ $s -lt "$limit" ] || why=timeout
    [ "$idle" -eq 0 ] || [ $quiet -lt "$idle" ] || why=inactivity
    [ "$most" -eq 0 ] || [ $((size-lost)) -le "$most" ] || lose $size || why=output
    [ "$most" -eq 0 ] || [ "$3" -le "$most" ] || why=output
    [ -z "$why" ] || { [ -e why ] || printf '%s\\n' $why >why; stop $agent; exit; }
  done ) & clock=$!
wait $agent
code=$?
# One that was asked to end is ended with all that it has started.
[ ! -e why ] || stop $agent
reap $clock $feeder $looker
# A line that was left open ends here.
echo >>out
printf '%s\\n' $code >rc.new
why=
[ ! -e why ] || read -r why <why
now
note ended $code $(($(wc -c <out))) $t "$why"
mv rc.new rc
# Nobody needs its past.
[ "$(wc -c <../.journal)" -lt 65536 ] || : >../.journal
printf '%s\\n' "\${d##*/}" >>../.journal
[ -z "$watcher" ] || reap $watcher
rm -f seen
[ ! -e after ] || { sh ./after >/dev/null 2>&1; rm -f after; }
`

/**
 * \`group COMMAND...\`: becomes the command, in a session and process group of its own, so that all that it starts can
 * be signalled. \`stop PID\`: interrupts that group, then terminates, then kills it, five seconds apart.
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
