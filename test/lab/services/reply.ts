/** What a request to a model's service says, in whichever form it came. */
export interface Asked {
  readonly model: string
  /** What people have said, oldest first. */
  readonly said: readonly string[]
  /** What the tool answered, where the newest message is its answer. */
  readonly toolSaid: string | null
  /** Names of the tools that are offered. */
  readonly tools: readonly string[]
}

export type Reply =
  | { readonly kind: 'text'; readonly text: string }
  /** Piece after piece, a second apart: for what is stopped in the middle. */
  | { readonly kind: 'slow' }
  | {
      readonly kind: 'call'
      readonly tool: string
      readonly input: Readonly<Record<string, string>>
    }
  | { readonly kind: 'error'; readonly why: string }

/** Orders stand in a prompt as `@run(ls)`: agents put words of their own around what a person says. */
const ORDER = /@(say|run|write|error|slow)\(([^)]*)\)/g

const SHELLS = ['Bash', 'bash', 'run_shell_command', 'shell_command', 'exec_command', 'shell']
const WRITERS = ['Write', 'write', 'write_file']

/** The newest order decides. One who offers no tools asks for a title or the like, and is told a text. */
export function replyTo({ said, toolSaid, tools }: Asked): Reply {
  const orders = said.flatMap(text => [...text.matchAll(ORDER)])
  const [, order, what = ''] = orders.at(-1) ?? []
  if (toolSaid !== null) return { kind: 'text', text: `Done: ${firstLine(toolSaid)}` }
  if (order === 'error') return { kind: 'error', why: what }
  if (order === 'slow' && tools.length > 0) return { kind: 'slow' }
  const call = order === 'run' ? runCall(tools, what) : writeCall(tools, what)
  if (call && (order === 'run' || order === 'write')) return call
  return { kind: 'text', text: `You said ${what}, and ${orders.length - 1} before.` }
}

function firstLine(text: string): string {
  return text.slice(0, 200).replaceAll('\n', ' ')
}

/** Codex keeps a command from writing, allowed or not, unless its model asks for more. */
const OUTSIDE = { sandbox_permissions: 'require_escalated', justification: 'It writes.' }

function runCall(tools: readonly string[], command: string): Reply | null {
  const tool = SHELLS.find(name => tools.includes(name))
  if (tool === undefined) return null
  if (tool === 'exec_command') return { kind: 'call', tool, input: { cmd: command, ...OUTSIDE } }
  return { kind: 'call', tool, input: { command, description: 'Runs it' } }
}

function writeCall(tools: readonly string[], path: string): Reply | null {
  const tool = WRITERS.find(name => tools.includes(name))
  if (tool === undefined) return null
  const field = tool === 'write' ? 'filePath' : 'file_path'
  return { kind: 'call', tool, input: { [field]: path, content: 'Written.\n' } }
}

/** The same in every form: 1200 tokens in, 800 of them from a cache, 34 out. */
export const TOKENS = { fresh: 400, cached: 800, all: 1200, out: 34 } as const

/** Pieces of a text, as a service streams it. */
export function pieces(text: string): readonly string[] {
  return text.match(/\S+\s*/g) ?? [text]
}
