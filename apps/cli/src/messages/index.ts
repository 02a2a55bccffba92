import type { Language } from '../language.ts'
import { en, type MessageKey } from './en.ts'

type Places<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}` ? Name | Places<Rest> : never

/** The text of a key in the user's language, its places filled. */
export type Translate = <Key extends MessageKey>(
  key: Key,
  ...places: [Places<(typeof en)[Key]>] extends [never] ? [] : [Readonly<Record<Places<(typeof en)[Key]>, string | number>>]
) => string

/** Reads the texts of one language; the other one is not loaded. */
export async function loadMessages(language: Language): Promise<Translate> {
  const texts = language === 'ja' ? (await import('./ja.ts')).ja : en
  return (key, ...[places]) => fill(texts[key], places ?? {})
}

function fill(text: string, places: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{(\w+)\}/g, (place, name: string) => String(places[name] ?? place))
}
