import { escalationScript } from '../runs/supervisor-script.ts'
import { boundTailScript } from '../transport/bound-tail.ts'
import { searchPathScript } from '../transport/search-path.ts'
import { documentScript } from './document-script.ts'

/** Exit codes of the playbook scripts. */
export const PLAYBOOK_EXITS = {
  notOurs: 43,
  missing: 44,
  noDirectory: 45,
  over: 46,
  running: 47,
  noTmux: 48,
  noGate: 49,
  noRepository: 50,
  notStarted: 51,
} as const

const prelude = `
unset TMOUT IFS CDPATH ENV BASH_ENV
umask 077
state=\${XDG_STATE_HOME:-\${HOME:?}/.local/state}
root=$state/fleetmux/playbooks
tab='	'
ours() { [ -d "$1" ] && [ ! -L "$1" ] && [ -O "$1" ]; }
refuse() { printf '%s\\n' "$2" >&2; exit $1; }
enter() { ours "$root" && ours "$root/$1" || refuse ${PLAYBOOK_EXITS.missing} "there is no playbook $1"; d=$root/$1; cd "$d" || exit 1; }
quote() { printf "'%s'" "$(printf '%s' "$1" | sed "s/'/'\\\\''/g")"; }
alive() { kill -0 "$(cat "$1/keeper" 2>/dev/null)" 2>/dev/null; }
go_to() { # DIRECTORY
  case $1 in /*) to=$1 ;; "~"|"") to=$HOME ;; "~/"*) to=$HOME/\${1#??} ;; *) to=$HOME/$1 ;; esac
  cd -- "$to" 2>/dev/null || refuse ${PLAYBOOK_EXITS.noDirectory} "there is no directory $to"
  dir=$(pwd -P); }
`

const script = (text: string) => `${prelude}${text}`

/** Folders in which documents are searched, in this order. "" is the directory itself. */
const FOLDERS = `"" .maestro/playbooks/ "Auto Run Docs/"`

/**
 * Argument DIRECTORY. Prints the directory, then for each of its playbook files a line `file BYTES PATH` and the file's
 * content.
 */
export const filesScript = script(`
go_to "$1"
printf '%s\\n' "$dir"
n=0
for path in "$dir"/.maestro/playbooks/*.json; do
  [ -f "$path" ] && [ $n -lt 100 ] || continue
  n=$((n+1)) size=$(wc -c <"$path")
  [ $size -le 1000000 ] || continue
  printf 'file %s %s\\n' $size "$path"
  cat "$path"
done
`)

/** Argument DIRECTORY. Prints the names of the documents in the directory's playbooks folder. */
export const namesScript = script(`
go_to "$1"
for path in .maestro/playbooks/*.md .maestro/playbooks/*/*.md; do [ ! -f "$path" ] || printf '%s\\n' "\${path#.maestro/playbooks/}"; done | head -n 1000
`)

/**
 * Arguments DIRECTORY NAME... Prints the directory, then for each document `document PATH` and its tasks as `scan`
 * prints them, or `none NAME` if it does not exist. Documents must be in the directory or below it.
 */
export const scanScript = script(`
${documentScript}
go_to "$1"
printf '%s\\n' "$dir"
shift
for name do
  found=
  for folder in ${FOLDERS}; do
    for end in "" .md; do
      [ -z "$found" ] && [ -f "$folder$name$end" ] && found=$folder$name$end
    done
  done
  case $name in /*) [ ! -f "$name" ] || found=$name ;; esac
  [ -n "$found" ] || { printf 'none\\t%s\\n' "$name"; continue; }
  case $found in /*) path=$found ;; *) path=$dir/$found ;; esac
  real=$(cd -- "\${path%/*}" && pwd -P)/\${path##*/}
  case $real in "$dir"/*) ;; *) printf 'outside\\t%s\\n' "$name"; continue ;; esac
  [ "$(wc -c <"$real")" -le 5000000 ] || { printf 'large\\t%s\\n' "$name"; continue; }
  printf 'document\\t%s\\n' "$real"
  scan "$real"
done
`)

/**
 * Opens the tmux window in which the playbook's script runs, in a new session that is marked as a playbook's. Uses
 * `$d`, `$session`, `$flag` and `$socket`.
 */
const windowScript = `
mux() { if [ -n "$flag" ]; then tmux "$flag" "$socket" "$@"; else tmux "$@"; fi; }
open_window() {
  n=1 name=$session
  while mux has-session -t "=$name" 2>/dev/null; do n=$((n+1)) name=$session-$n; done
  printf 'session=%s\\n' "$(quote "$name")" >>"$d/settings"
  rm -f "$d/keeper"
  mux new-session -d -x 120 -y 40 -s "$name" sh "$d/loop" "$d" \\; set-option -w -t "=$name:" remain-on-exit on \\; \\
    set-option -q -t "=$name:" @fleetmux_agent playbook \\; set-option -q -t "=$name:" @fleetmux_playbook "$id" || return 1
  i=0
  while [ ! -s "$d/keeper" ] && [ $i -lt 200 ]; do sleep 0.02 2>/dev/null || { sleep 1; i=$((i+40)); }; i=$((i+1)); done
  [ -s "$d/keeper" ] || refuse ${PLAYBOOK_EXITS.notStarted} "the playbook did not start within 4 s"
}
`

/**
 * Argument DIRECTORY. Prints the root of the directory's repository, the checked-out branch or commit, the directory's
 * path in the repository, and the URL of `origin`.
 */
export const repositoryScript = script(`
go_to "$1"
top=$(git rev-parse --show-toplevel 2>/dev/null) || refuse ${PLAYBOOK_EXITS.noRepository} "$dir is not in a git repository, so no branch can be created"
base=$(git symbolic-ref --short -q HEAD) || base=$(git rev-parse HEAD)
remote=$(git remote get-url origin 2>/dev/null | sed 's#^\\([a-z+]*://\\)[^/@]*@#\\1#')
printf '%s\\n' "$top" "$base" "$(git rev-parse --show-prefix)" "$remote"
`)

/**
 * Arguments ID SESSION FLAG SOCKET FILE TEXT... Writes each TEXT to its FILE in the playbook's directory and starts the
 * playbook in a new tmux session. FLAG is tmux's `-L` or `-S` for SOCKET, or empty for the default server.
 */
export const startPlaybookScript = script(`
${searchPathScript}${windowScript}
id=$1 session=$2 flag=$3 socket=$4
shift 4
mkdir -p "$root" && ours "$root" || refuse ${PLAYBOOK_EXITS.notOurs} "$root is not a directory that belongs to this user"
seek tmux || refuse ${PLAYBOOK_EXITS.noTmux} "tmux is not installed on the host"
d=$root/$id
mkdir "$d" || exit 1
while [ $# -gt 1 ]; do printf '%s' "$2" >"$d/$1" || { rm -rf "$d"; exit 1; }; shift 2; done
cut -f 2- "$d/documents" >"$d/paths"
for other in "$root"/*; do
  [ "$other" != "$d" ] && [ ! -e "$other/end" ] && alive "$other" && grep -q -x -F -f "$d/paths" "$other/paths" || continue
  rm -rf "$d"
  refuse ${PLAYBOOK_EXITS.running} "the playbook \${other##*/} works on one of these documents"
done
printf 'XDG_STATE_HOME=%s; export XDG_STATE_HOME\\nruns=%s\\n' "$(quote "$state")" "$(quote "$state/fleetmux/runs")" >>"$d/settings"
: >"$d/events"
open_window || { rm -rf "$d"; exit 1; }
`)

/**
 * Arguments ID FLAG SOCKET SETTINGS (FLAG is `-L` or `-S`; FLAG and SOCKET are empty for the default tmux server).
 * Appends SETTINGS to the playbook's settings and starts its script again. Prints the size of the file `events` before
 * the restart, where the new events begin; 0 if the script had died without an end event, so that all events are read.
 */
export const resumePlaybookScript = script(`
${searchPathScript}${windowScript}
enter "$1"
id=$1 flag=$2 socket=$3
alive "$d" && [ ! -e end ] && refuse ${PLAYBOOK_EXITS.running} "the playbook $1 is still running"
seek tmux || refuse ${PLAYBOOK_EXITS.noTmux} "tmux is not installed on the host"
session=$(. ./settings; printf '%s' "$session")
printf '%s' "$4" >>settings
ended=; [ ! -e end ] || ended=yes
rm -rf end stop gate answer answering
[ -z "$(tail -c 1 events | tr -d '\\000')" ] || printf '\\n' >>events
# Closes the earlier session of this playbook if the process in it has ended.
[ "$(mux display-message -p -t "=$session:" '#{@fleetmux_playbook} #{pane_dead}' 2>/dev/null)" != "$id 1" ] || mux kill-session -t "=$session"
if [ "$ended" ]; then wc -c <events | tr -d ' '; else printf '0\\n'; fi
open_window >/dev/null
`)

/**
 * Argument MOST. Prints at most MOST playbooks, newest first: for each a line `STATE END PATH`, where END says how it
 * ended (`-`: not yet); a line with the question that it asks the user, empty if none; and a line of JSON.
 */
export const listPlaybooksScript = script(`
[ -d "$root" ] || exit 0
ours "$root" || refuse ${PLAYBOOK_EXITS.notOurs} "$root is not a directory that belongs to this user"
cd "$root" || exit 1
n=$1
ls -t | while IFS= read -r id && [ $n -gt 0 ]; do
  [ -f "$id/playbook.json" ] && ours "$id" || continue
  n=$((n-1)) end=- state=gone question=
  if [ -e "$id/end" ]; then read -r end <"$id/end"; state=ended
  elif alive "$id"; then state=running
    if [ -e "$id/gate" ]; then state=gate; IFS= read -r question <"$id/gate"; fi
  fi
  printf '%s %s %s\\n%s\\n' $state "\${end:--}" "$root/$id" "$question"
  head -n 1 "$id/playbook.json"
done
`)

/**
 * Arguments ID FROM. Prints the size of the file `events`, then its content from byte FROM on, including events that
 * are appended later. Ends when this script's stdin is closed.
 */
export const followPlaybookScript = script(`
trap '' HUP INT TERM PIPE
enter "$1"
printf '%s\\n' $(wc -c <events)
${boundTailScript}
tail $bound -c +$(($2+1)) -f events 2>/dev/null & a=$!
leash $a
( while [ ! -e end ] && alive "$d" && kill -0 $$ 2>/dev/null; do sleep 2; done; sleep 1
  [ -e end ] || ! kill -0 $$ 2>/dev/null || printf 'gone\\n' >&2 ) & b=$!
cat >/dev/null
kill -9 $a $b $leash 2>/dev/null
exit 0
`)

/** Arguments ID go|stop WHO. Answers the open gate (a check box that only a user may select). WHO: who answers. */
export const answerScript = script(`
enter "$1"
[ ! -e end ] && alive "$d" || refuse ${PLAYBOOK_EXITS.over} "the playbook $1 is not running"
[ -e gate ] || refuse ${PLAYBOOK_EXITS.noGate} "the playbook $1 is not waiting for an answer"
mkdir answering 2>/dev/null || refuse ${PLAYBOOK_EXITS.noGate} "somebody has just answered the playbook $1"
printf '%s\\n%s\\n' "$2" "$3" >answer.part && mv answer.part answer
`)

/** Arguments ID WHO. Stops the playbook and its agent's process group. WHO: who requested it, for the file `stop`. */
export const stopPlaybookScript = script(`
enter "$1"
[ ! -e end ] || refuse ${PLAYBOOK_EXITS.over} "the playbook $1 has ended"
printf '%s\\n' "$2" >stop.part && mv stop.part stop
${escalationScript()}
run=$state/fleetmux/runs/$(cat current 2>/dev/null)
[ -f "$run/pid" ] && [ ! -e "$run/rc" ] || exit 0
printf 'aborted\\n' >"$run/why"
( trap '' HUP; stop "$(cat "$run/pid")" ) </dev/null >/dev/null 2>&1 &
`)

/** Argument ID. Removes an ended playbook, the runs of its agents, and the tmux session in which it ran. */
export const cleanPlaybookScript = script(`
${searchPathScript}
enter "$1"
id=$1
[ -e end ] || ! alive "$d" || refuse ${PLAYBOOK_EXITS.running} "the playbook $1 is still running"
. ./settings
cd "$root" || exit 1
for run in "$state/fleetmux/runs/$id".*; do
  case \${run##*/} in "$id".*[!0-9]*) continue ;; esac
  ! ours "$run" || rm -rf "$run"
done
if seek tmux; then
  mux() { if [ -n "$flag" ]; then tmux "$flag" "$socket" "$@"; else tmux "$@"; fi; }
  flag=$2 socket=$3
  [ "$(mux display-message -p -t "=$session:" '#{@fleetmux_playbook} #{pane_dead}' 2>/dev/null)" != "$id 1" ] || mux kill-session -t "=$session"
fi
rm -rf "./$id"
`)
