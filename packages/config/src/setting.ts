import { isAbsolute } from 'node:path'
import { z } from 'zod'

/** How the text of a flag or variable becomes a value. */
export type SettingKind = 'text' | 'integer' | 'number' | 'flag' | 'choice' | 'list'

/** The same said in both languages. */
export interface Texts {
  readonly en: string
  readonly ja: string
}

/** What is known of a setting beside its schema. */
export interface SettingInfo {
  readonly kind: SettingKind
  /** What a valid value is, as the end of "expected ...". For a list: what one item is. */
  readonly expected: Texts
  /** The description in Japanese. The English one is the schema's own. */
  readonly ja: string
  readonly unit: string | undefined
  readonly isSecret: boolean
  /** Older variables that mean the same, most telling first. */
  readonly aliases: readonly string[]
  /** The values of a choice. */
  readonly choices: readonly string[]
  /** Words that flags and variables may use for a value of a choice. */
  readonly synonyms: Readonly<Record<string, string>>
  /** Says where a default comes from that depends on other settings. */
  readonly computedDefault: Texts | undefined
}

interface SettingOptions {
  description: string
  ja: string
  unit?: string
  isSecret?: boolean
  aliases?: readonly string[]
  computedDefault?: Texts
  choices?: readonly string[]
  synonyms?: Readonly<Record<string, string>>
}

interface TextForm {
  /** What the text must be, as the end of "expected ...". */
  expected?: Texts
  isValid?: (value: string) => boolean
}

const ANY_TEXT: Texts = { en: 'non-empty text', ja: '空でない文字列' }

export const ABSOLUTE_PATH: TextForm = { expected: { en: 'an absolute path', ja: '絶対パス' }, isValid: isAbsolute }

/** The info of every setting, by schema. */
export const settingInfos = z.registry<SettingInfo>()

/** A whole number. Bounds are inclusive. */
export function integer(options: SettingOptions & { default: number; min: number; max: number }) {
  const schema = z.int().min(options.min).max(options.max).default(options.default)
  const range = (to: string) => `${options.min}${to}${options.max}`
  return register(schema, 'integer', {
    ...options,
    expected: { en: `an integer from ${range(' to ')}`, ja: `${range('〜')} の整数` },
  })
}

/** A number with a fraction. Bounds are inclusive. */
export function decimal(options: SettingOptions & { default: number; min: number; max: number }) {
  const schema = z.number().min(options.min).max(options.max).default(options.default)
  const range = (to: string) => `${options.min}${to}${options.max}`
  return register(schema, 'number', { ...options, expected: { en: `a number from ${range(' to ')}`, ja: `${range('〜')} の数` } })
}

export function flag(options: SettingOptions & { default: boolean }) {
  return register(z.boolean().default(options.default), 'flag', {
    ...options,
    expected: { en: 'true or false', ja: 'true または false' },
  })
}

export function text(options: SettingOptions & TextForm & { default: string }) {
  return register(textSchema(options).default(options.default), 'text', {
    ...options,
    expected: options.expected ?? ANY_TEXT,
  })
}

export function optionalText(options: SettingOptions & TextForm) {
  return register(textSchema(options).exactOptional(), 'text', { ...options, expected: options.expected ?? ANY_TEXT })
}

export function choice<const Value extends string>(
  values: readonly Value[],
  options: SettingOptions & { default: NoInfer<Value> },
) {
  const schema = z.enum(values).default(options.default as never)
  return register(schema, 'choice', { ...options, choices: values, expected: oneOf(values) })
}

export function optionalChoice<const Value extends string>(values: readonly Value[], options: SettingOptions) {
  return register(z.enum(values).exactOptional(), 'choice', {
    ...options,
    choices: values,
    expected: oneOf(values),
  })
}

/** A list of texts, empty by default. `expected` and `isValid` speak of one item. */
export function list(options: SettingOptions & TextForm) {
  const schema = z.array(textSchema(options)).default([])
  return register(schema, 'list', { ...options, expected: options.expected ?? ANY_TEXT })
}

function oneOf(values: readonly string[]): Texts {
  return { en: `one of ${values.join(', ')}`, ja: `${values.join('、')} のいずれか` }
}

function textSchema(form: TextForm) {
  // A NUL byte in a path or an argument is refused by the system calls only much later, far from its cause.
  return z
    .string()
    .min(1)
    .refine((value) => !value.includes('\0') && (form.isValid?.(value) ?? true))
}

function register<Schema extends z.ZodType>(
  schema: Schema,
  kind: SettingKind,
  options: SettingOptions & { expected: Texts },
): Schema {
  const described = schema.meta({ description: options.description })
  settingInfos.add(described, {
    kind,
    expected: options.expected,
    ja: options.ja,
    unit: options.unit,
    isSecret: options.isSecret ?? false,
    aliases: options.aliases ?? [],
    choices: options.choices ?? [],
    synonyms: options.synonyms ?? {},
    computedDefault: options.computedDefault,
  })
  return described
}
