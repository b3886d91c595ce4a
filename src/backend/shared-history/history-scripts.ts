import { searchPathScript } from '../transport/search-path.ts'

/** Exit codes of the history scripts. */
export const EXITS = { noDirectory: 45, notWritten: 46, noSession: 47, locked: 48 } as const

/**
 * Maximum number of writers whose files are read, in the order of their names. If there are more, the result says that
 * entries are missing. A writer is one installation of fleetmux.
 */
const WRITERS = 500

/**
 * Prefix of all scripts. `enter DIRECTORY` changes to the root of the repository that contains DIRECTORY, or to
 * DIRECTORY itself if there is no repository, so that work in subdirectories of a project shares one history.
 */
const prelude = `
unset TMOUT IFS CDPATH ENV BASH_ENV GIT_DIR GIT_WORK_TREE
refuse() { printf '%s\\n' "$2" >&2; exit $1; }
enter() {
  case $1 in "~"|"") place=$HOME ;; "~/"*) place=$HOME/\${1#??} ;; /*) place=$1 ;; *) place=$HOME/$1 ;; esac
  cd -- "$place" 2>/dev/null || refuse ${EXITS.noDirectory} "there is no directory $place"
  root=$(git rev-parse --show-toplevel 2>/dev/null) && [ -n "$root" ] && cd -- "$root"
  root=$(pwd -P)
}
`

/**
 * Arguments MARK DIRECTORY LINES BYTES ALL. Prints `MARK root ROOT`; `MARK ignore` if `git status` would show the
 * history files as untracked; and for each writer `MARK writer NAME` and the newest lines of the writer's file. Prints
 * at most LINES lines and BYTES bytes of one file, and at most ALL bytes of all files; if there is more, prints
 * `MARK cut`. MARK is random, so no line of a file begins with it.
 */
export const readScript = `${prelude}
mark=$1
enter "$2"
printf '%s root %s\\n' "$mark" "$root"
if git rev-parse --git-dir >/dev/null 2>&1 && ! git check-ignore -q .maestro/history/x.jsonl 2>/dev/null
then printf '%s ignore\\n' "$mark"; fi
most=$3 bytes=$4 all=$5
set --
for file in .maestro/history/history-*.jsonl; do
  [ $# -lt ${WRITERS} ] || { printf '%s cut\\n' "$mark"; break; }
  [ ! -f "$file" ] || [ ! -r "$file" ] || set -- "$@" "$file"
done
[ $# -eq 0 ] || [ $bytes -le $((all/$#)) ] || bytes=$((all/$#))
is_longer() { [ "\${1:-0}" -gt $most ] || [ "\${2:-0}" -gt $bytes ]; }
for file do
  ! is_longer $(wc -lc <"$file") || printf '%s cut\\n' "$mark"
  name=\${file##*/history-}
  printf '%s writer %s\\n' "$mark" "\${name%.jsonl}"
  tail -c $bytes "$file" | tail -n $most
  printf '\\n'
done
exit 0
`

/**
 * Arguments DIRECTORY WRITER REST LIMIT KEPT LINES. Appends the first line of stdin to the writer's file. The rest of
 * stdin is the full text of an answer that is too long for a line; it is written to the file REST, unless REST is
 * empty. If the writer's file exceeds LIMIT bytes, its newest lines are kept: at most KEPT bytes and LINES lines.
 * Prints the root of the project.
 */
export const appendScript = `${prelude}
enter "$1"
file=history-$2.jsonl
umask 022
if [ ! -d .maestro/history ]; then
  mkdir -p .maestro/history 2>/dev/null || refuse ${EXITS.notWritten} "$root/.maestro/history cannot be created"
  # If the group may write to the project, it may write to its history too.
  case $(LC_ALL=C ls -ld .) in ?????w*) chmod g+w .maestro .maestro/history 2>/dev/null ;; esac
fi
own_link() { [ -L "$1" ] && [ -n "$(find "$1" -prune -user "$(id -u)" 2>/dev/null)" ]; }
for each in .maestro .maestro/history; do
  [ ! -L $each ] || own_link $each || refuse ${EXITS.notWritten} "$root/$each is a link of another user"
done
cd -P .maestro/history || refuse ${EXITS.notWritten} "$root/.maestro/history cannot be entered"
# The kernel is asked, not the shell: another user may have put a link there after the check.
[ "$(env pwd -P)" = "\${root%/}/.maestro/history" ] || own_link "$root/.maestro" || own_link "$root/.maestro/history" ||
  [ "$(uname)" = Darwin ] || refuse ${EXITS.notWritten} "$root/.maestro/history was replaced meanwhile"
# In a shared project, another user may have created a link here to a file of this user.
[ ! -L "$file" ] || refuse ${EXITS.notWritten} "$root/.maestro/history/$file is a link"
[ ! -e "$file" ] || [ -f "$file" ] || refuse ${EXITS.notWritten} "$root/.maestro/history/$file is not a regular file"
# Between a check and a write another user could put a link or a pipe in the place of the file. GNU dd opens neither.
if dd if=/dev/null of=/dev/null oflag=append,nofollow,nonblock iflag=fullblock conv=notrunc 2>/dev/null
then append() { dd of="$file" oflag=append,nofollow,nonblock iflag=fullblock conv=notrunc bs=1048576 2>/dev/null; }
else append() { cat >>"$file"; }
fi
IFS= read -r line
# All processes of a machine write the same file, so they take turns. The lock is in a private directory, where no other
# user can hold it.
locks=\${XDG_STATE_HOME:-$HOME/.local/state}/fleetmux lock=
(umask 077; mkdir -p "$locks" 2>/dev/null)
if [ ! -O "$locks" ] || [ ! -w "$locks" ]; then :
elif command -v flock >/dev/null 2>&1 && { (umask 077; : >>"$locks/history.lock") && exec 9>>"$locks/history.lock"; } 2>/dev/null && flock -w 20 9 2>/dev/null; then :
else
  lock=$locks/$file.lock tries=0
  until mkdir "$lock" 2>/dev/null; do
    # A lock that is older than a minute is stale: it is never held for longer than a moment.
    [ -z "$(find "$lock" -prune -mmin +1 2>/dev/null)" ] || rmdir "$lock" 2>/dev/null
    tries=$((tries+1))
    [ $tries -lt 200 ] || refuse ${EXITS.locked} "the entry was not written, because another program holds the lock $lock"
    sleep 0.1 2>/dev/null || { sleep 1; tries=$((tries+9)); }
  done
  trap 'rmdir "$lock" 2>/dev/null' EXIT
fi
# If the last line is incomplete, start a new line, so that it does not damage this entry.
start=
[ ! -s "$file" ] || [ -z "$(tail -c 1 "$file")" ] || start='
'
printf '%s%s\\n' "$start" "$line" | append || refuse ${EXITS.notWritten} "$root/.maestro/history/$file cannot be written"
[ -z "$3" ] || (set -C; cat >"$3") || refuse ${EXITS.notWritten} "$root/.maestro/history/$3 cannot be written"
if [ "$(wc -c <"$file")" -gt "$4" ]; then
  # The file is replaced only if its end could be read completely.
  rm -f "$file.new"
  (set -C; tail -c "$5" "$file" | sed 1d | tail -n "$6" >"$file.new") && [ -s "$file.new" ] && mv -f "$file.new" "$file" ||
    rm -f "$file.new"
fi
printf '%s\\n' "$root"
`

/**
 * Arguments SESSION ON OPTIONS... Sets a session option that marks the session: texts that are sent to it are recorded
 * in the shared history of its project. If ON is empty, removes the mark. OPTIONS: options of tmux.
 */
export const shareScript = `
${searchPathScript}
refuse() { printf '%s\\n' "$2" >&2; exit $1; }
session=$1 on=$2
shift 2
seek tmux || refuse ${EXITS.noSession} "the host has no tmux, and so no session $session"
tmux "$@" has-session -t "=$session" 2>/dev/null || refuse ${EXITS.noSession} "there is no session $session"
if [ -n "$on" ]; then tmux "$@" set-option -t "=$session:" @fleetmux_history "$on"
else tmux "$@" set-option -u -t "=$session:" @fleetmux_history
fi
`
