import { AGENT_FLAGS } from '../../args/agent-flags.ts'
import type { Flag } from '../../command/flag.ts'

/**
 * The flags of `fleetmux run`: those of agent-mux, another program that runs agents, so that its command lines also
 * work here, and flags for the place of the run.
 */
export const RUN_FLAGS: Readonly<Record<string, Flag>> = {
  ...AGENT_FLAGS,
  on: {
    kind: 'list',
    of: 'host',
    about:
      'The host to run on; any: one of the pool; docker:IMAGE, kube:IMAGE: a new container or pod; default this machine',
  },
  prompt: { kind: 'text', letter: 'p', about: 'The prompt, instead of an argument' },
  json: { kind: 'switch', about: 'One event per line, run_result last' },
  stream: { kind: 'switch', about: 'Print events as they come (the default)' },
  'no-stream': { kind: 'switch', about: 'Print only run_result, which contains all events' },
  session: {
    kind: 'text',
    about: "Continue this session of the agent: the agent's own id, as in the last line of a run",
  },
  fork: { kind: 'text', about: 'Continue a copy of this session of the agent' },
  'no-session': { kind: 'switch', about: 'Start a new session of the agent (the default)' },
  system: { kind: 'text', about: 'A system prompt' },
  'system-mode': {
    kind: 'text',
    of: ['append', 'prepend', 'replace'],
    about:
      "How --system is combined with the agent's own: prepend, append or replace; default append",
  },
  cwd: { kind: 'text', about: 'Working directory on the host' },
  approve: {
    kind: 'text',
    of: ['ask', 'rules'],
    about: 'ask (the default): ask a person; rules: apply the rules of the configuration first',
  },
  'max-turns': { kind: 'number', about: 'Maximum number of turns' },
  'max-cost': { kind: 'text', about: 'Cost limit in US dollars (claude, opencode)' },
  'max-tokens': { kind: 'number', about: 'Token limit' },
  'thinking-effort': { kind: 'text', about: 'Thinking effort: low, medium, high ...' },
  'thinking-budget': { kind: 'number', about: 'Token limit for thinking' },
  timeout: {
    kind: 'text',
    about: 'Time limit of the run: milliseconds, or 90s, 10m, 2h; default 24h',
  },
  'inactivity-timeout': {
    kind: 'text',
    about:
      'Time limit without output; default 30m with --yolo, --deny or --non-interactive, else none',
  },
  attach: { kind: 'each', about: 'Text file or image to attach to the prompt' },
  'mcp-server': { kind: 'each', about: 'NAME=COMMAND: a tool server for this run' },
  tag: { kind: 'each', about: 'Tag to store in the result of the run; may be repeated' },
  profile: { kind: 'text', about: 'Profile from config.json: agent, model, host and more' },
  retries: {
    kind: 'text',
    about: 'Retries after a rate limit, a crash or a timeout: 0 to 10; default 0',
  },
  volume: {
    kind: 'each',
    about: 'docker: mount HOST:CONTAINER, a path here and a path in the container; :ro: read-only',
  },
  network: { kind: 'text', about: "docker: the container's network" },
  user: { kind: 'text', about: 'docker: UID:GID or root; default yours' },
  namespace: { kind: 'text', about: "kube: namespace of the pod; default the context's" },
  context: { kind: 'text', about: 'kube: the context of kubectl; default the current one' },
  'service-account': { kind: 'text', about: 'kube: the service account of the pod' },
  limits: { kind: 'text', about: 'kube: resource limits, such as cpu=1,memory=1Gi' },
  'start-deadline': { kind: 'text', about: 'kube: timeout until the pod is ready; default 2m' },
  'run-id': { kind: 'text', about: 'Id of the run; default a new unique id' },
  quiet: { kind: 'switch', letter: 'q', about: "Print only the agent's text" },
  'non-interactive': {
    kind: 'switch',
    about: 'Never ask for approval: the agent skips what would need an approval',
  },
  detach: { kind: 'switch', letter: 'd', about: 'Print the id of the run and return at once' },
  after: { kind: 'text', about: 'show, follow: only events after the event with this id' },
  always: {
    kind: 'switch',
    about: 'approve, deny: also store a rule in the configuration, for runs with --approve rules',
  },
  command: {
    kind: 'text',
    about: 'with --always: the rule is for commands that match; * is any text',
  },
  path: { kind: 'text', about: 'with --always: the rule is for paths that match; * is any text' },
  reason: { kind: 'text', about: 'deny: the reason, which the agent is told' },
}
