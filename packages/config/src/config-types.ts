import type { z } from 'zod'
import type { SECTIONS } from './schema.ts'

type Frozen<T> = T extends readonly (infer Item)[]
  ? readonly Frozen<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]: Frozen<T[Key]> }
    : T

type Section<Name extends keyof typeof SECTIONS> = Frozen<z.output<(typeof SECTIONS)[Name]>>

/** `mode` is settled: `url` means that `url` or `sentinels` is there. */
export type RedisConfig = Omit<Section<'redis'>, 'mode'> & { readonly mode: 'url' | 'embedded' }
export type QueueConfig = Section<'queue'>
export type IntakeConfig = Section<'intake'>
export type AgentConfig = Section<'agent'>
export type RunnerConfig = Section<'runner'>
export type SimulatorConfig = Section<'simulator'>
export type HttpConfig = Section<'http'>
export type LogConfig = Section<'log'>
/** Both are settled and absolute. */
export type PathsConfig = Readonly<Required<Section<'paths'>>>
export type GithubConfig = Section<'github'>

/** All settings, valid and deeply frozen. Hand a package its section, not the whole. */
export interface Config {
  readonly redis: RedisConfig
  readonly queue: QueueConfig
  readonly intake: IntakeConfig
  readonly agent: AgentConfig
  readonly runner: RunnerConfig
  readonly simulator: SimulatorConfig
  readonly http: HttpConfig
  readonly log: LogConfig
  readonly paths: PathsConfig
  readonly github: GithubConfig
}
