/** The terminal with the program in it, this machine's server, and the masters, which stay warm on purpose. */
export const END_ROBOT = `
below() { ps -A -o pid=,ppid= | awk -v top="$1" '
  { up[$1] = $2 }
  END { for (p in up) for (q = p; q in up; q = up[q]) if (q == top) { print p; break } }'; }
for s in "$1/terminal" "$1"/here/tmux-*/*; do
  [ -S "$s" ] && pid=$(timeout 5 tmux -S "$s" display-message -p '#{pid}') || continue
  # The program writes its state when its terminal ends: the directory must outlive it.
  pids="$pids $pid $(below "$pid")"
  timeout 5 tmux -S "$s" kill-server
done
for s in $(find "$1/run" -type s); do timeout 5 ssh -o ControlPath="$s" -O exit any; done
n=0
while [ $n -lt 100 ] && ps -o stat= -p "$(echo $pids | tr ' ' ,)" | grep -qv '^Z'; do sleep 0.05; n=$((n+1)); done
rm -rf "$1" || { sleep 0.5; rm -rf "$1"; }
`
