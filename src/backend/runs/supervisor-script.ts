/**
 * What stays on the host for as long as a run lasts: a shell in a session of its own, started by `run.sh`. It feeds the
 * agent from the file `in`, keeps what it prints in `out` and `err`, ends it when its time is over, and writes down how
 * it ended. Nobody has to be connected.
 *
 * Arguments: DIRECTORY MARK WAY END SECONDS IDLE BYTES CWD COMMAND...
 * WAY `two`: `in` stays open and grows; a line of `out` that matches END closes it. WAY `one`: `in` is all there is.
 * SECONDS, IDLE, BYTES: limits of the run, of its silence and of its output; 0: none.
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
now() { t=$(date +%s%3N 2>/dev/null); case $t in *[!0-9]*|'') t=$(date +%s)000;; esac; printf %s "$t"; }
nap() { sleep 0.2 2>/dev/null || sleep 1; }
${escalationScript()}
reap() { kill "$@" 2>/dev/null; }
echo $$ >keeper
if [ "$way" = two ]; then
  mkfifo feed seen || exit 1
  tail -n +1 -f in >feed 2>/dev/null & feeder=$!
  ( exec tail -n +1 -f out >seen 2>/dev/null ) & looker=$!
  ( grep -m 1 -E "$end" <seen >/dev/null; reap $looker $feeder; i=0
    while [ $i -lt 50 ] && [ ! -e rc ]; do nap; i=$((i+1)); done
    [ -e rc ] || { [ -e why ] || echo done >why; stop "$(cat pid)"; } ) & watcher=$!
  exec 3<feed
  rm -f feed
else exec 3<in; feeder= looker= watcher=
fi
note started "$(now)"
( cd "$cwd" && group "$@" ) <&3 >>out 2>>err 3<&- &
agent=$!
printf '%s\\n' $agent >pid
exec 3<&-
( s=0 quiet=0 size=0
  while sleep 2; do
    s=$((s+2)) quiet=$((quiet+2)) was=$size size=$(wc -c <out)
    [ "$size" -eq "$was" ] || quiet=0
    why=
    [ "$limit" -eq 0 ] || [ $s -lt "$limit" ] || why=timeout
    [ "$idle" -eq 0 ] || [ $quiet -lt "$idle" ] || why=inactivity
    [ "$most" -eq 0 ] || [ "$size" -le "$most" ] || why=output
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
note ended $code "$(wc -c <out | tr -d ' ')" "$(now)" "$(cat why 2>/dev/null)"
mv rc.new rc
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
