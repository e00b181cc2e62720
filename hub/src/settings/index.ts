import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { KeywordOptions } from '@centralita/core/consent';
import { CentralitaError, type ProviderId, type User } from '@centralita/core/model';
import type { RegionList } from '@centralita/core/regions';
import type { RuleSet } from '@centralita/core/routing';
import type { HubSpotSettings } from '@centralita/hubspot/settings';
import type { SlackSettings } from '@centralita/slack-app';
import type { Environment } from '../config.ts';
import { problemsOf } from '../strict.ts';
import type { CaseNumberSettings } from './case-numbers.ts';
import { checkRouting } from './check-routing.ts';
import type { ConsoleSettings } from './console.ts';
import { crossCheck } from './cross-check.ts';
import { checkHubSpot } from './hubspot.ts';
import type { RetentionSettings } from './retention.ts';
import { fileSchema } from './schema.ts';
import { resolveSecrets } from './secrets.ts';
import { settingsOf } from './settings-of.ts';
import { checkSlack } from './slack.ts';
import type { TeamSettings } from './teams.ts';
import { readYaml, type YamlFile } from './yaml-file.ts';

export interface EndpointSettings {
  readonly id: string;
  readonly provider: ProviderId;
  readonly appSecrets: readonly string[];
  readonly verifyToken?: string;
}

export interface AccountSettings {
  /** An endpoint's `id`. */
  readonly endpoint: string;
  readonly provider: ProviderId;
  readonly phoneNumberId: string;
  readonly wabaId?: string;
  readonly accessToken: string;
  readonly name?: string;
  readonly displayPhone?: string;
  /** The number is used in the WhatsApp Business app too. */
  readonly coexistence: boolean;
  readonly reactionOpensWindow: boolean;
  readonly autoMarkRead: boolean;
  readonly apiVersion?: string;
  /** Without a slash at its end; Meta's own address when absent. */
  readonly apiBaseUrl?: string;
}

/** `centralita.yaml`, checked and with its secrets put in from the environment. */
export interface Settings {
  readonly endpoints: readonly EndpointSettings[];
  readonly accounts: readonly AccountSettings[];
  readonly consent: ConsentSettings;
  /** The list of the platform's barred regions as this file changes it. */
  readonly regions: RegionList;
  /** Only what the file says. */
  readonly deliveries: {
    readonly attempts?: number;
    readonly timeoutMs?: number;
    readonly concurrency?: number;
  };
  readonly users: readonly User[];
  readonly teams: readonly TeamSettings[];
  /** Always decides: without rules everything goes to the first team, or to nobody where there is none. */
  readonly routing: RuleSet;
  readonly retention: RetentionSettings;
  readonly caseNumbers: CaseNumberSettings;
  readonly console: ConsoleSettings;
  /** Absent: no Slack. */
  readonly slack?: SlackSettings;
  readonly hubspot?: HubSpotSettings;
  /** What works, but hardly as meant: a line each, as a problem would be written. */
  readonly warnings: readonly string[];
}

export type { CaseNumberSettings } from './case-numbers.ts';
export type { RetentionSettings } from './retention.ts';
export type { TeamSettings } from './teams.ts';

export interface ConsentSettings {
  readonly keywords: KeywordOptions;
  /** Whether somebody who withdraws or grants is told, once. */
  readonly confirm: boolean;
  /** Texts by language, in place of the built-in ones. */
  readonly confirmations: {
    readonly optOut: Readonly<Record<string, string>>;
    readonly optIn: Readonly<Record<string, string>>;
  };
}

/** One thing that is wrong in the file. */
export interface SettingsProblem {
  readonly path: readonly PropertyKey[];
  readonly wrong: string;
  readonly fix?: string;
}

/** Reads the file; one that is not there counts as empty. Throws `config_invalid` with every problem, a line each. */
export const loadSettings = (path: string, env: Environment): Settings => {
  let text = '';
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
      throw new CentralitaError('config_invalid', `${path} cannot be read: ${(error as Error).message}`, {
        cause: error,
        field: 'CENTRALITA_CONFIG',
      });
    }
  }
  return parseSettings(text, basename(path), env);
};

/** Has every variable, for whoever only reads what a team decides. What it holds is no secret and opens nothing. */
export const anySecret: Environment = new Proxy({}, { get: () => 'not-needed-here' });

/** As `loadSettings`, from a text. `name` is what messages call the file. */
export const parseSettings = (text: string, name: string, env: Environment): Settings => {
  const file = readYaml(text);
  if (file.problems.length > 0) throw refuse(name, file, file.problems);
  const result = fileSchema.safeParse(file.value ?? {}, { reportInput: true });
  if (!result.success) throw refuse(name, file, problemsOf(result.error));
  const { problems, ...secret } = resolveSecrets(result.data, env);
  const routing = checkRouting(result.data);
  const all = [
    ...problems,
    ...crossCheck(result.data),
    ...routing.problems,
    ...checkSlack(result.data.slack),
    ...checkHubSpot(result.data.hubspot),
  ];
  if (all.length > 0) throw refuse(name, file, all);
  const warnings = linesOf(name, file, routing.warnings);
  return { ...settingsOf(result.data), ...secret, warnings };
};

const refuse = (name: string, file: YamlFile, problems: readonly SettingsProblem[]): CentralitaError =>
  new CentralitaError('config_invalid', linesOf(name, file, problems).join('\n'), {
    field: file.show(problems[0]?.path ?? []),
  });

/** A line for each problem, in the order of the file. */
const linesOf = (name: string, file: YamlFile, problems: readonly SettingsProblem[]): string[] =>
  problems
    .map((problem) => ({ ...problem, at: file.positionOf(problem.path), shown: file.show(problem.path) }))
    .toSorted((a, b) => a.at.line - b.at.line || a.at.column - b.at.column)
    .map(({ at, shown, wrong, fix }) =>
      [`${name}:${at.line}:${at.column}`, shown && `${shown}:`, wrong, fix && `Fix: ${fix}`]
        .filter(Boolean)
        .join(' '),
    );
