export type { ConfigFile } from './config-file.ts'
export type {
  AgentConfig,
  Config,
  GithubConfig,
  HttpConfig,
  IntakeConfig,
  LogConfig,
  PathsConfig,
  QueueConfig,
  RedisConfig,
  RunnerConfig,
  SimulatorConfig,
} from './config-types.ts'
export { describeSettings, type SettingDescription } from './describe.ts'
export { createJsonSchema } from './json-schema.ts'
export { type ConfigRow, explainConfig, loadConfig } from './load-config.ts'
export { listSecrets, maskConfig } from './mask-config.ts'
export { type ConfigProblem, describeOrigin, type Origin } from './problem.ts'
export { type ConfigFilePaths, type ConfigNote, DEFAULT_CONFIG_FILE, DEFAULT_ENV_FILE, readConfigFiles } from './read-files.ts'
export type { ConfigSources } from './resolve.ts'
export { defaultStateDirectory, type StateDirectoryFacts } from './state-directory.ts'
export { NON_SETTING_VARIABLES } from './variables.ts'
