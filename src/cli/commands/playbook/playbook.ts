import { unknownSubCommand } from '../../args/unknown-sub-command.ts'
import type { Call, Command } from '../../command/command.ts'
import { PLAYBOOK_FLAGS } from './playbook-flags.ts'
import { checkPlaybook, runPlaybook } from './run-playbook.ts'
import {
  answerPlaybook,
  cleanPlaybook,
  listPlaybooks,
  resumePlaybook,
  showPlaybook,
  stopPlaybook,
} from './watch-playbook.ts'

const WORDS: Readonly<Record<string, (call: Call) => Promise<number>>> = {
  run: runPlaybook,
  check: checkPlaybook,
  list: listPlaybooks,
  show: showPlaybook,
  stop: stopPlaybook,
  resume: resumePlaybook,
  clean: cleanPlaybook,
  answer: answerPlaybook,
}

export const playbook: Command = {
  name: 'playbook',
  usage:
    'run|check NAME|DOCUMENT... [--on HOST] [--dir DIR]  |  list  |  show|stop|resume|clean ID  |  answer ID go|stop',
  summary: 'Work through task documents on their host, with a fresh agent for each task',
  details: `
NAME is a playbook of Maestro (.maestro/playbooks); DOCUMENT is one of its documents, any Markdown with \`- [ ]\` boxes, Spec
Kit's tasks.md or Task Master's tasks.json. In documents, only the marks of done tasks are changed (docs/playbooks.md). A
started playbook has an ID and runs in a tmux session of its host; this command only watches it, and Ctrl-C leaves it running.
A box \`- [ ] !gate: QUESTION\` waits for a person, who answers from anywhere: \`playbook answer ID go\`.
Exit of run, show and resume: 0 done, 1 failed, 2 usage error, 10 halted by a marker, 11 a gate was answered with
stop, or still waits (show), 12 a limit is reached, 13 stalled, 14 stopped, 15 its process has died.`,
  examples: [
    ['playbook run release --on gpu1 --dir src/shop --yolo', 'Run the playbook called release'],
    ['playbook run specs/001/tasks.md --dir gpu1:src/shop --verify "npm test"', 'Run one document'],
    ['playbook list', 'All started playbooks; those that wait for a person come first'],
    ['playbook list --dir gpu1:src/shop', 'The playbooks that can be run in this directory'],
    ['playbook answer 01JD go', 'Let a waiting playbook continue, from any machine'],
    ['playbook show 01JD --follow', 'Show the events of a playbook as they happen'],
  ],
  flags: PLAYBOOK_FLAGS,
  takes: [1, 50],
  first: Object.keys(WORDS),
  run(call) {
    const word = WORDS[call.args[0] ?? '']
    if (word) return word(call)
    throw unknownSubCommand('playbook', call.args[0] ?? '', Object.keys(WORDS))
  },
}
