/** The kind of a line of a diff or of a list of iterations, for its colour. */
export type DiffTone = 'added' | 'removed' | 'hunk' | 'file' | 'plain'

export function diffTone(line: string): DiffTone {
  if (/^(diff |index |--- |\+\+\+ |new file|deleted file|rename |similarity |Binary )/.test(line))
    return 'file'
  if (/^(@@|Iteration \d+:)/.test(line)) return 'hunk'
  if (line.startsWith('+')) return 'added'
  return line.startsWith('-') ? 'removed' : 'plain'
}
