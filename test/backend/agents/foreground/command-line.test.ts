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
  ['/nix/store/x/bin/.claude-unwrapped --resume', 'claude'],
  ['/opt/codex-x86_64-unknown-linux-musl', 'codex'],
  ['node C:\\npm\\node_modules\\@openai\\codex\\bin\\codex.js', 'codex'],
  ['bun x @google/gemini-cli', 'gemini'],
  ['deno run -A npm:@anthropic-ai/claude-code@2.1', 'claude'],
  ['node /usr/bin/pnpm dlx @openai/codex', 'codex'],
  ['node /usr/lib/node_modules/npm/bin/npx-cli.js -y opencode-ai', 'opencode'],
  ['node /x/corepack.js yarn dlx opencode-ai', 'opencode'],
  ['uvx --python 3.12 --from aider-chat aider', 'aider'],
  ['uv run python -m aider', 'aider'],
  ['mise exec node@22 -- codex', 'codex'],
  ['sudo -iu dev claude', 'claude'],
  ['su - dev -c cd /work && claude', 'claude'],
  ['runuser -u dev -- claude', 'claude'],
  ['bash -o pipefail -c claude', 'claude'],
  ['docker compose run --rm app claude', 'claude'],
  ['docker-compose exec -T app claude', 'claude'],
  ['docker run --network host --memory 2g -it img claude', 'claude'],
  ['docker run -it --rm --entrypoint claude img', 'claude'],
  ['docker exec -u0 -it box bash -lc cd /work && claude --continue', 'claude'],
  ['ssh -t gpu1 cd work && claude --resume', 'claude'],
  ["ssh -tt -o A=b -i key dev@gpu1 bash -lic 'cd work; codex'", 'codex'],
  ['ssh gpu1 -t claude', 'claude'],
  ['ssh gpu1 cd work; DEBUG=1 claude', 'claude'],
  ['DEBUG=1 TERM=xterm codex --model x', 'codex'],
  ['ssh gpu1 while :; do claude; done', 'claude'],
  ['ssh gpu1 (cd work; codex)', 'codex'],
  ['ssh -p2222 -l dev gpu1 -- claude', 'claude'],
  ['mosh-client -# --ssh=ssh gpu1 -- claude | 10.0.0.1 60001', 'claude'],
  ['toolbox run -c box claude', 'claude'],
  ['flatpak-spawn --host claude', 'claude'],
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
  ['python3 gemini.py'],
  ['node /home/dev/claude.js'],
  ['bash ./codex.sh'],
  ['npm install -g @openai/codex'],
  ['node /usr/bin/npm i -g @google/gemini-cli'],
  ['yarn add opencode-ai'],
  ['pipx install aider-chat'],
  ['uv pip install aider-chat'],
  ['mise use -g codex'],
  ['docker logs -f claude'],
  ['ssh gpu1 cd codex && tail -f claude.log'],
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
