import type { WorkAct } from '../model/work.ts'

/** Operations whose end is reported with the same words on the screen and on the command line. */
export type ReportedAct = Exclude<WorkAct, 'iterate' | 'test' | 'pr' | 'export'>

type Wording = (name: string, base: string) => string

const DONE: Readonly<Record<ReportedAct, Wording>> = {
  squash: name => `Squashed ${name}`,
  rebase: (name, base) => `Rebased ${name} on ${base}`,
  merge: (name, base) => `Merged ${name} into ${base}`,
  continue: name => `Continued the interrupted operation of ${name}`,
  abort: name => `Stopped the agent or the rebase of ${name}`,
  clean: name => `Removed ${name}`,
  'force-clean': name => `Removed ${name}`,
}

const BEGUN: Readonly<Record<WorkAct, Wording>> = {
  iterate: name => `Prompting the agent of ${name}…`,
  test: name => `Starting the script of ${name}…`,
  squash: name => `Squashing the commits of ${name}…`,
  rebase: (name, base) => `Rebasing ${name} on ${base}…`,
  merge: (name, base) => `Merging ${name} into ${base}…`,
  continue: name => `Continuing the interrupted operation of ${name}…`,
  abort: name => `Stopping the agent or the rebase of ${name}…`,
  clean: name => `Removing ${name}…`,
  'force-clean': name => `Removing ${name}…`,
  pr: name => `Pushing the branch of ${name}…`,
  export: name => `Exporting ${name}…`,
}

/** What an operation on a worktree session has done, without a full stop. */
export function doneText(act: ReportedAct, name: string, base: string): string {
  return DONE[act](name, base)
}

/** A sentence that says what an operation on a worktree session is doing. */
export function begunText(act: WorkAct, name: string, base: string): string {
  return BEGUN[act](name, base)
}
