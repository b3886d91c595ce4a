import { expect, test } from 'vitest'
import { bundled } from '../../../../src/backend/agents/catalogue.ts'
import { identify } from '../../../../src/backend/agents/identify.ts'

const who = (...foreground: string[]) =>
  identify(bundled, { command: 'node', title: '', foreground })?.name

test.each([
  ['node /usr/local/bin/codex --model x', 'codex'],
  [
    '/usr/bin/node --max-old-space-size=8192 /opt/x/node_modules/@google/gemini-cli/bundle/gemini.js',
    'gemini',
  ],
  ['node --require /x/hook.js /home/dev/.npm-global/bin/gemini', 'gemini'],
  ['/home/dev/.local/share/claude/versions/2.1.212 --resume', 'claude'],
  ['node /usr/lib/node_modules/@anthropic-ai/claude-code/cli.js', 'claude'],
  ['npx -y @openai/codex@latest', 'codex'],
  ['npm exec @anthropic-ai/claude-code', 'claude'],
  ['bunx opencode-ai', 'opencode'],
  ['sudo -u dev -E claude', 'claude'],
  ['env TERM=xterm FOO=bar nice -n 5 codex', 'codex'],
  ['timeout 3600 gemini', 'gemini'],
  ['script -qc claude --verbose /dev/null', 'claude'],
  ['script -q /dev/null codex', 'codex'],
  ['docker exec -it -u dev -e A=1 box claude --continue', 'claude'],
  ['docker compose exec box opencode', 'opencode'],
  ['kubectl exec -it -n ns pod -- codex', 'codex'],
  ['ssh -t -p 22 gpu1 claude', 'claude'],
  ['bash -lc exec claude', 'claude'],
  ['sh /home/dev/bin/claude', 'claude'],
  ['/nix/store/x/bin/.claude-wrapped', 'claude'],
  ['/home/dev/.cargo/bin/codex', 'codex'],
])('%s', (args, agent) => {
  expect(who(args)).toBe(agent)
})

test.each([
  ['node server.js claude'],
  ['node -e setTimeout(f,1) /tmp/codex'],
  ['python3 -c import_time /tmp/codex'],
  ['docker exec -it claude htop'],
  ['vim /home/dev/codex'],
  ['node /home/dev/my-codex-helper'],
  ['ssh claude'],
  ['bash -c sleep 60 /tmp/codex'],
])('%s is no agent', args => {
  expect(who(args)).toBeUndefined()
})

test('the leader of the group tells before what it has started', () => {
  expect(who('claude', 'node /tmp/mcp/bin/codex')).toBe('claude')
  expect(who('bash /home/dev/work.sh', 'node /usr/bin/codex')).toBe('codex')
})

test('a shell at its prompt is a shell, one that reads a script may be an agent', () => {
  const shell = (foreground?: string[]) =>
    identify(bundled, {
      command: 'bash',
      title: '✳ Claude Code',
      ...(foreground && { foreground }),
    })?.name
  expect(shell()).toBe('shell')
  expect(shell(['-bash'])).toBe('shell')
  expect(shell(['bash --norc'])).toBe('shell')
  expect(shell(['bash ./work', 'claude'])).toBe('claude')
})

test('a version by which an installer has named the program is Claude Code', () => {
  expect(identify(bundled, { command: '2.1.212', title: '' })?.name).toBe('claude')
})

test('what is drawn lowest tells, and a mark that two share tells neither', () => {
  const drawn = (...lines: string[]) =>
    identify(bundled, { command: 'node', title: '', lines })?.name
  const ruler = '─'.repeat(40)
  expect(drawn(ruler, '❯', ruler)).toBeUndefined()
  expect(drawn('  ⎿  Done', ruler, '❯', ruler)).toBeUndefined()
  expect(drawn('Welcome to Amp', ruler, '❯', ruler, '  ⏵⏵ auto mode on')).toBe('claude')
})
