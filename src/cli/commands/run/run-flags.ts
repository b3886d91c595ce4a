import type { Flag } from '../../command/flag.ts'

/** The flags of agent-mux, and our own for the place of the run. */
export const RUN_FLAGS: Readonly<Record<string, Flag>> = {
  on: {
    kind: 'list',
    of: 'host',
    about:
      'The host that it runs on; any: of the pool; docker:IMAGE, kube:IMAGE; default this machine',
  },
  agent: { kind: 'text', letter: 'a', about: 'Which agent; default claude (docs/runs.md)' },
  prompt: { kind: 'text', letter: 'p', about: 'The prompt, instead of an argument' },
  model: { kind: 'text', letter: 'm', about: 'Which model, as the agent calls it' },
  json: { kind: 'switch', about: 'One event a line, run_result last' },
  stream: { kind: 'switch', about: 'Events as they come, which needs not be said' },
  'no-stream': { kind: 'switch', about: 'Only run_result, with all events in it' },
  session: { kind: 'text', about: "Go on with this session of the agent's own" },
  fork: { kind: 'text', about: 'Go on with a copy of this session' },
  'no-session': { kind: 'switch', about: 'A new session, which needs not be said' },
  system: { kind: 'text', about: 'A system prompt' },
  'system-mode': {
    kind: 'text',
    of: ['append', 'prepend', 'replace'],
    about: 'What it does to the own one; default append',
  },
  cwd: { kind: 'text', about: 'The directory on the host' },
  env: {
    kind: 'each',
    about: 'NAME=VALUE for the agent, or NAME as it is here; never in a process list',
  },
  yolo: { kind: 'switch', about: 'It may do everything without asking' },
  deny: { kind: 'switch', about: 'It may only look' },
  approve: {
    kind: 'text',
    of: ['ask', 'rules'],
    about:
      'ask (the default): whoever can answer is asked; rules: those of the configuration first',
  },
  'max-turns': { kind: 'number', about: 'Turns that it may take' },
  'max-cost': { kind: 'text', about: 'US dollars after which it is stopped (claude, opencode)' },
  'max-tokens': { kind: 'number', about: 'Tokens after which it is stopped' },
  'thinking-effort': { kind: 'text', about: 'How much it thinks: low, medium, high ...' },
  'thinking-budget': { kind: 'number', about: 'Tokens that it may think' },
  timeout: {
    kind: 'text',
    about: 'Time that it may take: milliseconds, or 90s, 10m, 2h; default 24h',
  },
  'inactivity-timeout': {
    kind: 'text',
    about: 'Time that it may be silent; default 30m where nobody is asked',
  },
  attach: { kind: 'each', about: 'A text file that goes along with the prompt' },
  'mcp-server': { kind: 'each', about: 'NAME=COMMAND: a tool server for this run' },
  tag: { kind: 'each', about: 'A tag that the result carries' },
  profile: { kind: 'text', about: 'What config.json calls so: agent, model, host and more' },
  retries: {
    kind: 'text',
    about: 'Tries more after a rate limit, a crash or its time: 0 to 10; default 0',
  },
  volume: { kind: 'each', about: 'docker: HOST:CONTAINER or HOST:CONTAINER:ro, mounted too' },
  network: { kind: 'text', about: "docker: the container's network" },
  user: { kind: 'text', about: 'docker: UID:GID or root; default yours' },
  namespace: { kind: 'text', about: 'kube: where the pod is made; default that of the context' },
  context: { kind: 'text', about: 'kube: the context of kubectl; default the current one' },
  'service-account': { kind: 'text', about: 'kube: the service account of the pod' },
  limits: { kind: 'text', about: 'kube: what it may use, such as cpu=1,memory=1Gi' },
  'start-deadline': { kind: 'text', about: 'kube: time until the pod is ready; default 2m' },
  'run-id': { kind: 'text', about: 'Its id; default a new ULID' },
  quiet: { kind: 'switch', letter: 'q', about: "Nothing but the agent's words" },
  'non-interactive': {
    kind: 'switch',
    about: 'Nobody is asked: what the agent would ask, it leaves',
  },
  detach: { kind: 'switch', letter: 'd', about: 'Print its id, and leave it running' },
  after: { kind: 'text', about: 'show, follow: only events after the one with this id' },
  always: {
    kind: 'switch',
    about: 'approve, deny: from now on, by a rule of the configuration (--approve rules)',
  },
  command: { kind: 'text', about: 'approve, deny --always: commands that match; * is any text' },
  path: { kind: 'text', about: 'approve, deny --always: paths that match; * is any text' },
  reason: { kind: 'text', about: 'deny: what the agent is told' },
}
