import { readDocuments } from '../../../src/state/playbooks/document.ts'
import { readPlaybookEvent } from '../../../src/state/playbooks/playbook-event.ts'
import { readPlaybookRows } from '../../../src/state/playbooks/playbook-spec.ts'
import { clean } from '../../../src/state/text/clean.ts'
import { hold } from '../finding.ts'
import { generate, many } from '../generate.ts'
import { damage, deep, writeJson } from '../json.ts'
import type { Reader } from '../reader.ts'

const SPEC = {
  ...{ version: 1, id: 'book', name: 'n', agent: 'claude', directory: '/w' },
  ...{ documents: ['/w/a.md'], created: 1 },
}
const EVENT = {
  ...{ type: 'task_complete', timestamp: 1, document: '/w/a.md', taskIndex: 0, success: true },
  ...{ summary: 'x', elapsedMs: 1, exitCode: 0 },
}

/** What a host prints of its playbooks, of their documents and their events, all in one text. */
export const playbooks: Reader = {
  name: 'playbooks of a host, their documents and events',
  holds:
    'texts that a terminal can show, ids that can be names of directories; what has no form is left out',
  make: random =>
    generate(random, {
      whole: each =>
        many(
          each,
          4,
          () =>
            `${each.pick(['gate', 'ended', 'gone'])} ${each.pick(['-', 'done'])} /p\n?\n${writeJson(each, damage(each, SPEC))}\n` +
            `document\t/a\n${each.int(99)}\t${each.pick(['open', 'halt'])}\ttask\tx\t\n${writeJson(each, damage(each, EVENT))}\n`,
        ).join(''),
      atoms: ['\t', '\n', 'document\t', 'gate - /', '{"type":"gate"', '\u001b[2J'],
    }),
  check(input) {
    for (const { spec, end, question, path } of readPlaybookRows('host', input)) {
      hold(/^[A-Za-z0-9][\w.-]{0,63}$/.test(spec.id), 'an id that is no name')
      for (const text of [end, question, path])
        hold(clean(text) === text, 'a text that is not clean')
    }
    for (const { tasks, halts } of readDocuments(input))
      for (const { line } of [...tasks, ...halts])
        hold(/^[\w.]+$/.test(line), 'a line that is none')
    for (const line of input.split('\n')) {
      const event = readPlaybookEvent(line)
      if (event?.type === 'task_complete')
        hold(clean(event.summary) === event.summary, 'an event that is not clean')
    }
  },
  worst: [
    size => 'gate - /p\n?\n{}\n'.repeat(size / 16),
    size => 'document\t/a\n'.repeat(size / 12),
    size => '\n'.repeat(size),
    deep('[', ']'),
  ],
}
