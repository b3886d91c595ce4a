/**
 * The command that the scripts run at each press of tab. Each line of its output is a word, a tab and a description.
 */
const ASK = 'command fleetmux complete --'

const bash = `# bash completion for fleetmux
_fleetmux() {
  local current word at last=0 words=() before
  COMPREPLY=()
  # bash takes a colon for the end of a word, as in HOST:PATH.
  for ((at = 1; at <= COMP_CWORD; at++)); do
    word=\${COMP_WORDS[at]}
    if ((at > 1)) && [[ $word == :* || \${words[last]} == *: ]]; then words[last]+=$word
    else last=\${#words[@]}; words[last]=$word
    fi
  done
  current=\${words[last]}
  before=\${current%"\${current##*:}"}
  while IFS=$'\\t' read -r word _; do
    [[ $word == "$current"* ]] && word=\${word#"$before"} && COMPREPLY+=("$(printf %q "$word")")
  done < <(${ASK} "\${words[@]}" 2>/dev/null)
  # The path may continue after a directory, so no space is added.
  if [[ \${#COMPREPLY[@]} == 1 && \${COMPREPLY[0]} == */ ]]; then compopt -o nospace 2>/dev/null; fi
}
complete -o default -F _fleetmux fleetmux fmx`

const zsh = `#compdef fleetmux fmx
# zsh completion for fleetmux
_fleetmux() {
  local -a words_found places_found
  local word about
  while IFS=$'\\t' read -r word about; do
    # The word may continue after a directory or a host, so no space is added.
    if [[ $word == */ ]]; then places_found+=("\${word//:/\\\\:}:$about")
    else words_found+=("\${word//:/\\\\:}:$about"); fi
  done < <(${ASK} "\${(@Q)words[2,CURRENT]}" 2>/dev/null)
  _describe -V fleetmux places_found -S '' -- words_found || _default
}
if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
  _fleetmux "$@"
else
  compdef _fleetmux fleetmux fmx
fi`

const fish = `# fish completion for fleetmux
function __fleetmux
  set -l words (commandline -opc) (commandline -ct)
  ${ASK} $words[2..-1] 2>/dev/null
end
complete -c fleetmux -f -a '(__fleetmux)'
complete -c fmx -f -a '(__fleetmux)'`

export const SCRIPTS: Readonly<Record<string, string>> = { bash, zsh, fish }
