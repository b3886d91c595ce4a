import { isShell } from '../../../state/agents/program.ts'

/** Possible names of the program that a command line runs, the most reliable first. */
export type Names = readonly string[]

/** Maximum number of words of a command line that are parsed. */
const WORDS = 60
/** Maximum nesting depth of wrappers such as `sudo env npx codex`; the program below deeper ones is not recognised. */
const DEPTH = 6

const RUNTIMES = /^(?:node|nodejs|bun|deno|python[\d.]*|ruby|MainThread|perl|electron|tsx|ts-node)$/
const RUNNERS = /^(?:npx|npm|pnpm|pnpx|yarn|bunx|uv|uvx|pipx|corepack|mise|volta|rtx|asdf)$/

/** Options of each wrapper that take the next word as their value. Other options take no value. */
const VALUES: Readonly<Record<string, RegExp>> = {
  sudo: /^-[ugpCRTrthD]$|^--(?:user|group|prompt|chdir|host|role|type)$/,
  doas: /^-[uC]$/,
  env: /^-[uCS]$|^--(?:unset|chdir)$/,
  nice: /^-n$/,
  timeout: /^-[ks]$/,
  time: /^-[fo]$/,
  stdbuf: /^-[ioe]$/,
  ssh: /^-[bcDeFIiJlLmOopQRSwWBE]$/,
  docker:
    /^-[uwelvp]$|^--(?:user|workdir|env|env-file|detach-keys|name|volume|context|entrypoint)$/,
  kubectl: /^-[nc]$|^--(?:namespace|container|context|kubeconfig)$/,
  node: /^-r$|^--(?:require|import|loader|experimental-loader|env-file|conditions|max-old-space-size)$/,
  python: /^-[WX]$/,
}

/** Wrappers: commands that run the rest of their arguments as a command. */
const WRAPPERS = new Set(
  'sudo doas env nice nohup ionice stdbuf setsid time timeout caffeinate exec command unbuffer rlwrap firejail bwrap systemd-run dotenv direnv op doppler infisical'.split(
    ' ',
  ),
)

/**
 * The possible names of the program that a command line runs: of its file and its npm package. What an interpreter
 * (`node`), a package runner (`npx`) or a wrapper (`sudo`) runs comes first, then its own name.
 */
export function namesOf(args: string): Names {
  return inWords(args.split(' ').filter(Boolean).slice(0, WORDS), DEPTH)
}

function inWords(words: readonly string[], depth: number): Names {
  const [first = '', ...rest] = words
  if (first === '' || depth === 0) return []
  const name = baseName(first)
  const own = [name, ...packageNames(first)]
  if (isShell(name)) return [...ofShell(rest, depth), name]
  if (RUNTIMES.test(name)) return [...ofRuntime(name, rest), ...own]
  if (RUNNERS.test(name)) return [...ofRunner(rest), ...own]
  if (WRAPPERS.has(name)) return [...inWords(operands(name, rest), depth - 1), ...own]
  if (name === 'script') return [...ofScript(rest, depth), ...own]
  const inner = ofRemote(name, rest)
  return inner ? [...inWords(inner, depth - 1), ...own] : own
}

/**
 * Parses a shell's arguments: `bash /usr/bin/claude`, `sh -c 'exec claude ...'`. Without arguments the shell is
 * interactive and the result is empty.
 */
function ofShell(words: readonly string[], depth: number): Names {
  const at = words.findIndex(word => !word.startsWith('-'))
  if (at < 0) return []
  const isCommand = words.slice(0, at).some(word => /^-[a-z]*c$/.test(word))
  const [script = '', ...rest] = words.slice(at)
  if (!isCommand) return [baseName(script), ...packageNames(script)]
  return inWords(
    [script, ...rest].filter(word => !/^\w+=/.test(word)),
    depth - 1,
  )
}

/**
 * The names of the script that a runtime such as node or python runs, or of the module after `-m`. Inline code has no
 * name.
 */
function ofRuntime(name: string, words: readonly string[]): Names {
  const values = VALUES[name.replace(/[\d.]+$/, '').replace(/^(?:nodejs|MainThread|bun)$/, 'node')]
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? ''
    if (/^-(?:e|p|c|-eval|-print)$/.test(word)) return []
    if (word === '-m') return [words[at + 1]?.split('.')[0] ?? '']
    if (values?.test(word)) at++
    else if (word !== 'run' && !word.startsWith('-')) return [baseName(word), ...packageNames(word)]
  }
  return []
}

/** Parses the arguments of a package runner: `npx -y @openai/codex`, `npm exec codex`, `uv tool run aider`. */
function ofRunner(words: readonly string[]): Names {
  const word = words.find(
    each => !each.startsWith('-') && !/^(?:exec|x|dlx|run|tool|start|i|install|--)$/.test(each),
  )
  if (word === undefined) return []
  const bare = word.replace(/(?<=.)@[^/]*$/, '')
  return [baseName(bare), ...packageNames(`node_modules/${bare}/`)]
}

/** Parses the arguments of `script`: `script -qc 'claude --x' log` and `script -q log claude`. */
function ofScript(words: readonly string[], depth: number): Names {
  const at = words.findIndex(word => /^-[a-z]*c$|^--command$/.test(word))
  if (at >= 0) return inWords(words.slice(at + 1), depth - 1)
  const [, ...command] = words.filter(word => !word.startsWith('-'))
  return inWords(command, depth - 1)
}

/**
 * The command that docker, ssh or a similar program runs in a container or on another host, taken from the program's
 * arguments; null: `name` is not such a program.
 */
function ofRemote(name: string, words: readonly string[]): readonly string[] | null {
  if (/^(?:docker|podman|nerdctl|kubectl|oc)$/.test(name)) return inContainer(name, words)
  if (name === 'ssh' || name === 'mosh' || name === 'mosh-client' || name === 'autossh')
    return operands('ssh', words).slice(1)
  if (name === 'distrobox' || name === 'toolbox' || name === 'lxc' || name === 'devcontainer')
    return words.includes('--') ? words.slice(words.indexOf('--') + 1) : []
  return null
}

function inContainer(name: string, words: readonly string[]): readonly string[] {
  const at = words.findIndex(word => word === 'exec' || word === 'run' || word === 'compose')
  if (at < 0) return []
  const after =
    words[at] === 'compose' ? words.slice(words.indexOf('exec') + 1) : words.slice(at + 1)
  if (after.includes('--')) return after.slice(after.indexOf('--') + 1)
  return operands(/^(?:kubectl|oc)$/.test(name) ? 'kubectl' : 'docker', after).slice(1)
}

/** The words after the command's own options and variable assignments. */
function operands(name: string, words: readonly string[]): readonly string[] {
  let at = 0
  for (; at < words.length; at++) {
    const word = words[at] ?? ''
    if (word === '--') return words.slice(at + 1)
    const isNumber = name === 'timeout' && /^[\d.]+[smhd]?$/.test(word)
    if (VALUES[name]?.test(word)) at++
    else if (!word.startsWith('-') && !isNumber && !/^[A-Za-z_]\w*=/.test(word)) break
  }
  return words.slice(at)
}

/**
 * The file name without directory, extension, the dash of a login shell, and affixes of packagers such as
 * `.NAME-wrapped`.
 */
function baseName(word: string): string {
  const name =
    word
      .replace(/^['"]+|['"]+$/g, '')
      .split('/')
      .at(-1) ?? ''
  return name
    .replace(/^-(?=\w)/, '')
    .replace(/^\.(.+?)(?:-wrapped)?_?$/, '$1')
    .replace(/\.(?:js|mjs|cjs|ts|py|rb|exe|cmd|sh)$/, '')
}

/**
 * Names of packages in a path: `npm:@openai/codex`, or `dir:cursor-agent` for a program below `cursor-agent/versions/`.
 */
function packageNames(path: string): Names {
  const found = [...path.matchAll(/\/?node_modules\/((?:@[\w.-]+\/)?[\w.-]+)\//g)].at(-1)?.[1]
  const folder = /\/([\w.-]+)\/versions\//.exec(path)?.[1]
  return [...(found ? [`npm:${found}`] : []), ...(folder ? [`dir:${folder}`] : [])]
}
