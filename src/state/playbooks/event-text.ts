import { counted } from '../text/counted.ts'
import type { PlaybookEvent } from './playbook-event.ts'

/** An event as lines of text. */
export function eventText(event: PlaybookEvent, id: string): readonly string[] {
  switch (event.type) {
    case 'document_start':
      return [`== ${event.document}: ${event.taskCount} open`]
    case 'task_start':
      return [`-> ${event.task}`]
    case 'task_complete':
      return [
        `   ${event.success ? 'done' : 'not done'} in ${seconds(event.elapsedMs)}${event.summary && `: ${event.summary}`}`,
      ]
    case 'loop_complete':
      return event.iteration > 1
        ? [`== round ${event.iteration}: ${counted(event.tasksCompleted, 'task')}`]
        : []
    case 'halt':
      return [`! halted: ${event.reason} (${event.document}:${event.line})`]
    case 'gate':
      return [
        `? ${event.question}`,
        `  The playbook waits for an answer: \`fleetmux playbook answer ${id} go\` or \`fleetmux playbook answer ${id} stop\``,
      ]
    case 'answer':
      return [`  ${event.by} answered ${event.answer}`]
    case 'verify':
      return event.success
        ? []
        : [`! the verify command failed with exit code ${event.exitCode}: ${event.output}`]
    case 'suspect':
      return [`! ${event.reason}: ${event.task}${event.unticked ? ' (opened again)' : ''}`]
    case 'warning':
    case 'error':
      return [`! ${event.message}`]
    case 'branch':
      return [`== branch ${event.branch} in ${event.worktree}`]
    case 'pull_request':
      return [
        event.success ? `== pull request: ${event.url}` : `! no pull request: ${event.message}`,
      ]
    case 'complete':
      return [endOf(event)]
    default:
      return []
  }
}

function endOf(event: Extract<PlaybookEvent, { type: 'complete' }>): string {
  const cost = event.totalCost > 0 ? `, $${event.totalCost.toFixed(2)}` : ''
  const tokens = event.totalTokens > 0 ? `, ${event.totalTokens} tokens` : ''
  const suspect =
    event.suspect > 0 ? `, ${counted(event.suspect, 'suspect task')} (docs/playbooks.md)` : ''
  const why = event.reason ? `: ${event.reason}` : ''
  return `== ${event.end}${why} (${counted(event.totalTasksCompleted, 'task')} in ${seconds(event.totalElapsedMs)}${tokens}${cost}${suspect})`
}

function seconds(milliseconds: number): string {
  return `${Math.round(milliseconds / 1000)} s`
}
