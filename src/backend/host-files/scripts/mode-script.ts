/**
 * Shell functions. `keeps_modes` fails where the file system of the current directory does not store permissions or
 * owners: FAT, exFAT, drives of Windows in WSL, some network mounts. It sets two modes on a new file and looks whether
 * they were stored. It does so through the file's open descriptor, because another user could rename another file to
 * the new file's name. If the system shows no details of an open descriptor, the file system is assumed to store
 * permissions. `fill FILE MODE` writes stdin to a new file, never through a link, and sets MODE on the open file unless
 * MODE is empty. `mode_of FILE` prints the mode in octal, or nothing if the host has no `stat`. Needs `me`, the id of
 * the user, and PATH_SCRIPT for `mode_of`.
 */
export const MODE_SCRIPT = `
if [ -d /proc/self/fd ]; then fds=/proc/self/fd; else fds=/dev/fd; fi
keeps_modes() { (
  umask 077; set -C
  trial=./.fleetmux-modes-$$ held=$fds/0
  { chmod 600 $held; first=$(ls -ldnL $held); chmod 640 $held; second=$(ls -ldnL $held); } >"$trial" <&1 || exit 0
  rm -f -- "$trial"
  case $first in -*) ;; *) exit 0 ;; esac
  set -f
  case $first/$second in -rw-------*/-rw-r-----*) set -- $first; [ "$3" = "$me" ] ;; *) exit 1 ;; esac
) 2>/dev/null; }
fill() { (
  set -C
  { cat && { [ -z "$2" ] || chmod "$2" "$fds/1" 2>/dev/null || :; }; } >"$1"
); }
mode_of() {
  mode=$(facts . "$1" | { read -r _ mode _; printf %s "$mode"; })
  case $mode in
    x*) printf %o $((0x\${mode#x} & 4095)) ;;
    o*) printf %o $((0\${mode#o} & 4095)) ;;
  esac
}
`
