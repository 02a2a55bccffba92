import { readFileSync } from 'node:fs'
import type { Language } from './language.ts'

/**
 * The help of `ccsp` itself, written beforehand: people ask for it most, and need not wait for the command tree.
 * @returns null when the command line asks for anything else
 */
export function readRootHelp(argv: readonly string[], language: Language): string | null {
  const words = argv.filter((word, index) => word !== '--lang' && !word.startsWith('--lang=') && argv[index - 1] !== '--lang')
  const isAskedFor = words.length === 1 && ['-h', '--help', 'help'].includes(words[0] ?? '')
  return isAskedFor ? readFileSync(new URL(`../help/${language}.txt`, import.meta.url), 'utf8') : null
}
