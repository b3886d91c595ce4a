import { PLACE_SCRIPT } from '../host-files/scripts/place-script.ts'
import { jsonTasksScript } from './json-tasks-script.ts'
import { markdownTasksScript } from './markdown-tasks-script.ts'

/**
 * `mark DOCUMENT LINE TEXT done|open` changes the mark of one check box: the box with TEXT at LINE, or, if the box has
 * moved, the only other box with TEXT. `mark_all DOCUMENT FILE done|open` does so for every tab-separated line `LINE
 * TEXT` of FILE. The document is replaced only if it has not changed since it was read, so edits that a user makes
 * meanwhile are not lost. Fails if there is no such box. `$d` is a directory for temporary copies.
 */
export const documentScript = `${markdownTasksScript}${jsonTasksScript}
scan() { case $1 in *.json) scan_tasks <"$1" ;; *) scan_markdown <"$1" ;; esac; }
edit() { case $1 in *.json) edit_tasks <"$2" ;; *) edit_markdown <"$2" ;; esac; }
find_lines() { LC_ALL=C awk -F '\\t' '
  NR == FNR { at = index($0, "\\t"); text = substr($0, at + 1); want[text]++; place[substr($0, 1, at - 1) "\\t" text] = 1; next }
  $3 == "-" || $2 == ENVIRON["FM_MARK"] || !($4 in want) { next }
  ($1 "\\t" $4) in place { found = found $1 " "; want[$4]--; next }
  { n[$4]++; more[$4] = more[$4] $1 " " }
  END { for (text in n) if (n[text] == want[text]) found = found more[text]
    if (found != "") print " " found }' "$1" -; }
real() { f=$1 n=0
  while [ -L "$f" ] && [ $n -lt 40 ]; do n=$((n+1)); to=$(readlink "$f") || return 1
    case $to in /*) f=$to ;; *) f=\${f%/*}/$to ;; esac; done; printf '%s\\n' "$f"; }
digester=cksum; command -v cksum >/dev/null 2>&1 || digester=md5sum
sum() { $digester <"$1" 2>/dev/null; }
mark() { printf '%s\\t%s\\n' "$2" "$3" >"$d/marks"; mark_all "$1" "$d/marks" "$4"; }
mark_all() {
  [ -s "$2" ] || return 0
  file=$(real "$1") && [ -f "$file" ] || return 1
  case $file in */*) ;; *) file=./$file ;; esac
  tries_left=5
  case $file in *.json) was=$d/was.json ;; *) was=$d/was.md ;; esac
  while [ $tries_left -gt 0 ]; do
    tries_left=$((tries_left-1))
    cat "$file" >"$was" || return 1
    lines=$(scan "$was" | FM_MARK=$3 find_lines "$2")
    [ -n "$lines" ] || return 1
    end='
'; [ -z "$(tail -c 1 "$was" | tr -d '\\000')" ] || end=
    FM_LINES=$lines FM_MARK=$3 FM_END=$end edit "$file" "$was" >"$d/new" || return 1
    replace "$file" "$d/new" "$was"
    case $? in 0) return 0 ;; 2) ;; *) return 1 ;; esac
  done
  return 1
}
# Fails with 2 if the file has changed. Where others may write, too, they could put a link in the place of a new file;
# in a directory of our own, entered, nobody can, whatever is done to its name.
replace() { (
  umask 077
  case $1 in /*) doc=$1 ;; *) doc=$PWD/$1 ;; esac
  case $2 in /*) fresh=$2 ;; *) fresh=$PWD/$2 ;; esac
  case $3 in /*) old=$3 ;; *) old=$PWD/$3 ;; esac
  refuse() { exit 1; }
${PLACE_SCRIPT}
  enter_of "$doc"
  name=.fleetmux-$(od -An -v -N8 -tx1 /dev/urandom 2>/dev/null | tr -d ' \\n')
  nest "$name" || exit 1
  code=2
  { [ -z "$lax" ] && cp -p "../$base" ./copy && cat "$fresh" >./copy; } ||
    { ! keeps_modes && rm -f ./copy && (umask 022; fill ./copy <"$fresh"); } || code=1
  [ $code -eq 1 ] || [ "$(sum "../$base")" != "$(sum "$old")" ] || { put_at ./copy "../$base" && code=0 || code=1; }
  unnest "$name"
  exit $code
) }
`
