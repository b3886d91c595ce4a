/**
 * How all programs that fleetmux starts on a host are found: first in the PATH as it is, then in the directories listed
 * below, then in the PATH of the user's login shell, then in that of the user's interactive login shell. A program in
 * the PATH is found without starting a process. Directories are only appended to the PATH, so they never hide a program
 * that is already in it.
 */

/** Directories in which package managers and version managers install programs. They are appended to the PATH. */
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

/** Directories of version managers with one directory per version. The last name in sort order is searched first. */
const VERSIONS = [
  '~/.nvm/versions/node/*/bin',
  '~/.config/nvm/versions/node/*/bin',
  '~/.local/share/fnm/node-versions/*/installation/bin',
  '~/.local/share/mise/installs/*/latest/bin',
]

/** Describes the searched places in messages about a program that was not found. */
export const SEARCHED_PLACES = 'the usual directories and the login shell'

/**
 * Resets settings that start-up files may have exported and that would break our scripts, such as a `read` that times
 * out or a `cd` that prints.
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
 * Shell functions that run commands in parallel, each with its output in a file in `$dir`. `begin NAME COMMAND...`
 * starts a command. `settle SECONDS` waits for all commands, then kills the remaining ones and all their children.
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
 * Shell function. `learn SECONDS [-i]` appends the PATH of the user's login shell to the current one, and waits at most
 * SECONDS. With -i the shell is also interactive, except csh: it takes -l (login shell) only as its only argument, so
 * it gets -i instead. The user's shell runs a script that writes its PATH to a file. So the output of start-up files is
 * never read, and the command line is the same for every shell.
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
 * Shell function. `seek PROGRAM` extends the PATH until the program is found, by usual directories, then by the PATH of
 * the user's login shell and interactive shell. Fails if the program is not found. Each of these two shells is started
 * at most once, since that is slow.
 */
const seek = [
  'has() { command -v "$1" >/dev/null 2>&1; }; learnt=0;',
  'seek() { has "$1" && return; usual; has "$1" && return;',
  '[ $learnt -gt 0 ] || { learnt=1; learn 3; has "$1" && return; };',
  '[ $learnt -gt 1 ] || { learnt=2; learn 3 -i; }; has "$1"; };',
]

/**
 * One line for a POSIX shell that defines the functions above. `usual`, `learn` and `seek` extend the PATH; `begin` and
 * `settle` run commands in parallel.
 */
export const searchPathScript = [calm, ...usual, ...bounded, ...learn, ...seek].join(' ')

function atHome(place: string): string {
  return place.startsWith('~/') ? `"$HOME"/${place.slice(2)}` : place
}
