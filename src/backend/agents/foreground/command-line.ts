import { isShell } from '../../../state/agents/program.ts'
import { isRunner, runBy } from './package-runner.ts'
import { remoteCommand } from './remote-command.ts'

/** Possible names of the program that a command line runs, the most reliable first. */
export type Names = readonly string[]

/** Maximum number of words of a command line that are parsed. */
const WORDS = 60
/** Maximum nesting depth of wrappers such as `sudo env npx codex`; the program below deeper ones is not recognised. */
const DEPTH = 6

const RUNTIMES = /^(?:node|nodejs|bun|deno|python[\d.]*|ruby|MainThread|perl|electron|tsx|ts-node)$/

/** Options of each wrapper that take the next word as their value. Other options take no value. */
const VALUES: Readonly<Record<string, RegExp>> = {
  sudo: /^-[AbBEeHiKklnPSsvV]*[ugpCRTrthD]$|^--(?:user|group|prompt|chdir|host|role|type)$/,
  doas: /^-[uC]$/,
  env: /^-[uCS]$|^--(?:unset|chdir)$/,
  nice: /^-n$/,
  timeout: /^-[ks]$/,
  time: /^-[fo]$/,
  stdbuf: /^-[ioe]$/,
  node: /^-r$|^--(?:require|import|loader|experimental-loader|env-file|conditions|max-old-space-size)$/,
  python: /^-[WX]$/,
  shell: /^[-+][oO]$|^--(?:rcfile|init-file)$/,
}

/** Wrappers: commands, and words of the shell, that run the rest of their arguments as a command. */
const WRAPPERS = new Set(
  'sudo doas env nice nohup ionice stdbuf setsid time timeout caffeinate exec command unbuffer rlwrap firejail bwrap systemd-run dotenv direnv op doppler infisical do then else if while until !'.split(
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
  // The start command of a pane may begin with variables for its program.
  if (/^[A-Za-z_]\w*=/.test(first)) return inWords(rest, depth)
  const name = baseName(first)
  const own = [name, ...packageNames(first)]
  if (isShell(name)) return [...ofShell(rest, depth), name]
  if (isRunner(name, rest)) return [...ofRunner(name, rest, depth), ...own]
  if (RUNTIMES.test(name)) return [...ofRuntime(name, rest, depth), ...own]
  if (WRAPPERS.has(name)) return [...inWords(operands(name, rest), depth - 1), ...own]
  if (name === 'script') return [...ofScript(rest, depth), ...own]
  if (name === 'su' || name === 'runuser') return [...ofSwitch(rest, depth), ...own]
  const inner = remoteCommand(name, rest)
  return inner ? [...inShell(inner, depth - 1), ...own] : own
}

/**
 * Parses a shell's arguments: `bash /usr/bin/claude`, `sh -c 'exec claude ...'`. Without arguments the shell is
 * interactive and the result is empty.
 */
function ofShell(words: readonly string[], depth: number): Names {
  const at = operandAt('shell', words)
  const isCommand = words.slice(0, at).some(word => /^-[a-z]*c$|^--?command$/i.test(word))
  const [script, ...rest] = words.slice(at)
  if (script === undefined) return []
  return isCommand ? inShell([script, ...rest], depth - 1) : scriptNames(script)
}

/** The words that separate the commands of a command line. */
const SEPARATOR = /^(?:&&|\|\|?|;)$/
/** Maximum number of commands of a shell's command line that are parsed. */
const COMMANDS = 6

/** The names of the programs in a shell's command line such as `cd project && claude`, in their order. */
function inShell(words: readonly string[], depth: number): Names {
  const commands: string[][] = [[]]
  for (const word of words) {
    const bare = word.replace(/^['"({]+|['")}]+$/g, '')
    const [, text = '', end = ''] = /^(.*?)(;?)$/s.exec(bare) ?? []
    if (SEPARATOR.test(bare)) commands.push([])
    else if (!/^\w+=/.test(text)) commands.at(-1)?.push(text)
    if (end !== '' && !SEPARATOR.test(bare)) commands.push([])
  }
  return commands.slice(0, COMMANDS).flatMap(command => inWords(command, depth))
}

/**
 * The names of the script that a runtime such as node or python runs, or of the module after `-m`. Inline code has no
 * name.
 */
function ofRuntime(name: string, words: readonly string[], depth: number): Names {
  const values = VALUES[name.replace(/[\d.]+$/, '').replace(/^(?:nodejs|MainThread|bun)$/, 'node')]
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? ''
    if (/^-(?:e|p|c|-eval|-print)$/.test(word)) return []
    if (word === '-m') return [words[at + 1]?.split('.')[0] ?? '']
    if (values?.test(word)) at++
    else if (word !== 'run' && !word.startsWith('-'))
      return ofFile(word, words.slice(at + 1), depth)
  }
  return []
}

/** The names of the file that a runtime runs. Package runners such as npx are such files, too. */
function ofFile(file: string, words: readonly string[], depth: number): Names {
  const runner = baseName(file).replace(/-cli$/, '')
  if (isRunner(runner, words)) return ofRunner(runner, words, depth)
  const pack = /^npm:((?:@[\w.-]+\/)?[\w.-]+)/.exec(file)?.[1]
  return pack === undefined ? scriptNames(file) : ofPackage(pack)
}

/** Parses the arguments of `script`: `script -qc 'claude --x' log` and `script -q log claude`. */
function ofScript(words: readonly string[], depth: number): Names {
  const at = words.findIndex(word => /^-[a-z]*c$|^--command$/.test(word))
  if (at >= 0) return inShell(words.slice(at + 1), depth - 1)
  const [, ...command] = words.filter(word => !word.startsWith('-'))
  return inWords(command, depth - 1)
}

/** Parses the arguments of `su` and `runuser`: `su - dev -c 'claude --x'` and `runuser -u dev -- claude`. */
function ofSwitch(words: readonly string[], depth: number): Names {
  const at = words.findIndex(word => /^-[a-z]*c$|^--(?:session-)?command$|^--$/.test(word))
  return at < 0 ? [] : inShell(words.slice(at + 1), depth - 1)
}

/** The words after the command's own options and variable assignments. */
function operands(name: string, words: readonly string[]): readonly string[] {
  return words.slice(operandAt(name, words))
}

/** The index of the first word after the command's own options and variable assignments. */
function operandAt(name: string, words: readonly string[]): number {
  let at = 0
  for (; at < words.length; at++) {
    const word = words[at] ?? ''
    if (word === '--') return at + 1
    const isNumber = name === 'timeout' && /^[\d.]+[smhd]?$/.test(word)
    if (VALUES[name]?.test(word)) at++
    else if (!/^[-+]./.test(word) && !isNumber && !/^[A-Za-z_]\w*=/.test(word)) break
  }
  return at
}

/** Extensions of source files. A script with such a name may be the user's own, even if it is named like an agent. */
const SOURCE = /\.(?:js|mjs|cjs|ts|py|rb|sh)$/
/** A file in a directory for built programs. */
const BUILT = /(?:^|[/\\])(?:bin|dist|bundle|build|lib|libexec|out)[/\\][^/\\]+$/

/** The names of a script that a shell or a runtime runs. */
function scriptNames(file: string): Names {
  const isOwn = SOURCE.test(file) && !BUILT.test(file)
  return [...(isOwn ? [] : [baseName(file)]), ...packageNames(file)]
}

/** The names of what a package runner runs, such as `@openai/codex@latest`. */
function ofPackage(word: string): Names {
  const bare = word.replace(/(?<=.)@[^/]*$/, '')
  return [baseName(bare), ...packageNames(`node_modules/${bare}/`)]
}

function ofRunner(name: string, words: readonly string[], depth: number): Names {
  const run = runBy(name, words)
  if (!run) return []
  return 'package' in run ? ofPackage(run.package) : inWords(run.command, depth - 1)
}

/**
 * The file name without directory, extension, the dash of a login shell, the platform of a downloaded program, and
 * affixes of packagers such as `.NAME-wrapped`.
 */
function baseName(word: string): string {
  const name =
    word
      .replace(/^['"(]+|['")]+$/g, '')
      .split(/[/\\]/)
      .at(-1) ?? ''
  return name
    .replace(/^-(?=\w)/, '')
    .replace(/^\.(.+?)(?:-(?:un)?wrapped)?_?$/, '$1')
    .replace(/\.(?:js|mjs|cjs|ts|py|rb|exe|cmd|sh)$/, '')
    .replace(/[-_](?:x86_64|amd64|x64|aarch64|arm64)(?:[-_][\w-]+)?$/, '')
}

/**
 * Names of packages in a path: `npm:@openai/codex`, or `dir:cursor-agent` for a program below `cursor-agent/versions/`.
 */
function packageNames(path: string): Names {
  const file = path.replaceAll('\\', '/')
  const found = [...file.matchAll(/\/?node_modules\/((?:@[\w.-]+\/)?[\w.-]+)\//g)].at(-1)?.[1]
  const folder = /\/([\w.-]+)\/versions\//.exec(file)?.[1]
  return [...(found ? [`npm:${found}`] : []), ...(folder ? [`dir:${folder}`] : [])]
}
