import { searchPathScript } from '../transport/search-path.ts'
import { posixWord } from '../transport/shell-quote.ts'
import { followPart } from './follow-script.ts'
import { EXITS, script } from './run-scripts.ts'
import { escalationScript } from './supervisor-script.ts'

/** The line that the start script prints when the run has started, if the script then follows the run. */
export const BEGUN = 'begun'
/** Prefix of the line in which the start script prints the absolute working directory of the run. */
export const PLACE = 'place '

/**
 * Shell code that makes `cwd` absolute. An empty `cwd` becomes a directory inside the run's directory `d`; a relative
 * path is resolved from the home directory.
 */
const resolvePlace = `
case $cwd in /*) ;; "") cwd=$d/work ;; "~") cwd=$HOME ;; "~/"*) cwd=$HOME/\${cwd#??} ;; *) cwd=$HOME/$cwd ;; esac`

/** Arguments ID CWD. Prints the absolute working directory of the run. */
export const placeScript = script(`
cwd=$2 d=$root/$1
${resolvePlace}
printf '%s\\n' "$cwd"
`)

/**
 * Starts a run. Arguments: ID CWD KEYS ALONE ENTRIES NAME=VALUE... MARK WAY END SECONDS IDLE BYTES COMMAND... CWD:
 * absolute, relative to the home directory, or empty for a new directory of the run. KEYS: space-separated ids of the
 * lines that the file `in`, the agent's input, has at the start; the host does not accept lines with these ids again.
 * ENTRIES: number of variables NAME=VALUE. ALONE, if not empty: the agent gets only these variables and those that a
 * login sets, not the others of this shell; its program is searched for with the user's own HOME. In COMMAND, `{run}/`
 * is replaced by the run's directory. MARK to BYTES: see `supervisorScript`. Lines on stdin: JSON of the run, JSON of
 * the conversation settings, configuration of the MCP servers or empty, a script to run at the end or empty; then the
 * initial content of the file `in`.
 *
 * If `follows` is true, a line with the number of bytes precedes that content. If CWD is not absolute, the script
 * prints the working directory before it reads stdin. It then prints `begun` and follows the run from its beginning.
 */
export const startScript = (supervisor: string, { follows = false } = {}) =>
  script(`
${searchPathScript}
id=$1 cwd=$2 keys=$3 alone=$4 n=$5
shift 5
d=$root/$id
# Default access lists of a home may let others write in spite of the umask.
[ -d "$root" ] || mkdir -p -m 700 "$root"
ours "$root" || refuse ${EXITS.notOurs} "$root is not a directory that belongs to this user"
closed
given=$cwd
${resolvePlace}
[ "$cwd" = "$d/work" ] || [ -d "$cwd" ] || refuse ${EXITS.noDirectory} "there is no directory $cwd"
command -v setsid >/dev/null 2>&1 || command -v perl >/dev/null 2>&1 ||
  refuse ${EXITS.noSession} "the host has neither setsid nor perl, and fleetmux needs one of them to detach a program"
person=$HOME
[ -z "$alone" ] || for v in $(env | sed -n 's/^\\([A-Za-z_][A-Za-z0-9_]*\\)=.*/\\1/p'); do
  case $v in HOME|PATH|USER|LOGNAME|SHELL|LANG|TZ|TMPDIR|root|id|d|cwd|given|keys|n|person|learnt) ;; *) unset "$v" 2>/dev/null ;; esac
done
while [ $n -gt 0 ]; do export "$1"; n=$((n-1)); shift; done
mark=$1 way=$2 end=$3 limit=$4 idle=$5 most=$6
shift 6
own=$HOME HOME=$person
seek "$1" || refuse ${EXITS.noAgent} "the program $1 was not found"
HOME=$own
[ ! -e "$d" ] || refuse ${EXITS.exists} "a run $id already exists"
${follows ? `case $given in /*) ;; *) printf '${PLACE}%s\\n' "$cwd" ;; esac` : ''}
IFS= read -r line
work=
[ "$cwd" != "$d/work" ] || work=$cwd
mkdir -p "$d/keys" \${work:+"$work"} || refuse ${EXITS.noSpace} "the run was not started, because no directory can be created in $root"
# If two processes start the same run, only one of them can create this file.
set -C
{ true >"$d/run.json"; } 2>/dev/null || { [ -e "$d/run.json" ] && refuse ${EXITS.exists} "a run $id already exists"; }
set +C
fail() { rm -rf "$d"; refuse ${EXITS.noSpace} "the run was not started, because its files could not be written in $root"; }
printf '%s\\n' "$line" >"$d/run.json" || fail
IFS= read -r line
printf '%s\\n' "$line" >"$d/speech.json" || fail
IFS= read -r line
[ -z "$line" ] || printf '%s\\n' "$line" >"$d/mcp.json" || fail
IFS= read -r line
[ -z "$line" ] || printf '%s\\n' "$line" >"$d/after" || fail
for key in $keys; do true >"$d/keys/$key" || fail; done
${follows ? 'IFS= read -r n\nhead -c "$n" >"$d/in" || fail' : 'cat >"$d/in" || fail'}
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
# Waits until the supervisor has printed the process id of the agent and closed its output.
agent=$( ( group sh "$d/run.sh" "$d" "$mark" "$way" "$end" "$limit" "$idle" "$most" "$cwd" "$@" ) \\
  </dev/null 2>/dev/null & )
[ -n "$agent" ] || refuse ${EXITS.noProcess} "the agent was not started, because the host could not start the script that watches it"
tell "$id"
${follows ? `cd "$d" || exit 1\no=0 e=0 from=0 to=0\necho ${BEGUN}\n${followPart}` : ''}
`)
