/**
 * The remote half of the multiplexer: one POSIX `sh` script, on one line, with no single quote, no `!`
 * and no doubled backslash, so that any login shell (csh and fish too) hands it on unharmed.
 * Why it is built this way, and what was measured: docs/decisions/0002-multiplexer.md.
 *
 * Descriptors: 7 the keeper's pipe, 8 the command client's stdin, 9 the streams' stdin.
 */

/** Speaks on stderr in one write a line, always with the nonce. */
const start = [
  // The sign that names the last background process would be history to csh: it is made here.
  'n=$1; shift; b=$(printf "\\041");',
  'PATH=$PATH:/usr/local/bin:/opt/homebrew/bin:$HOME/.local/bin:/home/linuxbrew/.linuxbrew/bin:/snap/bin;',
  'say() { printf "%s\\n" "$n $*" >&2; };',
  // Somebody may install it: the channel stays, and looks again when it is asked to.
  'v=$(tmux -V 2>/dev/null) || { say notmux; while read -r l; do case $l in',
  '@look) v=$(tmux -V 2>/dev/null) && break; say notmux;; esac; done; }; [ -n "$v" ] || exit 127;',
]

/** Where the socket is, by tmux's own rules: $TMUX, -S, -L, TMUX_TMPDIR, /tmp. */
const socket = [
  'case " $*" in *" -S"*|*" -L"*) ;; *) [ -z "$TMUX" ] || set -- "$@" -S "${TMUX%%,*}";; esac;',
  'unset TMUX TMUX_PANE;',
  't=${TMUX_TMPDIR:-/tmp}; [ -d "$t" ] || t=/tmp; t=$t/tmux-$(id -u); s=$t/default; a=;',
  'for o do case $a in -S) s=$o;; -L) s=$t/$o;; esac;',
  'case $o in -S?*) s=${o#-S};; -L?*) s=$t/${o#-L};; esac; a=$o; done;',
]

/** A private directory for the pipes and for the pids that must be killed: `p.*` clients, `q.*` filters. */
const place = [
  'bases="$XDG_RUNTIME_DIR $TMPDIR /tmp $HOME"; d=; h=$(uname -n);',
  // First what an older channel left whose every process was SIGKILLed at once: nobody could tidy up.
  'for o in $bases; do for f in "$o"/fleetmux-*/k; do read -r k a 2>/dev/null <"$f" && [ "$a" = "$h" ] &&',
  '{ kill -0 "$k" 2>/dev/null || rm -rf "${f%/k}"; }; done; done;',
  'for o in $bases; do mkdir -m 700 "$o/fleetmux-$n" 2>/dev/null && d=$o/fleetmux-$n && break; done;',
  '[ -n "$d" ] && mkfifo "$d/w" "$d/s" 2>/dev/null || { say failed no directory for pipes; exit 1; };',
]

/**
 * Every way of leaving ends here, in the keeper, which hears the end of its pipe whatever became of the
 * main shell. SIGKILL is the only way that our clients end: tmux never sees an EOF or a broken pipe of ours.
 */
const leave = [
  'reap() { for f do read -r z 2>/dev/null <"$f" && kill -9 "$z" 2>/dev/null; done; };',
  'leave() { rm -f "$d/w"; reap "$d"/[pq].*;',
  'rm -rf "$d" 2>/dev/null || rm -rf "$d"; };',
  // A client that was being started while all others were killed dies by the hand of its own wrapper.
  'still() { [ -p "$d/w" ] || { kill -9 "$p" 2>/dev/null; rm -rf "$d"; }; };',
]

/**
 * Cuts the data off on the host: a flood costs the link some bytes a line. Only GNU sed reads blocks
 * and still writes at once (`w`); BSD sed has -l; elsewhere the shell itself reads, slower.
 */
const filter = [
  'sieve() { LC_ALL=C; export LC_ALL; w="w /dev/stderr"; o=-n;',
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
  '( tmux -u "$@" -C attach-session -E -t "$i" -f ignore-size,read-only,pause-after=1',
  '<&9 >&5 2>/dev/null 5>&- 6<&- 9>&- &',
  'eval "p=\\$$b"; echo $p >"$d/p.$g"; exec 5>&- 9>&-; still;',
  '[ -e "$d/on" ] && [ -e "$d/g.$g" ] || kill -9 $p;',
  '( ( say streaming "$g" $p; sieve "$g" ) <&6 6<&- & eval "q=\\$$b"; echo $q >"$d/q.$g"; exec 6<&-;',
  'wait $q 2>/dev/null; [ -e "$d/p.$g" ] && kill -9 $p 2>/dev/null ) & eval "r=\\$$b"; exec 6<&-;',
  'wait $p 2>/dev/null; rm -f "$d/p.$g"; reap "$d/q.$g"; kill -9 $r 2>/dev/null; wait $r 2>/dev/null;',
  'rm -f "$d/q.$g" "$d/g.$g"; say gone "$g" ) &',
  'exec 5>&- 6<&-; };',
]

/** The keeper: starts and ends streams, and outlives the main shell by as long as it takes to clean up. */
const keeper = [
  'keep() { trap "" HUP INT TERM PIPE; exec 9<>"$d/s" >/dev/null;',
  'while read -r a g i; do case $a in @+) stream "$g" "$i" "$@";;',
  '@-) rm -f "$d/g.$g"; reap "$d/p.$g";; @clear) leave; kill -9 $$; exit;;',
  'esac; done; leave; };',
]

/**
 * The command client. A `cat` stands before the channel: tmux makes what it is given non-blocking, and over
 * ssh that would be our stdin too. Is it stuck after an exit that was not asked for, the server is let go.
 * The streams end with it: without a client that takes no output, a slow stream stops the user's program.
 */
const command = [
  'open() { i=$1; shift; mkfifo "$d/c" "$d/o" && : >"$d/on" || { say closed 1 no pipes; return; };',
  'exec 4<>"$d/c" 3<"$d/c" 8>"$d/c" 4>&- 4<>"$d/o" 6<"$d/o" 5>"$d/o" 4>&-; rm -f "$d/c" "$d/o";',
  '( exec 7>&- 8>&-;',
  'tmux -u "$@" -C attach-session -E -t "$i" -f no-output,ignore-size <&3 >&5 2>"$d/e" 3<&- 5>&- 6<&- &',
  'eval "p=\\$$b"; echo $p >"$d/p.@"; exec 3<&- 5>&-; still;',
  '( say opened $p; exec cat ) <&6 6<&- & eval "q=\\$$b"; echo $q >"$d/q.@"; exec 6<&- >&2;',
  'wait $p 2>/dev/null; c=$?; rm -f "$d/on" "$d/p.@"; reap "$d"/p.[0-9A-Za-z]*;',
  'case $c in 0|137) ;; *) ( sleep 1; reap "$d/q.@" ) >/dev/null 2>&1 & esac; wait $q 2>/dev/null;',
  'rm -f "$d/q.@"; r=; read -r r 2>/dev/null <"$d/e"; say closed $c "$r" ) & exec 3<&- 5>&- 6<&-; };',
]

/** In the background, because the main shell must hear the end of its stdin even when tmux hangs. */
const look = [
  'look() { [ -S "$s" ] || { say looked none; return; }; f=$d/l.$1; x=$1; shift;',
  'tmux -u "$@" list-sessions -F "#{session_id} #{destroy-unattached} #{pid} #{start_time} #{version}"',
  '</dev/null >"$f" 2>&1 & eval "p=\\$$b"; echo $p >"$d/p._$x"; still; wait $p; c=$?; rm -f "$d/p._$x";',
  'while read -r r; do case $c in 0) say session "$r";; *) break;; esac; done <"$f"; rm -f "$f";',
  'say looked $c "$r"; };',
]

/** Through a pipe, for the same reason as the command client. */
const run = [
  'run() { x=$1; k=$2; shift 2; printf "%%begin 0 %s 1\\n" "$x";',
  '{ eval "exec tmux -u \\"\\$@\\" $k" </dev/null 2>"$d/e$x" & eval "p=\\$$b"; echo $p >"$d/p._"; still;',
  'wait $p 2>/dev/null; echo $? >"$d/c$x"; } | cat; read -r c <"$d/c$x";',
  'e=end; [ "$c" = 0 ] || { e=error; cat "$d/e$x"; };',
  'rm -f "$d/p._" "$d/e$x" "$d/c$x"; printf "%%%s 0 %s 1\\n" $e "$x"; };',
]

const main = [
  'exec 7<>"$d/w" 8>/dev/null; ( exec <"$d/w" 7>&- 8>&-; keep "$@" ) & eval "k=\\$$b";',
  'printf "%s\\n" "$k $h" >"$d/k"; trap "" PIPE; x=0;',
  'say ready "$v"; printf "%s\\n" "$n";',
  'while IFS= read -r l; do case $l in',
  '@look) x=$((x+1)); ( exec >&2 7>&- 8>&-; look $x "$@" ) &',
  ';; "@open "*) open "${l#@open }" "$@"',
  ';; "@+ "*|"@- "*) printf "%s\\n" "$l" >&7',
  ';; "@run "*) l=${l#@run }; ( exec 7>&- 8>&-; run "${l%% *}" "${l#* }" "$@" ) &',
  ';; "@clear "*) for o in $bases; do f=$o/fleetmux-${l#@clear }/w; [ -p "$f" ] && echo @clear 1<>"$f"; done',
  // Nothing is kept for a client that is gone: `closed` has answered it.
  ';; ?*) [ -e "$d/on" ] && printf "%s\\n" "$l" >&8 2>/dev/null; esac; done;',
  // The keeper first, with our end of the command client's stdin still open. Was it killed, we are the keeper.
  'exec 7>&-; wait $k || leave;',
]

export const muxScript = [
  start,
  socket,
  place,
  leave,
  filter,
  stream,
  keeper,
  command,
  look,
  run,
  main,
]
  .flat()
  .join(' ')
