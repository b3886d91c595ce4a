import { operands } from './operands.ts'

/** Programs that run the package that is their first operand. */
const DIRECT = /^(?:npx|pnpx|bunx|uvx)$/
/** The sub-commands of package managers that run a program. Others, such as `install`, run none that stays. */
const RUNNING: Readonly<Record<string, RegExp>> = {
  npm: /^(?:exec|x)$/,
  pnpm: /^(?:dlx|exec)$/,
  yarn: /^(?:dlx|exec)$/,
  bun: /^x$/,
  uv: /^(?:run|x)$/,
  pipx: /^run$/,
  mise: /^(?:exec|x)$/,
  rtx: /^(?:exec|x)$/,
  asdf: /^exec$/,
  volta: /^run$/,
}
/** Options of these programs that take the next word as their value. */
const VALUES = /^-[pcw]$|^--(?:package|call|python|from|with|node|npm|spec)$/

const takesValue = (option: string): boolean => VALUES.test(option)

/** Whether the program runs other packages or programs by their names; `bun` also runs files. */
export function isRunner(name: string, words: readonly string[]): boolean {
  if (name === 'bun') return words[0] === 'x'
  return DIRECT.test(name) || name === 'corepack' || Object.hasOwn(RUNNING, name)
}

/** What a package runner runs: `npx -y @openai/codex`, `uv tool run aider`, `mise exec -- codex`. null: nothing. */
export function runBy(
  name: string,
  words: readonly string[],
): { readonly package: string } | { readonly command: readonly string[] } | null {
  if (name === 'corepack') return { command: operands(words, takesValue) }
  const own = name === 'uv' && words[0] === 'tool' ? words.slice(1) : words
  const [sub = '', ...rest] = DIRECT.test(name) ? ['', ...own] : operands(own, takesValue)
  if (!DIRECT.test(name) && !RUNNING[name]?.test(sub)) return null
  const [word, ...more] = operands(rest, takesValue)
  if (word === undefined) return null
  // `mise exec node@22 -- codex`: the tools come first.
  if (more.includes('--')) return { command: more.slice(more.indexOf('--') + 1) }
  return name === 'uv' && words[0] === 'run' ? { command: [word, ...more] } : { package: word }
}
