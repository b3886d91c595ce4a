import { searchPathScript } from '../transport/search-path.ts'
import { posixWord } from '../transport/shell-quote.ts'
import { escalationScript } from './supervisor-script.ts'

/** Exit codes by which our scripts say what is the matter. */
export const EXITS = {
  exists: 42,
  notOurs: 43,
  missing: 44,
  noDirectory: 45,
  noSession: 46,
  over: 47,
  noAgent: 48,
} as const

/**
 * Every script begins so: `root` is the directory of all runs of this person on this host. It is ours and nobody else
 * can write in it, or nothing is done.
 */
const prelude = `
unset TMOUT IFS CDPATH ENV BASH_ENV
umask 077
root=\${XDG_STATE_HOME:-\${HOME:?}/.local/state}/fleetmux/runs
ours() { [ -d "$1" ] && [ ! -L "$1" ] && [ -O "$1" ]; }
refuse() { printf '%s\\n' "$2" >&2; exit $1; }
# Whoever watches the runs of this host reads what is added to it.
tell() { printf '%s\\n' "$1" >>"$root/.journal"; }
enter() { ours "$root" && ours "$root/$1" || refuse ${EXITS.missing} "there is no run $1"; cd "$root/$1" || exit 1; }
`

/**
 * `row ID`: two lines that tell a run of the directory in which we are; fails where it is none. `mark`: of the run in
 * whose directory we are. Both by what the shell has itself: of 200 runs each process would take a second.
 */
const rowScript = `
row() {
  [ -f "$1/run.json" ] && ours "$1" || return 1
  code= state=gone keeper= json=
  if [ -e "$1/rc" ]; then read -r code <"$1/rc"; state=ended
  else read -r keeper 2>/dev/null <"$1/keeper"; [ -z "$keeper" ] || ! kill -0 "$keeper" 2>/dev/null || state=running
  fi
  IFS= read -r json <"$1/run.json"
  printf '%s %s\\n%s\\n' $state "\${code:--}" "$json"
}
`
const markScript = `IFS= read -r mark <run.json; mark=\${mark#*'"mark":"'}; mark=\${mark%%'"'*}`

const script = (text: string) => `${prelude}${text}`

/** ID CWD: prints the absolute directory that a run of that id works in where CWD is empty or not absolute. */
export const placeScript = script(`
case $2 in "") printf '%s\\n' "$root/$1/work" ;; "~") printf '%s\\n' "$HOME" ;;
  "~/"*) printf '%s\\n' "$HOME/\${2#??}" ;; *) printf '%s\\n' "$HOME/$2" ;; esac
`)

/**
 * ID CWD KEYS ALONE ENTRIES NAME=VALUE... MARK WAY END SECONDS IDLE BYTES COMMAND...: starts a run. KEYS is a list of
 * keys between blanks, ENTRIES the number of variables. ALONE not empty: the agent has no other than these and those of
 * a login; its program is looked for with the home that the person has. In the command, \`{run}/\` stands for the run's directory. On stdin: a
 * line of JSON that tells what the run is, one that tells what its agent is told, one with the configuration of its
 * MCP servers or an empty one, one with the script that is run at its end or an empty one, then what \`in\` begins with. An own directory is made where CWD is that.
 */
export const startScript = (supervisor: string) =>
  script(`
${searchPathScript}
id=$1 cwd=$2 keys=$3 alone=$4 n=$5
shift 5
d=$root/$id
[ -d "$root" ] || mkdir -p "$root"
ours "$root" || refuse ${EXITS.notOurs} "$root is not a directory of ours"
[ "$cwd" = "$d/work" ] || [ -d "$cwd" ] || refuse ${EXITS.noDirectory} "there is no directory $cwd"
command -v setsid >/dev/null 2>&1 || command -v perl >/dev/null 2>&1 ||
  refuse ${EXITS.noSession} "neither setsid nor perl is there, one of which is needed to detach a program"
person=$HOME
[ -z "$alone" ] || for v in $(env | sed -n 's/^\\([A-Za-z_][A-Za-z0-9_]*\\)=.*/\\1/p'); do
  case $v in HOME|PATH|USER|LOGNAME|SHELL|LANG|TZ|TMPDIR|root|id|d|cwd|keys|n|person|learnt) ;; *) unset "$v" 2>/dev/null ;; esac
done
while [ $n -gt 0 ]; do export "$1"; n=$((n-1)); shift; done
mark=$1 way=$2 end=$3 limit=$4 idle=$5 most=$6
shift 6
own=$HOME HOME=$person
seek "$1" || refuse ${EXITS.noAgent} "there is no program $1"
HOME=$own
mkdir "$d" 2>/dev/null || { [ -e "$d" ] &&
  refuse ${EXITS.exists} "a run $id is there already"; refuse 1 "no directory can be made in $root"; }
fail() { rm -rf "$d"; exit 1; }
made=
for key in $keys; do made="$made keys/$key"; done
( cd "$d" && exec mkdir keys work $made ) || fail
IFS= read -r line
printf '%s\\n' "$line" >"$d/run.json" || fail
IFS= read -r line
printf '%s\\n' "$line" >"$d/speech.json" || fail
IFS= read -r line
[ -z "$line" ] || printf '%s\\n' "$line" >"$d/mcp.json" || fail
IFS= read -r line
[ -z "$line" ] || printf '%s\\n' "$line" >"$d/after" || fail
cat >"$d/in" || fail
: >"$d/out"
: >"$d/err"
printf '%s\\n' ${posixWord(supervisor.trim())} >"$d/run.sh" || fail
n=$#
while [ $n -gt 0 ]; do
  case $1 in "{run}/"*) set -- "$@" "$d/\${1#*/}" ;; *) set -- "$@" "$1" ;; esac
  shift
  n=$((n-1))
done
${escalationScript()}
# Read to its end: the supervisor says which process the agent is, and lets go of it.
agent=$( ( group sh "$d/run.sh" "$d" "$mark" "$way" "$end" "$limit" "$idle" "$most" "$cwd" "$@" ) \\
  </dev/null 2>/dev/null & )
[ -n "$agent" ] || refuse 1 "it did not start"
tell "$id"
`)

/**
 * ID OUT ERR: prints the run's two JSON lines and a line with the bytes of its two streams by now and from where to where
 * nothing is left of the first, then its standard output from byte OUT on, without that, and what is added; the same of standard error on stderr. Ends when its stdin does. A run whose supervisor has died says so, as it would itself.
 */
export const followScript = script(`
# It is ended by the end of its input: a signal would leave behind what it has started.
trap '' HUP INT TERM PIPE
enter "$1"
cat run.json speech.json
${markScript}
o=$2 e=$3 from=0 to=0
[ ! -e lost ] || read -r from to <lost
set -- $(wc -c out err)
printf '%s %s %s %s\\n' "$1" "$3" $from $to
# What tail itself has to say is none of the run's bytes, whose places are counted.
( if [ $o -lt $from ]; then tail -c +$((o+1)) out | head -c $((from-o)); fi
  [ $o -ge $to ] || o=$to
  exec tail -c +$((o+1)) -f out ) 2>/dev/null & a=$!
tail -c +$((e+1)) -f err >&2 2>/dev/null & b=$!
# What sleeps outlives its shell by a while: it must hold none of our streams, whose end is waited for.
read -r keeper 2>/dev/null <keeper
( while [ ! -e rc ] && kill -0 "$keeper" 2>/dev/null; do sleep 3 >/dev/null 2>&1; done
  sleep 1 >/dev/null 2>&1
  [ -e rc ] || printf '\\n%s gone %s\\n' "$mark" "$(wc -c <out | tr -d ' ')" >&2 ) & c=$!
cat >/dev/null
kill -9 $a $b $c 2>/dev/null
exit 0
`)

/**
 * ID: on stdin lines \`KEY LINE\`. Each key is taken once, whoever sends it: the line is added to \`in\`. Prints for each
 * \`taken\`, \`known\` or \`over\` (the run has ended).
 */
export const sayScript = script(`
enter "$1"
${markScript}
while IFS= read -r l; do
  key=\${l%% *}
  line=\${l#* }
  if [ -e rc ]; then echo over
  elif mkdir "keys/$key" 2>/dev/null; then
    # Noted before it is said: whoever reads both streams hears of it before what it causes.
    printf '\\n%s in %s %s %s\\n' "$mark" $(wc -c <out) "$key" "$line" >>err &&
      printf '%s\\n' "$line" >>in && echo taken
  elif [ -d "keys/$key" ]; then echo known
  else refuse 1 "nothing can be written in $root/$1"
  fi
done
`)

/** ID REASON: ends the run, its whole process group, without waiting for it. */
export const stopScript = script(`
enter "$1"
[ ! -e rc ] || refuse ${EXITS.over} "it has ended"
[ -e why ] || printf '%s\\n' "$2" >why
${escalationScript()}
( trap '' HUP; stop "$(cat pid)" ) </dev/null >/dev/null 2>&1 &
`)

/**
 * MOST: for each run, the newest first, a line \`STATE CODE\` and its JSON line. STATE is \`running\`, \`ended\`
 * or \`gone\`: its supervisor has died, as at a restart of the host.
 */
export const listScript = script(`
[ -d "$root" ] || exit 0
ours "$root" || refuse ${EXITS.notOurs} "$root is not a directory of ours"
cd "$root" || exit 1
n=$1
${rowScript}
ls -t | while IFS= read -r id && [ $n -gt 0 ]; do row "$id" && n=$((n-1)); done
`)

/** ID: removes what an ended run has left, also where its supervisor died before it did. */
export const removeScript = script(`
enter "$1"
[ -e rc ] || ! kill -0 "$(cat keeper 2>/dev/null)" 2>/dev/null || refuse ${EXITS.over} "it still runs"
[ ! -e after ] || sh ./after >/dev/null 2>&1
cd "$root" && rm -rf "./$1"
tell "$1"
`)

/**
 * MOST: the lines of \`listScript\`, then a line \`.\`; then on stderr the id of each run that starts, ends or is removed.
 * Each line on stdin is such an id, and is answered by the two lines of that run, or by \`none ID\`. Ends when its
 * stdin does; at once where no run was ever kept.
 */
export const watchScript = script(`
# It is ended by the end of its input, as the reader of one run is.
trap '' HUP INT TERM PIPE
[ -d "$root" ] || exit ${EXITS.missing}
ours "$root" || refuse ${EXITS.notOurs} "$root is not a directory of ours"
cd "$root" || exit 1
[ -f .journal ] || : >.journal
# From now on nothing is missed: what is added while the list is read is told behind it.
tail -n 0 -f .journal >&2 2>/dev/null & a=$!
n=$1
${rowScript}
ls -t | while IFS= read -r id && [ $n -gt 0 ]; do row "$id" && n=$((n-1)); done
echo .
while IFS= read -r id; do
  case $id in *[!A-Za-z0-9._-]*|.*|'') continue ;; esac
  row "$id" || printf 'none %s\\n' "$id"
done
kill -9 $a 2>/dev/null
exit 0
`)
