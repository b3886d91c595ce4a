// `npm run build` replaces string-width by this file, which loads string-width only when it is first needed. Its Unicode
// tables take as long to load as Node itself takes to start, and most command lines, and most screens, have only
// characters that are known to be one cell wide.
let width

/** Printable ASCII and Latin, dashes, arrows, boxes, blocks, shapes and Braille. None of them joins another. */
const SINGLE =
  /^[ -~\u00a1-\u00ac\u00ae-\u02ff\u2010-\u2027\u2190-\u2193\u2500-\u25fc\u2800-\u28ff]*$/
const COLOURS = /\x1b\[[\d;]*m/g

module.exports = (text, options) => {
  if (options === undefined && typeof text === 'string') {
    const drawn = text.includes('\x1b') ? text.replace(COLOURS, '') : text
    if (SINGLE.test(drawn)) return drawn.length
  }
  width ??= require('../../node_modules/string-width/index.js').default
  return width(text, options)
}
