/**
 * Shell functions for Task Master's tasks.json in any layout. They use the first list called `tasks`. `scan_tasks`
 * prints for each task `ID open|done|wait task TEXT`. A task with unfinished dependencies waits; deferred, cancelled,
 * blocked and in-review tasks are not worked on. `edit_tasks` sets the status of the tasks with the ids in the variable
 * FM_LINES (to done, or to pending if FM_MARK is not `done`), and changes no other byte.
 */
const walk = String.raw`
function skip() { sub(/^[ \t\r]+/, "", rest) }
function value(v) {
  if (depth == level && inside && key == "id") id = v
  if (depth == level && inside && key == "title") title = v
  if (depth == level && inside && key == "description") description = v
  if (depth == level && inside && key == "status") { status = v; status_line = NR; status_at = place }
  if (depth == level + 1 && inside && list == "dependencies") needs = needs v " "
}
{ rest = $0; out = ""
  while (1) {
    skip()
    if (rest == "") break
    c = substr(rest, 1, 1)
    if (c == "\"") {
      if (!match(rest, /^"([^"\\]|\\.)*"/)) { broken = 1; exit }
      word = substr(rest, 2, RLENGTH - 2); place = length($0) - length(rest) + 2
      rest = substr(rest, RLENGTH + 1); skip()
      if (substr(rest, 1, 1) == ":") { key = word; rest = substr(rest, 2) } else value(word)
      continue
    }
    if (match(rest, /^[^][{},:" \t]+/)) { place = 0; word = substr(rest, 1, RLENGTH); rest = substr(rest, RLENGTH + 1); value(word); continue }
    rest = substr(rest, 2)
    if (c == "[") { depth++; if (level == 0 && key == "tasks") level = depth + 1
      if (inside && depth == level + 1) list = key }
    if (c == "{") { depth++; if (level > 0 && depth == level && !over) { inside = 1; id = title = description = status = needs = ""; status_line = 0 } }
    if (c == "}") { if (inside && depth == level) { task(); inside = 0 } depth-- }
    if (c == "]") { depth--; list = ""; if (level > 0 && depth == level - 2) over = 1 }
  }
}`

export const jsonTasksScript = `
scan_tasks() { LC_ALL=C awk '
function plain(t) { gsub(/\\\\[nrt]/, " ", t); gsub(/\\\\"/, "\\"", t); gsub(/\\\\\\\\/, "\\\\", t); gsub(/[\\t]/, " ", t); return substr(t, 1, 1500) }
function task() { n++; ids[n] = id; texts[n] = plain(title (description == "" || description == title ? "" : ": " description)); states[id] = status; wanted[n] = needs }
${walk}
END { if (broken) exit 1
  for (i = 1; i <= n; i++) { state = states[ids[i]]; shown = "other"
    if (state == "done") shown = "done"
    else if (state == "pending" || state == "in-progress") { shown = "open"; many = split(wanted[i], need, " ")
      for (j = 1; j <= many; j++) if (states[need[j]] != "done") shown = "wait" }
    print ids[i] "\\t" shown "\\ttask\\t" texts[i] "\\t" (shown == "wait" ? "needs " wanted[i] : state) } }
'; }
edit_tasks() { at=$(LC_ALL=C awk '
function task() { if (status_line && index(ENVIRON["FM_LINES"], " " id " ")) print status_line " " status_at " " length(status) }
${walk}' | sort -k1,1n -k2,2nr) || return 1
  FM_AT=$at LC_ALL=C awk '
  BEGIN { n = split(ENVIRON["FM_AT"], row, "\\n"); new = ENVIRON["FM_MARK"] == "done" ? "done" : "pending"; i = 1 }
  NR > 1 { print line }
  { line = $0
    while (i <= n && split(row[i], p, " ") == 3 && p[1] == NR) { line = substr(line, 1, p[2] - 1) new substr(line, p[2] + p[3]); i++ } }
  END { if (NR) printf "%s%s", line, ENVIRON["FM_END"] }' <"$was"; }
`
