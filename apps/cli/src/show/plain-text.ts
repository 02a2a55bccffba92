/** Characters that steer a terminal, change the direction of writing or are no characters at all. */
const UNSAFE =
  /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]/gu

/** One line of a text from outside, safe on a terminal: what is unsafe is spelled out as in JSON. */
export function toLine(text: string): string {
  return text.replace(UNSAFE, spell)
}

/** As `toLine`, but new lines and tabs stay. */
export function toLines(text: string): string {
  return text.replace(UNSAFE, (character) => (character === '\n' || character === '\t' ? character : spell(character)))
}

/** As `toLine`, cut to at most `max` characters. */
export function toShortLine(text: string, max: number): string {
  const characters = [...new Intl.Segmenter().segment(text.slice(0, max * 8))].map(({ segment }) => segment)
  const isWhole = characters.length <= max && text.length <= max * 8
  return toLine(isWhole ? text : `${characters.slice(0, max - 1).join('')}…`)
}

function spell(character: string): string {
  const units = Array.from({ length: character.length }, (_, index) => character.charCodeAt(index))
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('')
}
