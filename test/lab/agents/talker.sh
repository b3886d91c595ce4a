#!/usr/bin/env bash
# An agent that says what it does by tmux's user option, as any may, and takes what is pasted as one text. It answers
# the first line of it, by what its name is; `mute` never rests, `asker` has a question of its own, `lead` moderates.
me=$1
say() { tmux set-option -p @fleetmux_state "$1"; }
tmux set-option -p @fleetmux_agent codex
say idle
stty -icanon -echo
printf '\033[?2004h%s is here\n' "$me"
while printf '> '; IFS= read -r -d $'\033' _ && IFS= read -r -d $'\033' body && IFS= read -r end; do
  text=${body#'[200~'}
  printf '%s\n' "$text"
  line=${text%%$'\n'*}
  say working
  sleep 1
  case $me in
    mute) sleep 1000 ;;
    asker) echo 'Shall I delete it?'; say 'waiting: Shall I delete it?'; continue ;;
    lead) case $line in
      'You moderate'*) printf '%s\n' '@one what is your name?' '@nobody hello?' ;;
      *) echo 'Summary: they are fine.' ;;
      esac ;;
    *) echo "$me heard: $line" ;;
  esac
  say idle
done
