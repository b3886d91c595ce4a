import { HOOK_NAMES, MORE_HOOK_NAMES } from '../tmux/hook.ts'

const SESSION = `#{session_id} #{destroy-unattached} #{pid} #{start_time} #{version} ${HOOK_NAMES}`

/**
 * One session is enough: the first that can be attached to, else the last that was read. However many there are,
 * or whatever answers to the name of tmux there, no more than this is read of it.
 */
const LINES = 1000

/**
 * In the background, because the main shell must hear the end of its stdin even when tmux hangs. A client that
 * listens as ours do may be one that an older channel left.
 */
export const lookScript = [
  'look() { [ -S "$s" ] || { say looked none; return; }; f=$d/l.$1; x=$1; shift;',
  `{ tmux -u "$@" list-clients -F "client #{client_control_mode}#{client_flags}" \\;`,
  `display-message -p "hooks ${MORE_HOOK_NAMES}" \\; list-sessions -F "${SESSION}"`,
  '</dev/null 2>"$f.e" & p=$!; echo $p >"$d/q._l$x"; still; wait $p 2>/dev/null; echo $? >"$f.c"; } |',
  `sed -n -e "/^client 1.*ignore-size/{p;d;}" -e "/^client/d" -e "/^hooks/{p;d;}"`,
  `-e "/^[^ ]* off [0-9]* [0-9]* [^ ]* $/{p;q;}" -e "/^[^ ]* 0 [0-9]* [0-9]* [^ ]* $/{p;q;}"`,
  `-e "${LINES}{p;q;}" -e "\\$p" >"$f"; y=; o=; g=;`,
  'while IFS= read -r r; do case $r in client*) y=1;; hooks*) o=${r#hooks}; o=${o# };;',
  '*) say session "$r$o"; g=1;; esac; done <"$f";',
  'read -r c 2>/dev/null <"$f.c" || c=1; r=; read -r r 2>/dev/null <"$f.e"; [ -z "$g" ] || c=0;',
  'rm -f "$f" "$f.c" "$f.e" "$d/q._l$x"; say looked $c "$r"; [ -z "$y" ] || clients "" | slay; };',
].join(' ')
