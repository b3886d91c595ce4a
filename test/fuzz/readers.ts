import { agentScreen, foundAgents } from './reader/agent.ts'
import { atmux } from './reader/atmux.ts'
import { benchmarkFile, predictionLines } from './reader/benchmark.ts'
import { borrow } from './reader/borrow.ts'
import { config, customAgent, jsonEdit } from './reader/config.ts'
import { control, conversation } from './reader/control.ts'
import { endMark, probeLines, processTable } from './reader/host.ts'
import { detection, kept, conversation as keptConversation } from './reader/kept.ts'
import { keys } from './reader/keys.ts'
import { captureFacts, listing, moved, sight } from './reader/listing.ts'
import { muxLines, muxOut } from './reader/mux.ts'
import { playbooks } from './reader/playbook.ts'
import { azlin, clientWords, pods } from './reader/pool.ts'
import { runRows, runStreams } from './reader/run.ts'
import { knownHosts, sshAnswer, sshConfig, sshWords } from './reader/ssh.ts'
import { stateFile } from './reader/state-file.ts'
import { address, keyNames, selector, target } from './reader/target.ts'
import { cleaned, escapes, oneLine, screen } from './reader/text.ts'
import type { Reader } from './reader.ts'

/** All of them, from the bytes of a host to the files of a person. */
export const readers: readonly Reader[] = [
  control,
  conversation,
  muxLines,
  muxOut,
  listing,
  moved,
  captureFacts,
  sight,
  screen,
  escapes,
  oneLine,
  cleaned,
  agentScreen,
  foundAgents,
  detection,
  kept,
  keptConversation,
  playbooks,
  runRows,
  runStreams,
  benchmarkFile,
  predictionLines,
  processTable,
  probeLines,
  endMark,
  sshConfig,
  sshAnswer,
  sshWords,
  knownHosts,
  atmux,
  azlin,
  pods,
  clientWords,
  config,
  customAgent,
  jsonEdit,
  stateFile,
  borrow,
  keys,
  keyNames,
  target,
  address,
  selector,
]
