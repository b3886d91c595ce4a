import { searchPathScript } from '../transport/search-path.ts'
import { clientsScript } from './clients.ts'
import { identityScript, placeScript, tidyScript } from './directory.ts'
import { foregroundScript } from './foreground.ts'
import { lookScript } from './look.ts'

/**
 * The remote half of the multiplexer: one POSIX `sh` script, which comes on stdin (`sendScript`).
 * Why it is built this way, and what was measured: docs/decisions/0002-multiplexer.md.
 *
 * Each process is dear on a busy host, so the shell does by itself what it can.
 *
 * Descriptors: 7 the keeper's pipe, 8 the command client's stdin, 9 the streams' stdin.
 */

/** Speaks on stderr in one write a line, always with the nonce. */
const start = ['n=$1; shift; unset s;', searchPathScript, 'say() { printf "%s\\n" "$n $*" >&2; };']

/** Whatever answers to the name of tmux: what goes on printing is ended by its file or its pipe, and not gathered. */
const version = [
  'version() { { ulimit -f 1; exec tmux -V; } </dev/null 2>/dev/null >"$d/v" & wait $!; read -r v 2>/dev/null <"$d/v" ||',
  'v=$(tmux -V 2>/dev/null | dd bs=256 count=1 2>/dev/null); [ -n "$v" ]; };',
  // Where the PATH alone would not do, others that start tmux here are told which file it is.
  'program() { [ "$PATH" = "$path" ] || command -v tmux; };',
  // Somebody may install it: the channel stays, and looks again when it is asked to.
  'await() { say notmux; while read -r l; do case $l in',
  '@look) usual; version && break; say notmux;; "@ping "*) say pong "${l#@ping }";; esac; done; };',
]

/** Where the socket is, by tmux's own rules: $TMUX, -S, -L, TMUX_TMPDIR, /tmp. */
const socket = [
  'case " $*" in *" -S"*|*" -L"*) ;; *) [ -z "$TMUX" ] || set -- "$@" -S "${TMUX%%,*}";; esac;',
  'unset TMUX TMUX_PANE;',
  't=${TMUX_TMPDIR:-/tmp}; [ -d "$t" ] || t=/tmp; t=$t/tmux-$u; s=$t/default; a=;',
  'for o do case $a in -S) s=$o;; -L) s=$t/$o;; esac;',
  'case $o in -S?*) s=${o#-S};; -L?*) s=$t/${o#-L};; esac; a=$o; done;',
]

/**
 * Every way of leaving ends here, in the keeper, which hears the end of its pipe whatever became of the
 * main shell. SIGKILL is the only way that our clients end: tmux never sees an EOF or a broken pipe of ours.
 * `in` is empty from then on: emptying a file takes no process and no room. Whose client then ends has nothing left to do.
 * One that is still arriving (no `a.TAG`) gets its time: tmux 3.2 to 3.6 dies of a control client that ends
 * before it has said all about itself.
 */
const leave = [
  'here() { [ -s "$d/in" ]; };',
  'nap() { sleep 0.1 2>/dev/null || sleep 1; };',
  'finish() { read -r z 2>/dev/null <"$d/p.$1" || return; i=0;',
  'while [ $i -lt 10 ] && [ ! -e "$d/a.$1" ] && kill -0 "$z" 2>/dev/null; do nap; i=$((i+1)); done;',
  'kill -9 "$z" 2>/dev/null; };',
  'endall() { for f in "$d"/p.$1; do [ -f "$f" ] && finish "${f##*/p.}"; done; };',
  'reap() { for f do read -r z 2>/dev/null <"$f" && kill -9 "$z" 2>/dev/null; done; };',
  'leave() { true 2>/dev/null >"$d/in"; endall "*"; reap "$d"/q.*; [ -f "$d/k" ] || clients "$n" | slay;',
  'rm -rf "$d" 2>/dev/null || rm -rf "$d"; rmdir "$base" 2>/dev/null; return 0; };',
  // A client that was being started while all others were killed dies by the hand of its own wrapper.
  'still() { here || { nap; kill -9 "$p" 2>/dev/null; rm -rf "$d"; }; };',
]

/**
 * Cuts the data off on the host: a flood costs the link some bytes a line. Only GNU sed reads blocks
 * and still writes at once (`w`); BSD sed has -l; elsewhere the shell itself reads, slower. The first line is
 * the answer to attaching: the client has arrived.
 */
const filter = [
  'sieve() { LC_ALL=C; export LC_ALL; w="w /dev/stderr"; o=-n;',
  'IFS= read -r l && : >"$d/a.$1";',
  'case $(sed --version 2>/dev/null) in *"(GNU sed)"*) ;;',
  '*) w=p; o=-nl; : | sed -nl p >/dev/null 2>&1 || { slowly "$1"; return; };; esac;',
  'exec sed $o -e "s/^%\\(extended-\\)*output \\(%[0-9]*\\) .*/$n wake $1 \\2/$w" -e t',
  '-e "s/^%pause \\(%[0-9]*\\).*/$n pause $1 \\1/$w" >&2; };',
  'slowly() { while read -r a i o; do case $a in %output|%extended-output) say wake "$1" "$i";;',
  '%pause) say pause "$1" "$i";; esac; done; };',
]

/**
 * One stream client: its wrapper is its parent, so its pid cannot be another's. `g.TAG` stands while it is
 * wanted: an end may be asked for before there is a pid. Its stdin never ends; its stdout breaks, rather than
 * blocks, once nobody can read it: a client that exits by itself makes the pipe blocking again, and then the
 * whole server would wait in write. So whatever reads is killed as soon as the client is gone.
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
  // Who has just ended our client is at work on the sessions: tmux 3.2 to 3.6 dies of a session that comes or
  // goes while a control client arrives, so that waits until the sessions have stayed the same for a moment.
  'calm() { [ -e "$d/z" ] || return; rm -f "$d/z"; y=; m=0; while [ $m -lt 10 ]; do',
  'l=$(tmux "$@" list-sessions -F "#{session_id}" </dev/null 2>/dev/null | cksum); [ "$l" = "$y" ] && return;',
  'y=$l; m=$((m+1)); sleep 0.4 2>/dev/null || sleep 1; done; };',
]

/** The keeper: starts and ends streams, and outlives the main shell by as long as it takes to clean up. */
const keeper = [
  'keep() { trap "" HUP INT TERM PIPE; exec 9<>"$d/s" >/dev/null;',
  'while read -r a g i; do case $a in @+) stream "$g" "$i" "$@";;',
  '@-) rm -f "$d/g.$g"; finish "$g" &',
  ';; @clear) leave; kill -9 $$; exit;;',
  'esac; done; leave; };',
]

/**
 * The command client. A `cat` stands before the channel: tmux makes what it is given non-blocking, and over
 * ssh that would be our stdin too. If cat still blocks after an unexpected exit, it is killed so that tmux can
 * continue. The streams end with it: without a client that takes no output, a slow stream stops the user's program.
 */
const command = [
  // The first one has its pipes already; the others get new ones, in which nothing waits that was for another.
  'open() { i=$1; shift; [ -z "$w" ] || { rm -f "$d/c" "$d/o"; mkfifo "$d/c" "$d/o"; } &&',
  ': >"$d/on" || { say closed 1 no pipes; return; };',
  'w=1; exec 4<>"$d/c" 3<"$d/c" 8>"$d/c" 4>&- 4<>"$d/o" 6<"$d/o" 5>"$d/o" 4>&-;',
  '( exec 7>&- 8>&-; calm "$@";',
  'tmux -u "$@" -C attach-session -E -t "$i" -f "no-output,ignore-size,fleetmux-$n"',
  '<&3 >&5 2>"$d/e" 3<&- 5>&- 6<&- &',
  'p=$!; echo $p >"$d/p.@"; exec 3<&- 5>&-; still;',
  '( ( say opened $p; IFS= read -r l && : >"$d/a.@"; [ -z "$l" ] || printf "%s\\n" "$l"; exec cat ) <&6 6<&- &',
  'q=$!; echo $q >"$d/q.@"; exec 6<&- >&2;',
  // Said also where somebody has killed the shell around the client, which says `closed`.
  'wait $q 2>/dev/null; say silent $p ) & m=$!; exec 6<&- >&2;',
  'wait $p 2>/dev/null; c=$?; here || { say closed $c; exit; };',
  'rm -f "$d/on" "$d/p.@" "$d/a.@"; : >"$d/z"; endall "[0-9A-Za-z]*";',
  'case $c in 0|137) ;; *) ( sleep 1; reap "$d/q.@" ) >/dev/null 2>&1 & esac; wait $m 2>/dev/null;',
  'rm -f "$d/q.@"; r=; read -r r 2>/dev/null <"$d/e"; say closed $c "$r" ) & exec 3<&- 5>&- 6<&-; };',
]

/** Through a pipe, for the same reason as the command client. */
const run = [
  'run() { x=$1; k=$2; shift 2; printf "%%begin 0 %s 1\\n" "$x";',
  '{ eval "exec tmux -u \\"\\$@\\" $k" </dev/null 2>"$d/e$x" & p=$!; echo $p >"$d/q._$x"; still;',
  'wait $p 2>/dev/null; echo $? >"$d/c$x"; } | cat; read -r c <"$d/c$x";',
  'e=end; [ "$c" = 0 ] || { e=error; cat "$d/e$x"; };',
  'rm -f "$d/q._$x" "$d/e$x" "$d/c$x"; printf "%%%s 0 %s 1\\n" $e "$x"; };',
]

const main = [
  tidyScript,
  // Before there are pipes: what start-up files leave running would hold them open.
  'path=$PATH; seek tmux;',
  'echo 1 >"$d/in"; exec 7<>"$d/w" 8>/dev/null; ( exec <"$d/w" 7>&- 8>&-; keep "$@" ) & k=$!;',
  'printf "%s\\n" "$k $h" >"$d/k"; x=0; w=; y=;',
  'here || say failed "there is no room below $base"; version || await;',
  'trap "" PIPE; [ -z "$v" ] || { say ready "$v" $(program); printf "%s\\n" "$n"; };',
  // A cleaner of old files takes the directory, and nothing can be told to what hangs on it: the next channel has another.
  'while [ -n "$v" ] && IFS= read -r l; do',
  'here || { say failed "what it had below $base was removed"; break; }; case $l in',
  '@look) x=$((x+1)); ( exec >&2 7>&- 8>&-; look $x "$@" ) &',
  ';; @who) asks; ( exec >&2 7>&- 8>&- </dev/null; who "$y" ) &',
  ';; "@ping "*) say pong "${l#@ping }"',
  ';; "@open "*) open "${l#@open }" "$@"',
  ';; "@+ "*|"@- "*) printf "%s\\n" "$l" >&7',
  ';; "@run "*) l=${l#@run }; ( exec 7>&- 8>&-; run "${l%% *}" "${l#* }" "$@" ) &',
  ';; "@clear "*) ( exec 7>&- 8>&-; clear "${l#@clear }" ) >&2 &',
  // Nothing is kept for a client that is gone: `closed` has answered it.
  ';; ?*) [ -e "$d/on" ] && printf "%s\\n" "$l" >&8 2>/dev/null; esac; done;',
  // The keeper first, with our end of the command client's stdin still open. Was it killed, we are the keeper.
  'exec 7>&-; wait $k || leave; [ -n "$v" ] || exit 127;',
]

export const hostScript = [
  ...[start, [identityScript], socket, [placeScript, clientsScript], version],
  ...[leave, filter, stream, keeper, command, [lookScript, foregroundScript], run, main],
]
  .flat()
  .join(' ')
