import { boundTailScript } from '../transport/bound-tail.ts'
import { EXITS, markScript, sayFunction, script } from './run-scripts.ts'

/**
 * Line on stderr after which the run's own standard error begins. Before this line come messages of shell start-up
 * files.
 */
export const ERR_BEGINS = 'fleetmux: here it begins\n'

/**
 * Prints both streams of the run in the current directory, from byte offsets `o` and `e` on, and everything appended
 * later. Leaves out the bytes `from` to `to` of standard output, which the host has discarded. Lines `KEY LINE` on
 * stdin are sent to the agent, each KEY only once. Ends when its stdin does; exits with an error code if a line could
 * not be written. If the run's supervisor has died, prints a note about it on stderr.
 */
export const followPart = `
# The script ends when its input ends. Signals are ignored, because they would leave its child processes behind.
trap '' HUP INT TERM PIPE
${sayFunction}
${boundTailScript}
# Messages of tail are dropped: they are not bytes of the run, whose positions are counted.
( if [ $o -lt $from ]; then tail -c +$((o+1)) out | head -c $((from-o)); fi
  [ $o -ge $to ] || o=$to
  exec tail $bound -c +$((o+1)) -f out ) 2>/dev/null & a=$!
printf '%s\\n' '${ERR_BEGINS.trim()}' >&2
tail $bound -c +$((e+1)) -f err >&2 2>/dev/null & b=$!
leash $a $b
# The sleep must not hold our output streams open, because readers wait for their end. It ends with this subshell.
( trap 'kill $nap 2>/dev/null; exit' USR1
  read -r keeper 2>/dev/null <keeper
  while [ ! -e rc ] && kill -0 "$keeper" 2>/dev/null && kill -0 $$ 2>/dev/null; do sleep 5 >/dev/null 2>&1 & nap=$!; wait $nap; done
  sleep 1 >/dev/null 2>&1
  [ -e rc ] || ! kill -0 $$ 2>/dev/null || printf '\\n%s gone %s\\n' "$mark" "$(wc -c <out | tr -d ' ')" >&2 ) & c=$!
code=0
while IFS= read -r l; do say "$l" 2>/dev/null || { code=${EXITS.noSpace}; break; }; done
kill -9 $a $b $leash 2>/dev/null
kill -USR1 $c 2>/dev/null
exit $code
`

/**
 * Arguments ID OUT ERR. Prints the run's two JSON lines, and a line with the current sizes of its two streams and the
 * discarded range of standard output. Then follows the run from the byte offsets OUT and ERR on.
 */
export const followScript = script(`
enter "$1"
cat run.json speech.json
${markScript}
o=$2 e=$3 from=0 to=0
[ ! -e lost ] || read -r from to <lost
set -- $(wc -c out err)
printf '%s %s %s %s\\n' "$1" "$3" $from $to
${followPart}
`)
