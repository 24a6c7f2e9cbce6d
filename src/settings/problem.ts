/** One thing that is wrong with the settings, and what would be right. */
export interface SettingProblem {
  readonly setting: string;
  readonly source: string;
  readonly problem: string;
}

/** The settings do not make a service. Names everything that is wrong at once, and no secret. */
export class SettingsInvalid extends Error {
  readonly problems: readonly SettingProblem[];

  constructor(problems: readonly SettingProblem[]) {
    super(problems.map(({ setting, source, problem }) => `${setting} (${source}): ${problem}`).join('\n'));
    this.name = 'SettingsInvalid';
    this.problems = problems;
  }
}
