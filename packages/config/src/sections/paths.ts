import { z } from 'zod'
import { ABSOLUTE_PATH, optionalText } from '../setting.ts'

export const pathsSection = z.strictObject({
  stateDirectory: optionalText({
    description: 'Folder for everything that ccspd keeps: the embedded Redis, working folders of runs, the runtime file',
    ja: 'ccspd が保持するもの (組み込み Redis、実行の作業フォルダー、ランタイムファイル) のフォルダー',
    computedDefault: {
      en: '`$STATE_DIRECTORY` under systemd, `.ccsp` in a checkout, else `$XDG_STATE_HOME/ccsp` or `~/.local/state/ccsp`',
      ja: 'systemd では `$STATE_DIRECTORY`、チェックアウトでは `.ccsp`、他は `$XDG_STATE_HOME/ccsp` か `~/.local/state/ccsp`',
    },
    ...ABSOLUTE_PATH,
  }),
  runtimeFile: optionalText({
    description: 'File in which a running ccspd tells where it listens and where its Redis is',
    ja: '実行中の ccspd が待受アドレスと Redis の場所を書くファイル',
    computedDefault: { en: '`run/ccspd.json` in paths.stateDirectory', ja: 'paths.stateDirectory の `run/ccspd.json`' },
    ...ABSOLUTE_PATH,
  }),
})
