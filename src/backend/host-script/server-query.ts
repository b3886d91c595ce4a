import { CLIENT_HOOKS, HOOK_NAMES } from '../tmux/hook.ts'

const SESSION = `#{session_id} #{destroy-unattached} #{pid} #{start_time} #{version} ${HOOK_NAMES}`

/**
 * Commands that print the name of each hook, then the hook's global commands. `-q` is needed because older versions of
 * tmux do not know all of these hooks.
 */
const HOOKS = CLIENT_HOOKS.map(
  name => `display-message -p "hook ${name}" \\; show-options -gqv ${name} \\;`,
).join(' ')

/**
 * Maximum number of lines that are read from tmux's answer. fleetmux needs only one session to attach a client to: the
 * first that a client may attach to, otherwise the last one read.
 */
const LINES = 1000
/** Output limit in blocks of 512 or 1024 bytes. tmux is killed when it prints more. */
const BLOCKS = 500

/**
 * Shell function that answers `@look`, the message that asks for the state of the tmux server. The function runs in the
 * background, because the main shell must notice the end of its stdin even if tmux hangs. fleetmux attaches its control
 * clients with `ignore-size`: if such a client is listed, it may be left over from an older channel of fleetmux, and
 * all left over clients are killed.
 */
export const serverQueryScript = [
  'look() { [ -S "$s" ] || { say looked none; return; }; f=$d/l.$1; x=$1; shift;',
  `{ ulimit -f ${BLOCKS}; exec tmux -u "$@" ${HOOKS} display-message -p "hook" \\;`,
  `list-clients -F "client #{client_control_mode}#{client_flags}" \\; list-sessions -F "${SESSION}"; }`,
  '</dev/null >"$f" 2>"$f.e" & p=$!; echo $p >"$d/q._l$x"; still; wait $p 2>/dev/null; c=$?;',
  'here && true >"$d/q._l$x"; y=; o=; g=; m=0;',
  // The name of a hook is followed by its commands, if it has any. Lines of sessions begin with the session's id.
  `a=; while [ $m -lt ${LINES} ] && IFS= read -r r; do m=$((m+1)); case $r in hook*) a=\${r#hook}; a=\${a# };;`,
  '"client 1"*ignore-size*) y=1;; "client "*) ;; "$"*) g=$r; case $r in *" off "*" "|*" 0 "*" ") break;; esac;;',
  '*) [ -z "$a" ] || o=$o$a+; a=; esac; done <"$f";',
  '[ -z "$g" ] || { c=0; say session "$g$o"; }; r=; read -r r 2>/dev/null <"$f.e"; say looked $c "$r";',
  '[ -z "$y" ] || clients "" | slay; exec rm -f "$f" "$f.e" "$d/q._l$x"; };',
].join(' ')
