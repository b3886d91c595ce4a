/** Connections first (they are the listener's children), then listeners, tmux servers, the directory. */
export const END_LAB = `
for f in "$1"/*/sshd.pids; do
  while read -r pid; do
    case $(ps -ww -o args= -p "$pid") in *"$1"*) ;; *) continue ;; esac
    kill -STOP "$pid"
    kids=$(ps -A -o pid=,ppid= | awk -v top="$pid" '
      { up[$1] = $2 }
      END { for (p in up) for (q = p; q in up; q = up[q]) if (q == top) { print p; break } }')
    kill -KILL $kids
  done <"$f"
done
for s in "$1"/*/t/tmux-*/* "$1"/*/*.sock; do
  [ -S "$s" ] || continue
  pid=$(timeout 5 tmux -S "$s" display-message -p '#{pid}') && timeout 5 tmux -S "$s" kill-server
  # One that hangs does not say its pid: ask the kernel who listens.
  [ -n "$pid" ] || pid=$(ss -xlpH src "$s" | sed -n 's/.*pid=\\([0-9]*\\).*/\\1/p')
  [ -z "$pid" ] || kill -KILL $pid
done
rm -rf "$1"
`
