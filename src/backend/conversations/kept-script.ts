import { searchPathScript } from '../transport/search-path.ts'

/**
 * Reads the conversations that agents have stored on a host, in one run of `sh`, and changes nothing. Arguments: a
 * marker; `list`, `one` or `search`; the oldest time of use in epoch seconds; the maximum number of files, newest
 * first; the maximum bytes per file, and of all files; an id or a text; then the agents.
 *
 * The output consists of parts, each of which begins with the marker: `file AGENT SECONDS SIZE` (followed by the file's
 * path, its project directory if known, and its lines), `count N` (number of files used since the oldest time), `note
 * WORDS` (why some conversations could not be read), `end`; and for OpenCode, as JSON, `rows` (the list from its
 * database), `sessions` (the list from `opencode session list`, if the database cannot be read) or `export` (one
 * conversation). For a list, only the lines that are needed for figures and titles are sent. The output may be
 * compressed with gzip, which shows in its first two bytes. Agents create no files whose path contains a newline, so
 * such files are skipped.
 */
export const KEPT = `
${searchPathScript}
mark=$1 mode=$2 since=$3 most=$4 each=$5 all=$6 wanted=$7; shift 7
LC_ALL=C; export LC_ALL
home=\${HOME%/}
claude=\${CLAUDE_CONFIG_DIR:-$home/.claude}/projects
codex=\${CODEX_HOME:-$home/.codex}
gemini=$home/.gemini/tmp
copilot=\${COPILOT_HOME:-$home/.copilot}/session-state
qwen=\${QWEN_HOME:-$home/.qwen}/projects
opencode=\${XDG_DATA_HOME:-$home/.local/share}/opencode/opencode.db
part() { printf '\\n%s %s\\n' "$mark" "$*"; }
if stat -c %Y / >/dev/null 2>&1; then how="-c %Y|%s|%n"; else how="-f %m|%z|%N"; fi
files() {
  agent=$1; shift
  for root do [ -d "$root/." ] || continue
    find -H "$root" -type f \\( -name '*.jsonl' -o -name 'session-*.json' \\) ! -path '*/subagents/*' ! -path '*
*' -size +0 -exec stat $how {} + 2>/dev/null
  done | sed "s/^/$agent|/"
}
of() {
  case $1 in
    claude) files claude "$claude" ;;
    codex) files codex "$codex/sessions" "$codex/archived_sessions" ;;
    gemini) files gemini "$gemini" | grep '/chats/[^/]*$' ;;
    qwen) files qwen "$qwen" | grep '/chats/[^/]*$' | grep -v '[.]ledger[.]jsonl$' ;;
    copilot) files copilot "$copilot" | grep -e '/events.jsonl$' -e '/session-state/[^/]*.jsonl$' ;;
  esac
}
lines() {
  for file do [ ! -f "$file" ] || { cat "$file"; echo; }; done
}
whole() {
  case $1 in
    claude) lines "$2" "\${2%.jsonl}"/subagents/*.jsonl ;;
    gemini) case $2 in *.json) tr '\\n' ' ' <"$2" ;; *) cat "$2" ;; esac ;;
    *) cat "$2" ;;
  esac
}
brief() {
  case $1 in
    claude) grep -a -E '"type": ?"(assistant|user)"' | grep -a -v '"type": \\{0,1\\}"tool_result"' ;;
    codex) grep -a -E '"type":"(session_meta|turn_context|token_count)"|"role":"user"' ;;
    copilot) grep -a -E '"type":"(session|user)\\.' ;;
    *) cat ;;
  esac
}
place() { case $1 in gemini) head -n 1 "\${2%/chats/*}/.project_root" 2>/dev/null ;; esac; echo; }
show() {
  part "file $1 $2 $3"; printf '%s\\n' "$4"; place "$1" "$4" | head -n 1
  if [ "$mode" = list ]; then whole "$1" "$4" | brief "$1" | head -c "$each"; else whole "$1" "$4" | head -c "$each"; fi
}
fits() {
  case $mode in
    one) case $1:$2 in *"$wanted"*) ;; gemini:*) head -c 4096 "$2" | grep -a -q -F -e "$wanted" ;; *) false ;; esac ;;
    search) whole "$1" "$2" | grep -a -q -i -F -e "$wanted" ;;
  esac
}
query="select s.id as id, s.title as title, s.directory as directory, s.time_created as created, s.time_updated as updated,
json_extract(m.data, '$.modelID') as model, sum(json_extract(m.data, '$.cost')) as cost,
sum(json_extract(m.data, '$.tokens.input')) as input, sum(json_extract(m.data, '$.tokens.output')) as output,
sum(json_extract(m.data, '$.tokens.reasoning')) as reasoning, sum(json_extract(m.data, '$.tokens.cache.read')) as cacheRead,
sum(json_extract(m.data, '$.tokens.cache.write')) as cacheWrite
from (select * from session where parent_id is null and time_updated >= $since * 1000 order by time_updated desc limit $most) s
left join message m on json_extract(m.data, '$.role') = 'assistant'
and m.session_id in (select id from session where id = s.id or parent_id = s.id)
group by s.id, model order by s.time_updated desc"
database() {
  [ -f "$opencode" ] || return 0
  case $mode in
    list) if has sqlite3 && rows=$(sqlite3 -readonly -json "$opencode" "$query" 2>/dev/null </dev/null); then
        part rows; printf '%s' "$rows" | head -c "$each"
      elif seek opencode; then asked sessions opencode session list --format json -n "$most"
      else part "note opencode: reading $opencode needs sqlite3 or opencode, and neither is installed"; fi ;;
    one) case $wanted in ses_*) if seek opencode; then asked export opencode export "$wanted"
      else part "note opencode: exporting $wanted needs the opencode command, which is not installed"; fi ;; esac ;;
    search) part "note opencode: its database is not searched" ;;
  esac
}
asked() {
  kind=$1; shift
  dir=$(umask 077; mktemp -d) || return
  begin out "$@"; settle 40
  part "$kind"; head -c "$each" "$dir/out"
  rm -rf "$dir"
}
emit() {
  for agent do of "$agent"; done | awk -F'|' -v since="$since" '$2 >= since' | sort -t'|' -k2,2nr >"$list"
  part "count $(grep -c '' "$list")"
  left=$most
  while IFS='|' read -r agent seconds size path; do
    [ "$left" -gt 0 ] || break
    [ "$mode" = list ] || fits "$agent" "$path" || continue
    show "$agent" "$seconds" "$size" "$path"; left=$((left - 1))
  done <"$list"
  for agent do [ "$agent" != opencode ] || database; done
  part end
}
list=$(umask 077; mktemp) || exit 1
trap 'rm -f "$list"' EXIT
trap 'exit 1' HUP INT TERM
if has gzip; then emit "$@" | head -c "$all" | gzip -1; else emit "$@" | head -c "$all"; fi
`
