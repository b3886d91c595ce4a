/** A backtick for awk: the template string cannot contain one. */
const TICK = '`'

/**
 * Shell functions that parse task documents. The script that works through a playbook's tasks and the read-only scripts
 * on a host use them. `scan FILE` prints a line for each check box and for each marker that stops a playbook, with
 * tab-separated fields:
 *
 *   LINE open|done task TEXT
 *   LINE open|done gate TEXT NOTE     gate: the playbook waits for the user's answer to the question NOTE
 *   LINE halt - REASON                halt: the playbook ends
 *
 * Boxes inside fenced code and markers in backticks are plain text.
 */
export const markdownTasksScript = String.raw`
scan_markdown() { tr -d '\r' | tr '\000-\010\013-\037\177' ' ' | LC_ALL=C awk '
function trim(t) { gsub(/\t/, " ", t); sub(/^ +/, "", t); sub(/ +$/, "", t); return substr(t, 1, 2000) }
function quoted(t, name,  at) {
  at = index(tolower(t), name "=\""); if (!at) return ""
  t = substr(t, at + length(name) + 2); at = index(t, "\""); return at ? substr(t, 1, at - 1) : "" }
/^[ \t]*(~~~|${TICK}${TICK}${TICK})/ { match($0, /[~${TICK}]/); c = substr($0, RSTART, 1)
  if (fence == "") fence = c; else if (fence == c) fence = ""; next }
fence != "" { next }
match(tolower($0), /<!--[ \t]*maestro:(halt|hitl)/) {
  if (RSTART == 1 || substr($0, RSTART - 1, 1) != "${TICK}") {
    found = tolower(substr($0, RSTART, RLENGTH)); rest = substr($0, RSTART + RLENGTH)
    at = index(rest, "-->"); if (at) rest = substr(rest, 1, at - 1)
    if (found ~ /halt$/) { sub(/^[ \t]*:/, "", rest); print NR "\thalt\t-\t" trim(rest); next }
    asked = trim(quoted(rest, "reason")); more = trim(quoted(rest, "artifact"))
    if (more != "") asked = asked " (" more ")"
    if (asked == "") asked = "Go on?"
    next } }
match($0, /^[ \t]*([-*+]|[0-9]+[.)])[ \t]+\[[ \t]*[xX]?[ \t]*\][ \t]+[^ \t]/) {
  box = substr($0, RSTART, RLENGTH); text = trim(substr($0, RLENGTH))
  state = box ~ /\[[ \t]*[xX]/ ? "done" : "open"; kind = "task"; note = ""
  if (tolower(text) ~ /^!gate:/) { kind = "gate"; note = trim(substr(text, 7)) }
  else if (asked != "" && state == "open") { kind = "gate"; note = asked ": " text }
  asked = ""
  print NR "\t" state "\t" kind "\t" text "\t" note }
'; }
edit_markdown() { LC_ALL=C awk '
  NR > 1 { print line }
  { line = $0 }
  index(ENVIRON["FM_LINES"], " " NR " ") && match(line, /^[ \t]*([-*+]|[0-9]+[.)])[ \t]+\[/) {
    rest = substr(line, RLENGTH + 1)
    line = substr(line, 1, RLENGTH) (ENVIRON["FM_MARK"] == "done" ? "x" : " ") substr(rest, index(rest, "]")) }
  END { if (NR) printf "%s%s", line, ENVIRON["FM_END"] }
'; }
`
