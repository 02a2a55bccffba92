/** The languages of everything that a person reads. */
export type Language = 'en' | 'ja'

type Variables = Readonly<Record<string, string | undefined>>

/**
 * The language of the texts: `--lang`, else the locale (setlocale(3): LC_ALL goes before LC_MESSAGES, that before LANG). It is
 * looked for before the command line is read as a whole, for the help is in that language, too.
 * @returns `unknown` is the value of a `--lang` that names no language we have
 */
export function chooseLanguage(argv: readonly string[], env: Variables): { language: Language; unknown?: string } {
  const ofLocale = languageOfLocale(env)
  const given = valueOfLang(argv)
  if (given === undefined) return { language: ofLocale }
  return given === 'en' || given === 'ja' ? { language: given } : { language: ofLocale, unknown: given }
}

function languageOfLocale(env: Variables): Language {
  const locale = env['CCSP_LANG'] || env['LC_ALL'] || env['LC_MESSAGES'] || env['LANG'] || ''
  return /^ja(?![a-z])/i.test(locale) ? 'ja' : 'en'
}

function valueOfLang(argv: readonly string[]): string | undefined {
  const end = argv.indexOf('--')
  const words = end < 0 ? argv : argv.slice(0, end)
  const at = words.findLastIndex((word) => word === '--lang' || word.startsWith('--lang='))
  const word = words[at]
  return word === '--lang' ? words[at + 1] : word?.slice('--lang='.length)
}
