/**
 * The one rule of where a program is looked for on a host, for all that starts one there: the PATH as it is, then
 * the directories below, then the PATH of the person's login shell, then that of their interactive login shell.
 * A program that is on the PATH is found without a process. What was learnt stands behind the PATH: it never
 * hides a program that the PATH has.
 */

/** Where package managers and version managers put programs. */
const DIRECTORIES = [
  ...['/usr/local/bin', '/opt/homebrew/bin', '/home/linuxbrew/.linuxbrew/bin', '~/.linuxbrew/bin'],
  ...['/opt/local/bin', '/usr/pkg/bin', '/opt/pkg/bin', '/opt/bin', '/snap/bin'],
  ...['~/.local/bin', '~/bin', '~/.nix-profile/bin', '~/.local/state/nix/profile/bin'],
  ...['/nix/var/nix/profiles/default/bin', '/run/current-system/sw/bin', '~/.guix-profile/bin'],
  ...['~/.volta/bin', '~/.bun/bin', '~/.deno/bin', '~/.cargo/bin', '~/go/bin', '~/.pixi/bin'],
  ...['~/.local/share/mise/shims', '~/.asdf/shims', '~/.nodenv/shims', '~/.pyenv/shims'],
  ...['~/.npm-global/bin', '~/.npm-packages/bin', '~/.npm/bin', '~/.local/share/npm/bin'],
  ...['~/.local/share/pnpm', '~/Library/pnpm', '~/.yarn/bin', '~/n/bin', '~/.n/bin'],
  ...['~/.local/share/fnm/aliases/default/bin', '~/.fnm/aliases/default/bin', '~/.nvm/current/bin'],
  ...['~/.claude/local', '~/.opencode/bin', '~/.amp/bin', '/opt/conda/bin', '~/miniconda3/bin'],
]

/** Where version managers keep one directory a version: the newest name counts first. */
const VERSIONS = [
  '~/.nvm/versions/node/*/bin',
  '~/.config/nvm/versions/node/*/bin',
  '~/.local/share/fnm/node-versions/*/installation/bin',
  '~/.local/share/mise/installs/*/latest/bin',
]

/** The same in words, for who is told that a program was not found. */
export const SEARCHED = 'the usual directories and the login shell'

/** What exported settings of start-up files would change in our scripts: a `read` that ends, a `cd` that prints. */
const calm = 'unset TMOUT IFS CDPATH ENV BASH_ENV; set +e +f +u +C;'

const usual = [
  'usual() {',
  `for place in ${DIRECTORIES.map(atHome).join(' ')}; do`,
  'case :$PATH: in *":$place:"*) ;; *) [ -d "$place" ] && PATH=$PATH:$place;; esac; done; newest=;',
  `for place in ${VERSIONS.map(atHome).join(' ')}; do [ -d "$place" ] && newest=:$place$newest; done;`,
  'PATH=$PATH$newest; export PATH; };',
]

/**
 * Commands side by side, each with its output in a file of its own below $dir: `begin NAME COMMAND...`, and
 * `settle SECONDS`, after which what is late is ended with all that it has started.
 */
const bounded = [
  'begin() { out=$1; shift; ( "$@" </dev/null >"$dir/$out" 2>/dev/null & echo $! >"$dir/$out.pid";',
  'wait $!; : >"$dir/$out.done" ) 2>/dev/null & while [ ! -s "$dir/$out.pid" ]; do :; done; };',
  `end() { kill -9 $(ps -A -o pid= -o ppid= | awk -v top="$1" '{ parent[$1] = $2 }`,
  'END { for (pid in parent) { at = pid;',
  'for (n = 0; n < 100 && at != top && (at in parent); n++) at = parent[at];',
  `if (at == top) print pid } }') "$1" 2>/dev/null; };`,
  'settle() { tick=0; while [ $tick -lt $(($1 * 10)) ]; do left=;',
  'for pid in "$dir"/*.pid; do [ -e "${pid%.pid}.done" ] || left=1; done; [ "$left" ] || return 0;',
  'sleep 0.1 2>/dev/null || { sleep 1; tick=$((tick + 9)); }; tick=$((tick + 1)); done;',
  'for pid in "$dir"/*.pid; do [ -e "${pid%.pid}.done" ] || end "$(cat "$pid")"; done; };',
]

/**
 * `learn SECONDS [-i]`: the PATH of the person's shell, put behind ours. The shell runs a script of ours that
 * writes it into a file: what start-up files print is never read, and its line means the same in every shell.
 * csh is a login shell only without other arguments.
 */
const learn = [
  'learn() { found=; dir=$(umask 077; mktemp -d 2>/dev/null) || return;',
  `printf '%s\\n' 'printf "%s" "$PATH" >"$0.path"' >"$dir/say"; begin shell ask "$2"; settle "$1";`,
  'IFS= read -r found 2>/dev/null <"$dir/say.path"; rm -rf "$dir"; join "$found"; };',
  'ask() { shell=${SHELL:-/bin/sh}; case ${shell##*/} in',
  'csh|tcsh) printf "%s\\n" "exec /bin/sh $dir/say" | "$shell" ${1:--l};;',
  '*) "$shell" -l $1 -c "/bin/sh $dir/say";; esac; };',
  'join() { more=$1:; while [ -n "$more" ]; do place=${more%%:*}; more=${more#*:};',
  'case $place:$PATH: in /*:*":$place:"*) ;; /*) PATH=$PATH:$place;; esac; done; export PATH; };',
]

/** `seek PROGRAM`: puts on the PATH what it takes to find it. Fails where it is nowhere. Each shell is asked once. */
const seek = [
  'has() { command -v "$1" >/dev/null 2>&1; }; learnt=0;',
  'seek() { has "$1" && return; usual; has "$1" && return;',
  '[ $learnt -gt 0 ] || { learnt=1; learn 3; has "$1" && return; };',
  '[ $learnt -gt 1 ] || { learnt=2; learn 3 -i; }; has "$1"; };',
]

/** For a POSIX shell, one line: functions `usual`, `learn` and `seek`, which change PATH; `begin` and `settle`. */
export const searchPathScript = [calm, ...usual, ...bounded, ...learn, ...seek].join(' ')

function atHome(place: string): string {
  return place.startsWith('~/') ? `"$HOME"/${place.slice(2)}` : place
}
