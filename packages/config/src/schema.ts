import type { z } from 'zod'
import { agentSection } from './sections/agent.ts'
import { githubSection } from './sections/github.ts'
import { httpSection } from './sections/http.ts'
import { intakeSection } from './sections/intake.ts'
import { logSection } from './sections/log.ts'
import { pathsSection } from './sections/paths.ts'
import { queueSection } from './sections/queue.ts'
import { redisSection } from './sections/redis.ts'
import { runnerSection } from './sections/runner.ts'
import { simulatorSection } from './sections/simulator.ts'
import { type SettingInfo, settingInfos } from './setting.ts'

/** Every section of the configuration, in the order of the documentation. */
export const SECTIONS = {
  redis: redisSection,
  queue: queueSection,
  intake: intakeSection,
  agent: agentSection,
  runner: runnerSection,
  simulator: simulatorSection,
  http: httpSection,
  log: logSection,
  paths: pathsSection,
  github: githubSection,
}

export type SectionName = keyof typeof SECTIONS

/** One setting with everything known about it. */
export interface Setting {
  /** `section.name` */
  readonly key: string
  readonly section: SectionName
  readonly name: string
  /** Its variable, `CCSP_<SECTION>_<NAME>`. */
  readonly env: string
  readonly schema: z.ZodType
  readonly info: SettingInfo
}

/** Every setting of the product. */
export const SETTINGS: readonly Setting[] = Object.entries(SECTIONS).flatMap(([section, schema]) =>
  Object.entries<z.ZodType>(schema.shape).map(([name, setting]) => describe(section as SectionName, name, setting)),
)

export const SETTINGS_BY_KEY: ReadonlyMap<string, Setting> = new Map(SETTINGS.map((setting) => [setting.key, setting]))

export function isSectionName(name: string): name is SectionName {
  return Object.hasOwn(SECTIONS, name)
}

function describe(section: SectionName, name: string, schema: z.ZodType): Setting {
  const key = `${section}.${name}`
  const info = settingInfos.get(schema)
  if (!info) throw new TypeError(`${key} is not made by a function of setting.ts`)
  return { key, section, name, env: `CCSP_${section}_${name.replace(/[A-Z]/g, '_$&')}`.toUpperCase(), schema, info }
}
