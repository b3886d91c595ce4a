const AGREE =
  /^\W*(?:yes|allow|accept|approve|apply|run|once|always|confirm|continue|proceed|trust|ok)\b/iu
const REFUSE = /^\W*(?:no|don.?t|deny|reject|decline|refuse|cancel|exit|quit|skip)\b/iu
/** A line that asks for a decision. */
const ASKS = /\?$|\b(?:permission|approval|confirmation)\b/iu
/** Maximum number of lines between a question and the first of its choices. */
const ABOVE = 8

/** Whether one of these choices means yes, another one means no, and one of the lines above them asks. */
export function isDecision(labels: readonly string[], above: readonly string[]): boolean {
  const isPair = [AGREE, REFUSE].every(one => labels.some(label => one.test(label)))
  return isPair && above.slice(-ABOVE).some(row => ASKS.test(row.trim()))
}
