/**
 * Shared functions of the simulated agents in portable sh: no node, no python, no bash. They draw like terminal agents:
 * a growing transcript and, under it, a line with a spinner, or a prompt between two rules. A waiting shell uses no
 * CPU; a working one runs one sleep a second.
 */
export const SHELL_PROFILE = String.raw`
ESC=$(printf '\033')
B="$ESC[1m" D="$ESC[2m" N="$ESC[0m" RED="$ESC[31m" GREEN="$ESC[32m" YELLOW="$ESC[33m" BLUE="$ESC[34m" CYAN="$ESC[36m"
SEED=$$ TOKENS=700 TTY=$(stty -g)
MARK=$1 POINTER=$2
RULE=────────────────────────────────────────────────────────────

say() { printf '%s\n' "$*"; }
roll() { SEED=$(( (SEED * 1103515245 + 12345) % 2147483648 )); ROLL=$(( SEED / 65536 % $1 )); }
# Sets FILE to a file of the project that differs from the last one.
file() {
  roll 8
  case $ROLL in
    0) FILE=src/http/router.ts ;; 1) FILE=src/http/error.ts ;; 2) FILE=src/session/store.ts ;;
    3) FILE=src/session/token.ts ;; 4) FILE=src/queue/retry.ts ;; 5) FILE=src/queue/worker.ts ;;
    6) FILE=src/db/pool.ts ;; *) FILE=src/db/migrate.ts ;;
  esac
}

welcome() {
  stty -echo
  say "$B$MARK $1$N"
  say "$D  $PWD$N"
  say ""
}
user() { say "$D$POINTER$N $1"; say ""; }
step() { say "$GREEN●$N $B$1$N($2)"; }
result() { say "  $D⎿ $1$N"; }

# composer LINE: draws the prompt of the agent with its hints below, then moves the cursor up above the prompt.
composer() {
  case $POINTER in
    ›) printf '\n\n%s %sAsk Codex to do anything%s\n\n  %sdemo default · %s%s%s[4A\r' \
      "$POINTER" "$D" "$N" "$D" "$PWD" "$N" "$ESC" ;;
    *) printf '\n\n%s%s%s\n%s \n%s%s%s\n  %s%s%s%s[5A\r' \
      "$D" "$RULE" "$N" "$POINTER" "$D" "$RULE" "$N" "$D" "$1" "$N" "$ESC" ;;
  esac
}

# work SECONDS WORD: draws the spinner once a second. Keys typed meanwhile are not echoed and read later.
work() {
  stty -echo
  second=0
  while [ "$second" -lt "$1" ]; do
    case $(( second % 4 )) in 0) spin=✶ ;; 1) spin=✳ ;; 2) spin=✢ ;; *) spin=$MARK ;; esac
    TOKENS=$(( TOKENS + 37 ))
    printf '\r%s[J' "$ESC"
    case $POINTER in
      ›) printf '%s %s %s(%ss • esc to interrupt)%s' "$MARK" "$2" "$D" "$second" "$N" ;;
      *) printf '%s%s %s…%s %s(%ss · ↓ %s tokens)%s' "$YELLOW" "$spin" "$2" "$N" "$D" "$second" "$TOKENS" "$N" ;;
    esac
    composer "esc to interrupt"
    sleep 1
    second=$(( second + 1 ))
  done
  printf '\r%s[J' "$ESC"
}

diff() {
  roll 200; line=$(( ROLL + 12 ))
  result "Updated $FILE with 2 additions and 1 removal"
  say "    $D$line$N   export async function handle(request: Request) {"
  say "    $D$(( line + 1 ))$N $RED-   const found = await lookup(request.id)$N"
  say "    $D$(( line + 1 ))$N $GREEN+   const found = await lookup(request.id, { signal })$N"
  say "    $D$(( line + 2 ))$N $GREEN+   if (!found) throw new NotFound(request.id)$N"
  say "    $D$(( line + 3 ))$N     return reply(found)"
  say ""
}

tests() {
  done=0
  while [ "$done" -lt 40 ]; do
    roll 7; done=$(( done + ROLL + 3 )); [ "$done" -le 40 ] || done=40
    bar=$(printf '%*s' "$done" '' | tr ' ' '=')
    printf '\r%s[J  %s⎿ vitest [%-40s] %s/40%s\n' "$ESC" "$D" "$bar" "$done" "$N"
    case $POINTER in
      ›) printf '\n%s Testing %s(%ss • esc to interrupt)%s' "$MARK" "$D" "$done" "$N" ;;
      *) printf '\n%s%s Testing…%s %s(%ss · ↓ %s tokens)%s' "$YELLOW" "$MARK" "$N" "$D" "$done" "$TOKENS" "$N" ;;
    esac
    composer "esc to interrupt"
    printf '%s[2A' "$ESC"
    sleep 1
  done
  printf '\r%s[J' "$ESC"
  result "40 passed"
  say ""
}

# prompt: shows the prompt of an idle agent and reads a line into LINE.
prompt() {
  say "$D$RULE$N"
  say "$POINTER "
  say "$D$RULE$N"
  printf '%s  ? for shortcuts%s%s[2A\r%s[2C' "$D" "$N" "$ESC" "$ESC"
  stty "$TTY"
  read -r LINE || exit 0
  stty -echo
  printf '%s[2A\r%s[J' "$ESC" "$ESC"
}

# end CODE: tmux 3.3 may lose what a program prints right before its end.
end() { sleep 0.5; exit "$1"; }

# key: reads one key into KEY: a character, up, down, enter or esc. The x protects a newline, which $(...) would remove.
key() {
  stty -icanon -echo min 1 time 0
  KEY=$(dd bs=1 count=1 2>/dev/null; echo x)
  case $KEY in
    x) exit 0 ;;
    "$ESC"x)
      # The other two bytes of an arrow key follow immediately; otherwise the key was esc.
      stty min 0 time 1
      case $(dd bs=2 count=1 2>/dev/null) in *A) KEY=up ;; *B) KEY=down ;; *) KEY=esc ;; esac ;;
    "
"x) KEY=enter ;;
    *) KEY=$(printf %.1s "$KEY") ;;
  esac
  stty "$TTY" -echo
}
`
