// `npm run build` puts this in the place of string-width, whose tables of Unicode take as long to load as
// Node itself to start: most command lines never measure a character that is not ASCII.
let width

module.exports = (text, options) => {
  width ??= require('../../node_modules/string-width/index.js').default
  return width(text, options)
}
