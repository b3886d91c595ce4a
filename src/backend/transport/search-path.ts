/**
 * The one rule that finds programs on a host, for every program that fleetmux starts there: the PATH as it is, then the
 * directories below, then the PATH of the person's login shell, then the PATH of their interactive login shell. A
 * program on the PATH is found without starting a process. Found directories are appended to the PATH, so they never
 * hide a program that it has.
 */

/** Directories of package managers and version managers. */
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

/** Version managers' directories with one directory per version. The last name in sort order is searched first. */
const VERSIONS = [
  '~/.nvm/versions/node/*/bin',
  '~/.config/nvm/versions/node/*/bin',
  '~/.local/share/fnm/node-versions/*/installation/bin',
  '~/.local/share/mise/installs/*/latest/bin',
]

/** Text for messages about a program that was not found. */
export const SEARCHED = 'the usual directories and the login shell'

/**
 * Resets exported settings of start-up files that would break our scripts: a `read` that times out, a `cd` that prints.
 */
const calm = 'unset TMOUT IFS CDPATH ENV BASH_ENV; set +e +f +u +C;'

const usual = [
  'usual() {',
  `for place in ${DIRECTORIES.map(atHome).join(' ')}; do`,
  'case :$PATH: in *":$place:"*) ;; *) [ -d "$place" ] && PATH=$PATH:$place;; esac; done; newest=;',
  `for place in ${VERSIONS.map(atHome).join(' ')}; do [ -d "$place" ] && newest=:$place$newest; done;`,
  'PATH=$PATH$newest; export PATH; };',
]

/**
 * Runs commands in parallel, each with its output in a file below $dir. `begin NAME COMMAND...` starts one. `settle
 * SECONDS` waits for all, then kills the late ones and all their children.
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
 * `learn SECONDS [-i]`: appends the PATH of the person's shell to ours. That shell runs a script of ours that writes
 * the PATH to a file, so output of start-up files is never read, and the command line is the same for every shell. csh
 * is a login shell only without other arguments.
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

/**
 * `seek PROGRAM`: extends the PATH until the program is found. Fails if it is not found. Each shell is started once.
 */
const seek = [
  'has() { command -v "$1" >/dev/null 2>&1; }; learnt=0;',
  'seek() { has "$1" && return; usual; has "$1" && return;',
  '[ $learnt -gt 0 ] || { learnt=1; learn 3; has "$1" && return; };',
  '[ $learnt -gt 1 ] || { learnt=2; learn 3 -i; }; has "$1"; };',
]

/**
 * One line for a POSIX shell with the functions `usual`, `learn` and `seek`, which change PATH, and `begin` and
 * `settle`.
 */
export const searchPathScript = [calm, ...usual, ...bounded, ...learn, ...seek].join(' ')

function atHome(place: string): string {
  return place.startsWith('~/') ? `"$HOME"/${place.slice(2)}` : place
}
