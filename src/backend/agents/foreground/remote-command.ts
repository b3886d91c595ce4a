import { operands } from './operands.ts'

/**
 * Options of docker, podman and compose without a value, or with a value in the same word. Every other option takes the
 * next word as its value.
 */
const FLAG =
  /^-[itdPTq]+$|^-[acehlmpuvw].+$|^--(?:interactive|tty|detach|rm|init|privileged|read-only|publish-all|quiet|no-deps|service-ports|use-aliases|build|no-healthcheck|oom-kill-disable|disable-content-trust|[\w-]+=.*)$/
const SSH =
  /^-[46AaCfGgKkMNnqsTtVvXxYy]*[bcDeFIiJlLmOopQRSwWBE]$|^--(?:ssh|port|predict|bind-server)$/
const KUBECTL = /^-[nc]$|^--(?:namespace|container|context|kubeconfig)$/

/**
 * The command that docker, ssh or a similar program runs in a container or on another host, taken from the program's
 * arguments; null: `name` is not such a program.
 */
export function remoteCommand(name: string, words: readonly string[]): readonly string[] | null {
  if (/^(?:docker|podman|nerdctl|kubectl|oc)(?:-compose)?$/.test(name))
    return inContainer(name, words)
  if (/^(?:ssh|mosh|mosh-client|autossh)$/.test(name)) {
    const [, ...rest] = operands(words, word => SSH.test(word))
    return operands(rest, word => SSH.test(word))
  }
  if (/^(?:distrobox|toolbox|lxc|incus|devcontainer)$/.test(name)) return inBox(words)
  return name === 'flatpak-spawn' ? operands(words, () => false) : null
}

/** Parses `distrobox enter BOX -- COMMAND` and `toolbox run -c BOX COMMAND`. */
function inBox(words: readonly string[]): readonly string[] {
  if (words.includes('--')) return words.slice(words.indexOf('--') + 1)
  if (words[0] !== 'run') return []
  return operands(words.slice(1), word => /^-[cdr]$|^--(?:container|distro|release)$/.test(word))
}

function inContainer(name: string, words: readonly string[]): readonly string[] {
  const at = words.findIndex(word => word === 'exec' || word === 'run')
  if (at < 0) return []
  const after = words.slice(at + 1)
  if (/^(?:kubectl|oc)$/.test(name)) {
    if (after.includes('--')) return after.slice(after.indexOf('--') + 1)
    return operands(after, word => KUBECTL.test(word)).slice(1)
  }
  const [, ...command] = operands(after, word => !FLAG.test(word))
  const entry = words.find((_, index) => words[index - 1] === '--entrypoint')
  return entry === undefined ? command : [entry, ...command]
}
