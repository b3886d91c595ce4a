/** The terminal with the program in it, this machine's server, and the masters, which stay warm on purpose. */
export const END_ROBOT = `
for s in "$1/terminal" "$1"/here/tmux-*/*; do
  [ -S "$s" ] && pids="$pids $(timeout 5 tmux -S "$s" display-message -p '#{pid}') " && timeout 5 tmux -S "$s" kill-server
done
for s in $(find "$1/run" -type s); do timeout 5 ssh -o ControlPath="$s" -O exit any; done
n=0
while [ $n -lt 100 ] && ps -o stat= -p "$(echo $pids | tr ' ' ,)" | grep -qv '^Z'; do sleep 0.05; n=$((n+1)); done
rm -rf "$1" || { sleep 0.5; rm -rf "$1"; }
`
