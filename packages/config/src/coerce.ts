import type { SettingInfo } from './setting.ts'

const WORDS: ReadonlyMap<string, boolean> = new Map([
  ...['true', 'yes', 'on', '1'].map((word) => [word, true] as const),
  ...['false', 'no', 'off', '0'].map((word) => [word, false] as const),
])

/**
 * The value that the text of a flag or variable means for a setting. A text that means none is returned as it is, for the
 * schema to refuse.
 */
export function coerceText(info: SettingInfo, raw: string): unknown {
  const text = raw.trim()
  switch (info.kind) {
    case 'integer':
    case 'number':
      return /^[+-]?\d+(?:\.\d+)?$/.test(text) ? Number(text) : raw
    case 'flag':
      return WORDS.get(text.toLowerCase()) ?? raw
    case 'choice':
      return coerceChoice(info, text)
    case 'list':
      return splitList(text)
    case 'text':
      return raw
  }
}

function coerceChoice(info: SettingInfo, text: string): string {
  const word = text.toLowerCase()
  if (Object.hasOwn(info.synonyms, word)) return info.synonyms[word] ?? text
  return info.choices.find((choice) => choice.toLowerCase() === word) ?? text
}

/** `a, b(c, d)` or a JSON list. Commas inside parentheses belong to the item: tools are written `Bash(a:*, b:*)`. */
function splitList(text: string): unknown {
  if (text.startsWith('[')) return parseJson(text)
  const items = text.split(/,(?![^(]*\))/)
  return items.map((item) => item.trim()).filter((item) => item !== '')
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return text
    throw error
  }
}
