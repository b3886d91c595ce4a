import type { Adapter } from '../../adapter.ts'
import { aider } from './aider.ts'
import { antigravity } from './antigravity.ts'
import { auggie } from './auggie.ts'
import { cline } from './cline.ts'
import { continueCli } from './continue.ts'
import { copilot } from './copilot.ts'
import { crush } from './crush.ts'
import { cursorAgent } from './cursor-agent.ts'
import { devin } from './devin.ts'
import { droid } from './droid.ts'
import { goose } from './goose.ts'
import { grok } from './grok.ts'
import { hermes } from './hermes.ts'
import { kilo } from './kilo.ts'
import { kimi } from './kimi.ts'
import { kiro } from './kiro.ts'
import { letta } from './letta.ts'
import { pi } from './pi.ts'
import { qwen } from './qwen.ts'
import { vibe } from './vibe.ts'

/** Agents whose screens fleetmux reads, but which it starts without any options. */
export const WATCHED: readonly Adapter[] = [
  aider,
  antigravity,
  auggie,
  cline,
  continueCli,
  copilot,
  crush,
  cursorAgent,
  devin,
  droid,
  goose,
  grok,
  hermes,
  kilo,
  kimi,
  kiro,
  letta,
  pi,
  qwen,
  vibe,
]
