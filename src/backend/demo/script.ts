import { SHELL_PROFILE } from './shell-profile.ts'

/**
 * The sh script of each simulated session. $1 is its spinner, $2 the character of its prompt and menus, $3 its task.
 */
export const SCRIPT = {
  /** An agent that works without end: reads, edits, tests. */
  build: agent(`
welcome "api agent"
user "$3"
while :; do
  work 4 Thinking
  file; step Read "$FILE"; roll 300; result "Read $(( ROLL + 40 )) lines"; say ""
  work 3 Refactoring
  step Edit "$FILE"; diff
  work 5 Checking
  step Bash "npx vitest run"; tests
  work 2 Planning
  say "$CYAN●$N $FILE is moved. Next one."; say ""
done`),

  /** An agent that asks before each edit, and waits until the user answers. */
  ask: agent(String.raw`
welcome "review agent"
user "$3"
case $POINTER in
  ›) YES="Yes, proceed (y)" ALL="Yes, and don't ask again for these files (a)"
    NO="No, and tell Codex what to do differently (esc)" HINT="Press enter to confirm or esc to cancel" ;;
  *) YES="Yes" ALL="Yes, and allow all edits during this session"
    NO="No, and tell Claude what to do differently (esc)" HINT="Esc to cancel · Tab to amend" ;;
esac
draw() {
  for choice in 1 2 3; do
    case $choice in 1) text=$YES ;; 2) text=$ALL ;; 3) text=$NO ;; esac
    if [ "$choice" = "$AT" ]; then say "$CYAN$POINTER $choice. $text$N"; else say "  $choice. $text"; fi
  done
  say ""
  say "  $D$HINT$N"
}
# ask: shows the dialog and sets AT to the number of the answer.
ask() {
  say "$D$RULE$N"
  say " $B""Edit file$N"
  say " $FILE"
  say ""
  say " $RED-  const limit = 3600$N"
  say " $GREEN+  const limit = config.limit$N"
  say ""
  say " Do you want to make this edit to $FILE?"
  AT=1
  while :; do
    draw
    key
    case $KEY in
      1|2|3) AT=$KEY; break ;;
      y|Y) AT=1; break ;;
      n|N|esc) AT=3; break ;;
      enter) break ;;
      up) [ "$AT" = 1 ] || AT=$(( AT - 1 )) ;;
      down) [ "$AT" = 3 ] || AT=$(( AT + 1 )) ;;
    esac
    printf '%s[5A\r' "$ESC"
  done
  printf '%s[13A\r%s[J' "$ESC" "$ESC"
}
while :; do
  work 3 Reading
  file; step Edit "$FILE"; ask
  case $AT in
    3) result "$RED""Rejected$N"; say ""; user "(no)"; work 6 Rethinking ;;
    *) diff; work 8 Applying ;;
  esac
  say "● Done with $FILE."; say ""
done`),

  /** An agent whose task fails after a minute and a half, with exit code 1. */
  fail: agent(`
welcome "test agent"
user "$3"
for round in 1 2 3 4 5; do
  step Bash "npx vitest run upload --retry 0"
  work 13 "Round $round"
  case $round in
    3|5) result "$RED""FAIL$N upload.test.ts > resumes after a reset (5012 ms)" ;;
    *) result "$GREEN""PASS$N 12 tests" ;;
  esac
  say ""
done
say "$RED●$N 2 of 5 rounds failed: the socket is reused after ECONNRESET."
end 1`),

  /** An agent whose task is done after a minute, with exit code 0. */
  done: agent(`
welcome "release agent"
user "$3"
step Bash "git log --oneline v2.3..HEAD"; result "148 commits"; say ""
for part in Features Fixes Internals; do
  work 14 "Writing $part"
  step Write "docs/release/2.4.md"; result "$part: $GREEN+31$N lines"; say ""
done
say "$GREEN●$N The notes are in docs/release/2.4.md."
end 0`),

  /** An agent that is idle at its prompt: it takes a line, works a little, answers. */
  idle: agent(`
welcome "docs agent"
user "$3"
step Write "docs/queue.md"; result "Wrote 64 lines"; say ""
say "● docs/queue.md explains back-off, jitter and the dead letter queue."; say ""
while :; do
  prompt
  [ -n "$LINE" ] || continue
  user "$LINE"
  work 4 Thinking
  say "● Noted: $LINE"; say ""
done`),

  /** A page with colours, line drawing, wide and combined characters, which is difficult for any renderer. */
  palette: agent(String.raw`
page() {
  printf '%s[H%s[2J' "$ESC" "$ESC"
  say "$B""i18n preview$N  日本語  한국어  中文  Ελληνικά  עברית  café"
  n=0; while [ $n -lt 16 ]; do printf '%s[48;5;%sm  ' "$ESC" $n; n=$(( n + 1 )); done; say "$N  16"
  n=16; while [ $n -lt 232 ]; do printf '%s[48;5;%sm ' "$ESC" $n; n=$(( n + 4 )); done; say "$N  256"
  n=0; while [ $n -lt 54 ]; do printf '%s[48;2;%s;%s;160m ' "$ESC" $(( n * 4 )) $(( 255 - n * 4 )); n=$(( n + 1 )); done; say "$N  true"
  say "$B""bold$N $D""dim$N $ESC[3mitalic$N $ESC[4munderline$N $ESC[7mreverse$N $ESC[9mstruck$N"
  printf '%s(0lqqqqqqqqwqqqqqqqqk%s(B\n' "$ESC" "$ESC"
  printf '%s(0x%s(B 日本語 %s(0x%s(B  ready %s(0x%s(B\n' "$ESC" "$ESC" "$ESC" "$ESC" "$ESC" "$ESC"
  printf '%s(0mqqqqqqqqvqqqqqqqqj%s(B\n' "$ESC" "$ESC"
  say "╭────────────┬────────────╮"
  say "│ 👩‍💻 review │ 🚀 release │"
  say "╰────────────┴────────────╯"
}
while :; do page; sleep 3; say "$GREEN✓$N 214 strings checked"; sleep 30; done`),

  /** A program that prints ten log lines a second. */
  log: agent(`
request=40000
line() {
  request=$(( request + 1 )); roll 90
  case $ROLL in
    0) say "$RED""ERROR$N gateway req=$request status=502 upstream=billing took=5000ms" ;;
    1|2|3) say "$YELLOW""WARN $N gateway req=$request status=429 client=batch-$ROLL" ;;
    *) say "$D""INFO $N gateway req=$request status=200 took=$(( ROLL + 4 ))ms" ;;
  esac
}
# Prints two lines per sleep, which halves the number of processes.
while :; do line; line; sleep 0.2; done`),
} as const

export type ScriptName = keyof typeof SCRIPT

function agent(body: string): string {
  return `${SHELL_PROFILE}${body}\n`
}
