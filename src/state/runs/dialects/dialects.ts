import type { Dialect, Speech } from '../dialect.ts'
import type { DialectName, RunSpec } from '../spec.ts'
import { createAcp } from './acp/acp.ts'
import { createClaude } from './claude/claude.ts'
import { createCodexAppServer } from './codex/codex-app-server.ts'
import { createCodexExec } from './codex/codex-exec.ts'
import { createCopilot } from './one-shot/copilot.ts'
import { createGemini } from './one-shot/gemini.ts'
import { createOpencode } from './one-shot/opencode.ts'
import { createText } from './one-shot/text.ts'

const MAKERS: Readonly<Record<DialectName, (speech: Speech, agent: string) => Dialect>> = {
  acp: createAcp,
  'codex-app-server': createCodexAppServer,
  'codex-exec': createCodexExec,
  claude: (speech, agent) => createClaude(speech, { agent: claudeLike(agent), twoWay: true }),
  'claude-lines': (speech, agent) =>
    createClaude(speech, { agent: claudeLike(agent), twoWay: false }),
  gemini: createGemini,
  opencode: createOpencode,
  copilot: createCopilot,
  text: createText,
}

/** The dialect (protocol) in which the agent of a run writes its lines. */
export function dialectOf({ dialect, agent }: RunSpec, speech: Speech): Dialect {
  return MAKERS[dialect](speech, agent)
}

/** The variant of Claude's format that the agent writes. An unknown agent counts as Claude. */
function claudeLike(agent: string): 'claude' | 'amplihack' | 'amp' | 'qwen' {
  return agent === 'amplihack' || agent === 'amp' || agent === 'qwen' ? agent : 'claude'
}
