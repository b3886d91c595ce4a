import { boundTailScript } from '../transport/bound-tail.ts'
import { escalationScript } from './supervisor-script.ts'

/** Exit codes of the scripts in this folder. */
export const EXITS = {
  exists: 42,
  notOurs: 43,
  missing: 44,
  noDirectory: 45,
  noSession: 46,
  over: 47,
  noAgent: 48,
  noSpace: 49,
  noReader: 50,
  noProcess: 51,
} as const

/**
 * First part of every script. `root` is the directory of all runs of this user on this host. Scripts fail unless the
 * user owns the directory. The shell function `closed` exits unless the user alone can write to it: others could put a
 * pipe in the place of `.journal`, the list of changed runs, and every start of a run would wait for this pipe.
 */
const prelude = `
unset TMOUT IFS CDPATH ENV BASH_ENV
umask 077
root=\${XDG_STATE_HOME:-\${HOME:?}/.local/state}/fleetmux/runs
ours() { [ -d "$1" ] && [ ! -L "$1" ] && [ -O "$1" ]; }
refuse() { printf '%s\\n' "$2" >&2; exit $1; }
closed() { case $(ls -ldn -- "$root" 2>/dev/null) in d????-??-*) ;; *) refuse ${EXITS.notOurs} "other users can write to $root" ;; esac; }
# Notifies the watchers of runs on this host, which follow the journal.
tell() { printf '%s\\n' "$1" >>"$root/.journal"; }
# Empties a large journal: watchers read only new lines.
trim() { [ ! -e "$root/.journal" ] || [ "$(wc -c <"$root/.journal")" -lt 65536 ] || : >"$root/.journal"; }
enter() { ours "$root" && ours "$root/$1" || refuse ${EXITS.missing} "there is no run $1"; closed; cd "$root/$1" || exit 1; }
`

/**
 * Shell functions. `row ID` prints two lines about a run in the current directory, or fails if there is no such run. It
 * uses only shell builtins: a process for each of 200 runs would take a second.
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
/** Shell code that sets `mark` to the mark (a random word) of the run in the current directory, using only builtins. */
export const markScript = `IFS= read -r mark <run.json; mark=\${mark#*'"mark":"'}; mark=\${mark%%'"'*}`

export const script = (text: string) => `${prelude}${text}`

/**
 * Shell function. `say "KEY LINE"` appends the line to the file `in` and sets `told`: to `taken` on success; to `known`
 * if this key was accepted before, from any sender; to `over` if the run has ended. Fails if nothing can be written.
 * Each key is a file, which only one process can create. Before the line is written, a larger test file proves that the
 * disk has room for it: on a full disk the agent would read half a line, which no later line could repair.
 */
export const sayFunction = `
claim() { set -C; { true >"keys/$1"; } 2>/dev/null; claimed=$?; set +C; return $claimed; }
say() {
  key=\${1%% *} line=\${1#* } told=taken
  if [ -e rc ]; then told=over
  elif claim "$key"; then
    # The note is written before the line is sent, so readers of both streams see it before the reaction of the agent.
    { printf '%s\\n%s\\n%8192s' "$line" "$line" '' >"keys/$key.room"; } 2>/dev/null && rm -f "keys/$key.room" &&
      printf '\\n%s in %s %s %s\\n' "$mark" $(wc -c <out) "$key" "$line" >>err && printf '%s\\n' "$line" >>in && return
    # The line was not sent, so a later attempt may send it.
    rm -f "keys/$key" "keys/$key.room"
    return 1
  elif [ -e "keys/$key" ]; then told=known
  else
    # This fails too, and the shell prints the reason.
    true >"keys/$key.failed"
    return 1
  fi
}
`

/**
 * Argument ID; lines `KEY LINE` on stdin. Sends each line to the agent, and prints for each `taken` (accepted), `known`
 * (this KEY was accepted before) or `over` (the run has ended): see `sayFunction`.
 */
export const sayScript = script(`
enter "$1"
${markScript}
${sayFunction}
while IFS= read -r l; do
  say "$l" || refuse ${EXITS.noSpace} "nothing can be written in $root/$1"
  printf '%s\\n' "$told"
done
`)

/** Arguments ID REASON. Stops the run's process group, without waiting for its end. */
export const stopScript = script(`
enter "$1"
[ ! -e rc ] || refuse ${EXITS.over} "the run has already ended, so there is nothing to stop"
[ -e why ] || printf '%s\\n' "$2" >why
${escalationScript()}
( trap '' HUP; stop "$(cat pid)" ) </dev/null >/dev/null 2>&1 &
`)

/**
 * Argument MOST, the maximum number of runs. Prints two lines for each run, newest first: `STATE CODE`, and the run's
 * JSON. STATE is `running`, `ended`, or `gone` if the supervisor has died, for example in a restart of the host.
 */
export const listScript = script(`
[ -d "$root" ] || exit 0
ours "$root" || refuse ${EXITS.notOurs} "$root is not a directory that belongs to this user"
closed
cd "$root" || exit 1
trim
n=$1
${rowScript}
ls -t | while IFS= read -r id && [ $n -gt 0 ]; do row "$id" && n=$((n-1)); done
`)

/**
 * Argument ID. Removes the files of a run that has ended or whose supervisor has died; fails if the run is active.
 * First runs the run's script `after`, if the supervisor has not done so: it removes the run's container.
 */
export const removeScript = script(`
enter "$1"
[ -e rc ] || ! kill -0 "$(cat keeper 2>/dev/null)" 2>/dev/null || refuse ${EXITS.over} "the run is still active. To stop it: \\\`fleetmux run stop $1\\\`"
[ ! -e after ] || sh ./after >/dev/null 2>&1
cd "$root" && rm -rf "./$1"
tell "$1"
`)

/**
 * Argument MOST. Prints the lines of `listScript`, then a line `.`. From then on prints to stderr the id of each run
 * that starts, ends or is removed. For each id on stdin, prints the same two lines about that run as `listScript`, or
 * `none ID`. Ends when its stdin does. Fails at once if there has never been a run.
 */
export const watchScript = script(`
# The script ends when its input ends, like the reader of a single run.
trap '' HUP INT TERM PIPE
[ -d "$root" ] || exit ${EXITS.missing}
ours "$root" || refuse ${EXITS.notOurs} "$root is not a directory that belongs to this user"
closed
cd "$root" || exit 1
[ -f .journal ] || : >.journal
trim
${boundTailScript}
# Follow the journal before the list is read, so that no change is missed in between.
tail $bound -n 0 -f .journal >&2 2>/dev/null & a=$!
leash $a
n=$1
${rowScript}
ls -t | while IFS= read -r id && [ $n -gt 0 ]; do row "$id" && n=$((n-1)); done
echo .
while IFS= read -r id; do
  case $id in *[!A-Za-z0-9._-]*|.*|'') continue ;; esac
  row "$id" || printf 'none %s\\n' "$id"
done
kill -9 $a $leash 2>/dev/null
exit 0
`)
