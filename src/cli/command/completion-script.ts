/**
 * The command that the scripts run at each press of tab. Each line of its output is a word, a tab and a description.
 */
const ASK = 'command fleetmux complete --'

const bash = `# bash completion for fleetmux
_fleetmux() {
  local current=\${COMP_WORDS[COMP_CWORD]} word
  COMPREPLY=()
  while IFS=$'\\t' read -r word _; do
    [[ $word == "$current"* ]] && COMPREPLY+=("$(printf %q "$word")")
  done < <(${ASK} "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -o default -F _fleetmux fleetmux fmx`

const zsh = `#compdef fleetmux fmx
# zsh completion for fleetmux
_fleetmux() {
  local -a words_found
  local word about
  while IFS=$'\\t' read -r word about; do
    words_found+=("\${word//:/\\\\:}:$about")
  done < <(${ASK} "\${(@Q)words[2,CURRENT]}" 2>/dev/null)
  _describe -V fleetmux words_found || _default
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
