import { parseEnv } from 'node:util'
import { parseDocument } from 'yaml'
import { type ConfigProblem, kindOf, type Origin, showKey } from './problem.ts'
import { isSectionName, SETTINGS, SETTINGS_BY_KEY } from './schema.ts'
import { suggest } from './suggest.ts'
import { type Candidate, type Reading, readVariables } from './variables.ts'

/** A configuration file that has been read. */
export interface ConfigFile {
  readonly path: string
  readonly text: string
  /** `yaml`: sections with settings. `env`: lines of NAME=value, with the same names as in the environment. */
  readonly format: 'yaml' | 'env'
}

/** The settings in a file. Never throws for its content: what is wrong with it is among the problems. */
export function readConfigFile(file: ConfigFile): Reading {
  const text = file.text.replace(/^\uFEFF/, '')
  if (file.format === 'env') return readVariables(parseEnv(text), (name) => ({ kind: 'file', name: `${file.path}: ${name}` }))
  return readYaml(text, { kind: 'file', name: file.path })
}

function readYaml(text: string, origin: Origin): Reading {
  const { content, problems } = parseYaml(text, origin)
  if (content === null || content === undefined || problems.length > 0) return { candidates: new Map(), problems }
  if (typeof content !== 'object' || Array.isArray(content)) {
    return { candidates: new Map(), problems: [{ key: 'file', reason: `expected sections, got ${kindOf(content)}`, origin }] }
  }
  const readings = Object.entries(content).map(([section, value]) => readSection(section, value, origin))
  return {
    candidates: new Map(readings.flatMap((reading) => [...reading.candidates])),
    problems: readings.flatMap((reading) => reading.problems),
  }
}

/** The texts of YAML errors quote the file, which may hold secrets: only their code and place are told. */
function parseYaml(text: string, origin: Origin): { content: unknown; problems: ConfigProblem[] } {
  const lines = (pos: number): number => text.slice(0, pos).split('\n').length
  const document = parseDocument(text, { prettyErrors: false })
  const problems = document.errors.map(({ code, pos }) => ({
    key: 'file',
    reason: `no valid YAML: ${code} in line ${lines(pos[0])}`,
    origin,
  }))
  if (problems.length > 0) return { content: undefined, problems }
  try {
    return { content: document.toJS({ maxAliasCount: 100 }), problems }
  } catch (error) {
    // Thrown for aliases that name nothing or multiply without end.
    if (!(error instanceof ReferenceError)) throw error
    return { content: undefined, problems: [{ key: 'file', reason: 'no valid YAML: a wrong alias', origin }] }
  }
}

function readSection(section: string, value: unknown, origin: Origin): Reading {
  if (!isSectionName(section)) {
    const sections = new Set(SETTINGS.map((setting) => setting.section))
    return {
      candidates: new Map(),
      problems: [{ key: showKey(section), reason: `no such section${suggest(section, sections)}`, origin }],
    }
  }
  // A section whose every line is commented out.
  if (value === null) return { candidates: new Map(), problems: [] }
  if (typeof value !== 'object' || Array.isArray(value)) {
    return { candidates: new Map(), problems: [{ key: section, reason: `expected settings, got ${kindOf(value)}`, origin }] }
  }
  return sortKeys(section, value, origin)
}

function sortKeys(section: string, values: object, origin: Origin): Reading {
  const candidates = new Map<string, Candidate>()
  const problems: ConfigProblem[] = []
  for (const [name, value] of Object.entries(values)) {
    const key = `${section}.${name}`
    if (SETTINGS_BY_KEY.has(key)) candidates.set(key, { value, origin })
    else problems.push({ key: showKey(key), reason: `no such setting${suggest(key, SETTINGS_BY_KEY.keys())}`, origin })
  }
  return { candidates, problems }
}
