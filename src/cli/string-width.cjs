// `npm run build` replaces string-width by this file, which loads string-width only when it is first used. Its Unicode
// tables take as long to load as Node itself takes to start, and most command lines measure only ASCII characters.
let width

module.exports = (text, options) => {
  width ??= require('../../node_modules/string-width/index.js').default
  return width(text, options)
}
