import { searchPathScript } from '../transport/search-path.ts'
import { posixWord } from '../transport/shell-quote.ts'
import { escalationScript } from './supervisor-script.ts'

/** Exit codes of our scripts. */
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
 * Prefix of every script. `root` is the directory of all this user's runs on this host. Scripts refuse to work unless
 * we own it and nobody else can write to it.
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
 * `row ID` prints two lines about a run of the current directory; fails if it is not a run. `mark` prints the mark of
 * the run in the current directory. Both use shell builtins only: one process for each of 200 runs would take a second.
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

/** ID CWD: prints the absolute working directory of a run whose CWD is empty or not absolute. */
export const placeScript = script(`
case $2 in "") printf '%s\\n' "$root/$1/work" ;; "~") printf '%s\\n' "$HOME" ;;
  "~/"*) printf '%s\\n' "$HOME/\${2#??}" ;; *) printf '%s\\n' "$HOME/$2" ;; esac
`)

/**
 * ID CWD KEYS ALONE ENTRIES NAME=VALUE... MARK WAY END SECONDS IDLE BYTES COMMAND...: starts a run. KEYS:
 * space-separated keys that count as accepted. ENTRIES: number of variables. ALONE, if not empty: the agent gets only
 * these variables and those of a login; its program is searched for with the user's own HOME. In COMMAND, `{run}/` is
 * replaced by the run's directory. On stdin, one line each: JSON of the run, JSON of the conversation settings, MCP
 * servers' configuration or empty, a script to run at the end or empty; then the initial content of `in`. Creates CWD
 * if it is the run's own directory.
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
 * ID OUT ERR: prints the run's two JSON lines and a line with the current sizes of its two streams and the discarded
 * range of standard output; then standard output from byte OUT on without that range, and all that is appended;
 * likewise standard error on stderr. Ends when its stdin does. If the supervisor has died, the output reports it as a
 * supervisor would.
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
 * ID, lines `KEY LINE` on stdin: appends each line to `in`; each key is accepted once, from any sender. Prints for each
 * `taken`, `known` or `over` (the run has ended).
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

/** ID REASON: stops the run's process group, without waiting for it. */
export const stopScript = script(`
enter "$1"
[ ! -e rc ] || refuse ${EXITS.over} "it has ended"
[ -e why ] || printf '%s\\n' "$2" >why
${escalationScript()}
( trap '' HUP; stop "$(cat pid)" ) </dev/null >/dev/null 2>&1 &
`)

/**
 * MOST: prints for each run, newest first, a line `STATE CODE` and its JSON line. STATE is `running`, `ended` or
 * `gone`: its supervisor has died, as on a restart of the host.
 */
export const listScript = script(`
[ -d "$root" ] || exit 0
ours "$root" || refuse ${EXITS.notOurs} "$root is not a directory of ours"
cd "$root" || exit 1
n=$1
${rowScript}
ls -t | while IFS= read -r id && [ $n -gt 0 ]; do row "$id" && n=$((n-1)); done
`)

/** ID: removes an ended run's files, even if its supervisor died first. */
export const removeScript = script(`
enter "$1"
[ -e rc ] || ! kill -0 "$(cat keeper 2>/dev/null)" 2>/dev/null || refuse ${EXITS.over} "it still runs"
[ ! -e after ] || sh ./after >/dev/null 2>&1
cd "$root" && rm -rf "./$1"
tell "$1"
`)

/**
 * MOST: prints the lines of `listScript`, then a line `.`; then on stderr the id of each run that starts, ends or is
 * removed. For each id on stdin, prints the two lines of that run, or `none ID`. Ends when its stdin does, or at once
 * if there has never been a run.
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
