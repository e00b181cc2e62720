import { channelAccountId } from '@centralita/core/model';
import { checkRules, type RuleProblem } from '@centralita/core/routing';
import type { SettingsProblem } from './index.ts';
import { ruleSetOf } from './routing.ts';
import type { File } from './schema.ts';

/** What is wrong with the rules and the hours, and what is hardly as meant. */
export const checkRouting = (
  file: File,
): { readonly problems: readonly SettingsProblem[]; readonly warnings: readonly SettingsProblem[] } => {
  const found = checkRules(ruleSetOf(file), {
    teams: Object.keys(file.teams),
    users: Object.keys(file.users),
    ...(file.accounts.length > 0 ? { accounts: accountNames(file) } : {}),
  });
  const said = (severity: RuleProblem['severity']) =>
    found.filter((each) => each.severity === severity).map(asSettingsProblem);
  return { problems: said('error'), warnings: said('warning') };
};

const accountNames = ({ accounts, endpoints }: File): string[] =>
  accounts.flatMap(({ phoneNumberId, name, endpoint }) => [
    channelAccountId(endpoints.find(({ id }) => id === endpoint)?.provider ?? 'meta', phoneNumberId),
    phoneNumberId,
    ...(name ? [name] : []),
  ]);

const ownSections = ['hours', 'wordLists'];

const asSettingsProblem = ({ path, message, fix }: RuleProblem): SettingsProblem => ({
  path: ownSections.includes(String(path[0])) ? path : ['routing', ...path],
  wrong: `${message}.`,
  fix,
});
