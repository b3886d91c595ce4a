import { searchPathScript } from '../transport/search-path.ts'
import { clientsScript } from './clients.ts'
import { detachHookScript } from './detach-hook.ts'
import { identityScript, placeScript, tidyScript } from './directory.ts'
import { foregroundScript } from './foreground.ts'
import { serverQueryScript } from './server-query.ts'
import { otherServersScript, resolveScript } from './server-sockets.ts'

/**
 * The remote half of the channel: one POSIX `sh` script, which is sent on stdin (`sendScript`). Its design and
 * measurements are in docs/decisions/0002-multiplexer.md. Starting a process is expensive on a busy host, so the shell
 * uses built-ins where it can. File descriptors: 7 is the pipe of the keeper (the background shell that cleans up), 8
 * the stdin of the command client (the tmux client that runs commands), 9 the stdin of the streams (the tmux clients
 * that report output).
 */

/** `say` writes a line to stderr, in one write. The line begins with the channel's nonce (random hex digits). */
const start = [
  'n=$1; mode=$2; shift 2; unset s;',
  searchPathScript,
  'say() { printf "%s\\n" "$n $*" >&2; };',
]

/**
 * Shell function. `version` sets `v` to the version of tmux. The program called tmux may be anything. If it prints
 * without end, it is ended by the limit on the size of the file that it prints to. If no line can be read from this
 * file, it is run again, and `dd` closes its pipe after 256 bytes. So its output never fills the shell's memory.
 */
const version = [
  'version() { { ulimit -f 1; exec tmux -V; } </dev/null 2>/dev/null >"$d/v" & wait $!; read -r v 2>/dev/null <"$d/v" ||',
  'v=$(tmux -V 2>/dev/null | dd bs=256 count=1 2>/dev/null); [ -n "$v" ]; };',
  // Prints the path of tmux if tmux is not in the host's own PATH. Other parts of fleetmux start tmux by this path,
  // since they search only that PATH.
  'program() { [ "$PATH" = "$path" ] || command -v tmux; };',
  // Waits until tmux is installed: the channel stays open and checks again at every `@look`.
  'await() { say notmux; while read -r l; do case $l in',
  '@look) usual; version && break; say notmux;; "@ping "*) say pong "${l#@ping }";; esac; done; };',
]

/** Finds the path of the server's socket by tmux's own rules: $TMUX, -S, -L, TMUX_TMPDIR, /tmp. */
const socket = [
  'case " $*" in *" -S"*|*" -L"*) ;; *) [ -z "$TMUX" ] || set -- "$@" -S "${TMUX%%,*}";; esac;',
  'unset TMUX TMUX_PANE;',
  't=${TMUX_TMPDIR:-/tmp}; [ -d "$t" ] || t=/tmp; t=$t/tmux-$u; s=$t/default; a=;',
  'for o do case $a in -S) s=$o;; -L) s=$t/$o;; esac;',
  'case $o in -S?*) s=${o#-S};; -L?*) s=$t/${o#-L};; esac; a=$o; done;',
]

/**
 * The clean-up when the channel ends for any reason. It runs in a background shell, the keeper, which reads a pipe that
 * ends whatever happens to the main shell. Our tmux clients are ended only by SIGKILL, so that tmux never gets an EOF
 * or a broken pipe from them. First the file `in` is emptied, which needs no process and no disk space. By this, the
 * shell that has started a client sees that the clean-up runs, and does nothing more itself. A client that is still
 * attaching (its file `a.TAG` is missing) gets about one second before it is killed: tmux 3.2 to 3.6 crashes if a
 * control client ends before it is fully attached.
 */
const leave = [
  'here() { [ -s "$d/in" ]; };',
  'nap() { sleep 0.1 2>/dev/null || sleep 1; };',
  'finish() { read -r z 2>/dev/null <"$d/p.$1" || return; i=0;',
  'while [ $i -lt 10 ] && [ ! -e "$d/a.$1" ] && kill -0 "$z" 2>/dev/null; do nap; i=$((i+1)); done;',
  'cover "$1" "$z"; kill -9 "$z" 2>/dev/null; uncover "$1"; };',
  'endall() { for f in "$d"/p.$1; do [ -f "$f" ] && finish "${f##*/p.}"; done; };',
  'reap() { for f do read -r z 2>/dev/null <"$f" && kill -9 "$z" 2>/dev/null; done; };',
  'leave() { true 2>/dev/null >"$d/in"; endall "*"; reap "$d"/q.*; [ -f "$d/k" ] || clients "$n" | slay;',
  'rm -rf "$d" 2>/dev/null || rm -rf "$d"; rmdir "$base" 2>/dev/null; return 0; };',
  // Kills a tmux client that was started just when the clean-up was killing all the other clients.
  'still() { here || { nap; kill -9 "$p" 2>/dev/null; rm -rf "$d"; }; };',
]

/**
 * Removes the data of %output on the host, so that a flood of output costs the connection only a few bytes per line:
 * the id of the pane is sent. Only a text of at most 48 bytes, such as the echo of a key, is sent too, followed by `|`.
 * GNU sed is used if possible: it alone reads large blocks, yet writes each line at once (by its command `w`). BSD sed
 * needs -l for that. Without either, the shell itself reads the lines, which is slower. The client's first line answers
 * the command attach-session: the client is attached now, which is noted in the file `a.TAG`.
 */
const filter = [
  'sieve() { LC_ALL=C; export LC_ALL; w="w /dev/stderr"; o=-n;',
  'IFS= read -r l && : >"$d/a.$1";',
  'case $(sed --version 2>/dev/null) in *"(GNU sed)"*) ;;',
  '*) w=p; o=-nl; : | sed -nl p >/dev/null 2>&1 || { slowly "$1"; return; };; esac;',
  'exec sed $o -e "s/^%extended-output \\(%[0-9]*\\) [0-9]* : \\(.\\{1,48\\}\\)\\$/$n wake $1 \\1 \\2|/$w" -e t',
  '-e "s/^%\\(extended-\\)*output \\(%[0-9]*\\) .*/$n wake $1 \\2/$w" -e t',
  '-e "s/^%pause \\(%[0-9]*\\).*/$n pause $1 \\1/$w" >&2; };',
  'slowly() { while read -r a i o; do case $a in %output|%extended-output) say wake "$1" "$i";;',
  '%pause) say pause "$1" "$i";; esac; done; };',
]

/**
 * Starts one stream: a tmux client that reports the output of a session. A shell is its parent process, so that the
 * client's pid cannot be reused by another process. The file `g.TAG` exists until the stream's end is requested, which
 * may happen before the client has a pid. The client's stdin never ends. If no process reads its stdout any more,
 * writing must fail and not block: a client that exits by itself makes the pipe blocking again, and the whole tmux
 * server would then wait in write. So every process that reads the pipe is killed as soon as the client has ended.
 */
const stream = [
  'stream() { g=$1; i=$2; shift 2; : >"$d/g.$g" && mkfifo "$d/o.$g" || { say gone "$g" & return; };',
  'exec 4<>"$d/o.$g" 6<"$d/o.$g" 5>"$d/o.$g" 4>&-; rm -f "$d/o.$g";',
  '( calm "$@"; tmux -u "$@" -C attach-session -E -t "$i" -f "ignore-size,read-only,pause-after=1,fleetmux-$n"',
  '<&9 >&5 2>/dev/null 5>&- 6<&- 9>&- &',
  'p=$!; echo $p >"$d/p.$g"; exec 5>&- 9>&-; still;',
  '( ( say streaming "$g" $p; sieve "$g" ) <&6 6<&- & q=$!; echo $q >"$d/q.$g"; exec 6<&-;',
  'wait $q 2>/dev/null; finish "$g"; say gone "$g" ) & r=$!; exec 6<&-;',
  '[ -e "$d/on" ] && [ -e "$d/g.$g" ] || finish "$g";',
  'wait $p 2>/dev/null; here && true >"$d/p.$g"; reap "$d/q.$g"; kill -9 $r 2>/dev/null; wait $r 2>/dev/null;',
  'here || { say gone "$g"; exit; };',
  '[ -e "$d/g.$g" ] && : >"$d/z"; rm -f "$d/p.$g" "$d/a.$g" "$d/q.$g" "$d/g.$g"; say gone "$g" ) &',
  'exec 5>&- 6<&-; };',
  // If one of our clients has just ended, waits until the list of sessions stays the same for a moment. tmux 3.2 to 3.6
  // crashes if a session is created or ends while a control client attaches, and the end of our client is a sign that
  // sessions are changing.
  'calm() { [ -e "$d/z" ] || return; rm -f "$d/z"; y=; m=0; while [ $m -lt 10 ]; do',
  'l=$(tmux "$@" list-sessions -F "#{session_id}" </dev/null 2>/dev/null | cksum); [ "$l" = "$y" ] && return;',
  'y=$l; m=$((m+1)); sleep 0.4 2>/dev/null || sleep 1; done; };',
]

/**
 * The keeper: a background shell that starts and ends the tmux clients that report sessions' output. It outlives the
 * main shell to clean up.
 */
const keeper = [
  'keep() { trap "" HUP INT TERM PIPE; exec 9<>"$d/s" >/dev/null;',
  'while read -r a g i; do case $a in @+) stream "$g" "$i" "$@";;',
  '@-) rm -f "$d/g.$g"; finish "$g" &',
  ';; @clear) leave; kill -9 $$; exit;;',
  'esac; done; leave; };',
]

/**
 * Starts the command client, the tmux client that runs commands. A `cat` process is between this client and the
 * channel, because tmux makes its file descriptors non-blocking: over ssh our stdin would become non-blocking too. If
 * cat still blocks after an unexpected exit of the client, cat is killed so that tmux can continue. All streams
 * (clients that report output) end with the command client: without this client, which gets no output, a slow stream
 * would block the user's program.
 */
const command = [
  // The first client uses the existing pipes. Each later client gets new pipes, which contain no data of an earlier
  // client.
  'open() { i=$1; shift; [ -z "$w" ] || { rm -f "$d/c" "$d/o"; mkfifo "$d/c" "$d/o"; } &&',
  ': >"$d/on" || { say closed 1 no pipes; return; };',
  'w=1; exec 4<>"$d/c" 3<"$d/c" 8>"$d/c" 4>&- 4<>"$d/o" 6<"$d/o" 5>"$d/o" 4>&-;',
  '( exec 7>&- 8>&-; calm "$@";',
  'tmux -u "$@" -C attach-session -E -t "$i" -f "no-output,ignore-size,fleetmux-$n"',
  '<&3 >&5 2>"$d/e" 3<&- 5>&- 6<&- &',
  'p=$!; echo $p >"$d/p.@"; exec 3<&- 5>&-; still;',
  '( ( say opened $p; IFS= read -r l && : >"$d/a.@"; [ -z "$l" ] || printf "%s\\n" "$l"; exec cat ) <&6 6<&- &',
  'q=$!; echo $q >"$d/q.@"; exec 6<&- >&2;',
  // `silent` says that the client sends nothing more. It is reported even if the client's parent shell, which otherwise
  // reports the client's end as `closed`, was killed.
  'wait $q 2>/dev/null; say silent $p ) & m=$!; exec 6<&- >&2;',
  'wait $p 2>/dev/null; c=$?; here || { say closed $c; exit; };',
  'rm -f "$d/on" "$d/p.@" "$d/a.@"; : >"$d/z"; endall "[0-9A-Za-z]*";',
  'case $c in 0|137) ;; *) ( sleep 1; reap "$d/q.@" ) >/dev/null 2>&1 & esac; wait $m 2>/dev/null;',
  'rm -f "$d/q.@"; r=; read -r r 2>/dev/null <"$d/e"; say closed $c "$r" ) & exec 3<&- 5>&- 6<&-; };',
]

/**
 * Runs one tmux command for polling. The output goes through a pipe, so that tmux does not make our stdout
 * non-blocking.
 */
const run = [
  'run() { x=$1; k=$2; shift 2; printf "%%begin 0 %s 1\\n" "$x";',
  '{ eval "exec tmux -u \\"\\$@\\" $k" </dev/null 2>"$d/e$x" & p=$!; echo $p >"$d/q._$x"; still;',
  'wait $p 2>/dev/null; echo $? >"$d/c$x"; } | cat; read -r c <"$d/c$x";',
  'e=end; [ "$c" = 0 ] || { e=error; cat "$d/e$x"; };',
  'rm -f "$d/q._$x" "$d/e$x" "$d/c$x"; printf "%%%s 0 %s 1\\n" $e "$x"; };',
]

const main = [
  tidyScript,
  // Extends the PATH before the named pipes are opened: the login shell's start-up files may start background
  // processes, which would keep open pipes open.
  'path=$PATH; seek tmux;',
  'echo 1 >"$d/in"; exec 7<>"$d/w" 8>/dev/null; ( exec <"$d/w" 7>&- 8>&-; keep "$@" ) & k=$!;',
  'printf "%s\\n" "$k $h" >"$d/k"; x=0; w=; y=;',
  // Only reports whether the host has stored runs. The runs themselves are read over other transports.
  '[ ! -d "${XDG_STATE_HOME:-$HOME/.local/state}/fleetmux/runs" ] || say runs;',
  'here || say failed "nothing can be written below $base, perhaps because the disk is full"; version || await;',
  'trap "" PIPE; [ -z "$v" ] || { say ready "$v" $(program); printf "%s\\n" "$n"; };',
  // If a cleaner of old files removes the channel's directory, the streams and clients can no longer be controlled. The
  // channel then ends, and the next channel gets a new directory.
  'while [ -n "$v" ] && IFS= read -r l; do',
  'here || { say failed "the directory of fleetmux below $base was removed"; break; }; case $l in',
  '@look) x=$((x+1)); o=:; due && o=others; ( exec >&2 7>&- 8>&-; $o; look $x "$@" ) &',
  ';; @who) asks; o=:; due && o=others; ( exec >&2 7>&- 8>&- </dev/null; $o; who "$y" ) &',
  ';; "@ping "*) say pong "${l#@ping }"',
  ';; "@open "*) open "${l#@open }" "$@"',
  ';; "@+ "*|"@- "*) printf "%s\\n" "$l" >&7',
  ';; "@run "*) l=${l#@run }; ( exec 7>&- 8>&-; run "${l%% *}" "${l#* }" "$@" ) &',
  ';; "@clear "*) ( exec 7>&- 8>&-; clear "${l#@clear }" ) >&2 &',
  // Input for a client that has ended is dropped, because the client was reported as `closed`.
  ';; ?*) [ -e "$d/on" ] && printf "%s\\n" "$l" >&8 2>/dev/null; esac; done;',
  // The keeper (the background shell that cleans up) must kill our clients before this shell ends and closes their
  // stdin. If the keeper itself was killed, this shell cleans up.
  'exec 7>&-; wait $k || leave; [ -n "$v" ] || exit 127;',
]

export const hostScript = [
  ...[start, [identityScript], socket, [otherServersScript, resolveScript]],
  ...[[placeScript, clientsScript], version],
  ...[
    [detachHookScript],
    leave,
    filter,
    stream,
    keeper,
    command,
    [serverQueryScript, foregroundScript],
    run,
    main,
  ],
]
  .flat()
  .join(' ')
