/**
 * Keeps a user's `client-detached` hook from running when one of our tmux clients ends. Our clients do not attach where
 * such a hook is set, but the user may set one later, for example one that kills all unattached sessions. A session's
 * own hook is run in place of the global one. So before our client is killed, its session gets a hook that only removes
 * itself. Nothing stays on the tmux server. If the session already has a hook of its own, that hook runs.
 */

/**
 * Shell function. `query TAG COMMAND...` runs tmux commands, with their output in the file `h.TAG`. It fails after 2
 * seconds, because a server that hangs must not keep our clients from being killed.
 */
const query = [
  'query() { j=$d/h.$1; shift; rm -f "$j.end"; ( tmux -u -S "$s" "$@" </dev/null >"$j" 2>/dev/null 9>&- &',
  'echo $! >"$j.pid"; wait $!; : >"$j.end" ) 2>/dev/null & m=0; until [ -e "$j.end" ]; do',
  '[ $m -lt 100 ] || { read -r y 2>/dev/null <"$j.pid" && kill -9 "$y" 2>/dev/null; return 1; };',
  '[ -d "$d" ] || return 1; sleep 0.02 2>/dev/null || { sleep 1; m=$((m+49)); }; m=$((m+1)); done; };',
]

/**
 * Shell functions that keep the user's global `client-detached` hook from running when our tmux client with the pid PID
 * is killed. `cover TAG PID`, before the killing, sets a hook of the client's session, which tmux runs in place of the
 * global one, and sets `b` to that session, or to nothing if no hook was needed. `uncover TAG`, after the killing,
 * waits until the session's hook has removed itself, or removes it after 2 seconds. Several clients of one session are
 * killed one after the other.
 */
const cover = [
  'cover() { b=; e=; query "$1" show-options -gqv client-detached \\; list-clients -F "client #{client_pid} #{session_id}" ||',
  'return; while IFS= read -r l; do case $l in "client $2 "*) b=${l##* };; "client "*) ;; ?*) e=1; esac; done <"$j";',
  'case ${e:-no}$b in 1\\$*[!0-9]*|no*|1) b=; return; esac;',
  'i=0; until mkdir "$d/turn" 2>/dev/null || [ $i -gt 30 ]; do nap; i=$((i+1)); done;',
  'query "$1" show-options -qv -t "$b" client-detached && [ ! -s "$j" ] &&',
  `query "$1" set-hook -t "$b" client-detached "set-hook -u -t '$b' client-detached" || { b=; rmdir "$d/turn"; }; };`,
  'uncover() { [ -n "$b" ] || return; i=0; while [ $i -lt 20 ] && query "$1" show-options -qv -t "$b" client-detached &&',
  '[ -s "$j" ]; do nap; i=$((i+1)); done; [ ! -s "$j" ] || query "$1" set-hook -u -t "$b" client-detached;',
  'rmdir "$d/turn"; };',
]

export const detachHookScript = [...query, ...cover].join(' ')
