import { CcspError } from '@ccsp/foundation'
import ms from 'ms'
import type { Context } from './context.ts'

/** CCSP_USAGE for a command such as `submit`. */
export function usageError(reason: string, command: string): CcspError<'CCSP_USAGE'> {
  return new CcspError('CCSP_USAGE', { reason, command: `ccsp ${command}`.trim() })
}

/** An option as the user gave it. */
export interface Given {
  /** The command, such as `queue list`. */
  readonly command: string
  /** The option, such as `--limit`. */
  readonly option: string
  readonly value: string | undefined
}

/** A duration in ms, or undefined when it is not given. Needs a unit. @throws CcspError CCSP_USAGE */
export function readDuration({ t }: Context, given: Given, range: { min: number; max: number }): number | undefined {
  const { command, option, value } = given
  if (value === undefined) return undefined
  const durationMs =
    /[a-z]$/i.test(value) && value.length <= 100 ? (ms(value as ms.StringValue) as number | undefined) : undefined
  if (durationMs === undefined) throw usageError(t('usage.duration', { option, value }), command)
  if (durationMs < range.min || durationMs > range.max) {
    const bounds = { min: ms(range.min, { long: true }), max: ms(range.max, { long: true }) }
    throw usageError(t('usage.durationRange', { option, ...bounds }), command)
  }
  return Math.round(durationMs)
}

/** A whole number, or undefined when it is not given. @throws CcspError CCSP_USAGE */
export function readInteger({ t }: Context, given: Given, range: { min: number; max: number }): number | undefined {
  const { command, option, value } = given
  if (value === undefined) return undefined
  const number = /^\d{1,15}$/.test(value) ? Number(value) : Number.NaN
  if (number >= range.min && number <= range.max) return number
  throw usageError(t('usage.number', { option, value, ...range }), command)
}

/** One of some words, or undefined when it is not given. @throws CcspError CCSP_USAGE */
export function readChoice<Choice extends string>({ t }: Context, given: Given, choices: readonly Choice[]): Choice | undefined {
  const { command, option, value } = given
  const choice = choices.find((each) => each === value)
  if (choice !== undefined || value === undefined) return choice
  throw usageError(t('usage.choice', { option, value, choices: choices.join(', ') }), command)
}

/** A text that is not empty, or undefined when it is not given. @throws CcspError CCSP_USAGE */
export function readText({ t }: Context, given: Given, max: number): string | undefined {
  const { command, option, value } = given
  if (value === undefined) return undefined
  if (value.trim() === '') throw usageError(t('usage.empty', { what: option }), command)
  if (value.length > max) throw usageError(t('usage.longText', { option, max }), command)
  return value
}
