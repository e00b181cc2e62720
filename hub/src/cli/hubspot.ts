import { randomBytes } from 'node:crypto';
import { CentralitaError } from '@centralita/core/model';
import { seal, sealKey } from '@centralita/core/signing';
import type { BackfillRun, HubSpotSettings, SetupPlan } from '@centralita/hubspot';
import { readRemoteConfig } from '../config.ts';
import { suggestion } from '../did-you-mean.ts';
import { loadSettings } from '../settings/index.ts';
import type { RunCommand, Terminal, Values } from './command.ts';
import { findHub } from './remote.ts';
import { table } from './table.ts';

const usage =
  'Usage: centralita hubspot setup [--yes]\n' +
  '       centralita hubspot backfill [--yes | resume | stop | status | undo RUN]\n' +
  '       centralita hubspot review [choose CONTACT RECORD | choose CONTACT new | dismiss CONTACT | retry]\n';

const verbs = ['setup', 'backfill', 'review'] as const;

export const run: RunCommand = async ([verb = '', ...rest], values, terminal) => {
  const wrong = (message: string): number => {
    terminal.err(`${message}\n\n${usage}`);
    return 2;
  };
  switch (verb) {
    case 'setup':
      return rest.length > 0 ? wrong(`"hubspot setup" takes no "${rest[0]}".`) : setup(values, terminal);
    case 'backfill':
      return backfill(rest, values, terminal, wrong);
    case 'review':
      return review(rest, terminal, wrong);
    default:
      return wrong(
        verb === ''
          ? 'Say what to do with HubSpot.'
          : `There is no "hubspot ${verb}".${suggestion(verb, verbs)}`,
      );
  }
};

const settingsFor = ({ env }: Terminal): HubSpotSettings => {
  const { hubspot } = loadSettings(env.CENTRALITA_CONFIG?.trim() || 'centralita.yaml', env);
  if (hubspot) return hubspot;
  throw new CentralitaError('config_invalid', 'centralita.yaml has no section hubspot', { field: 'hubspot' });
};

const setup = async (values: Values, terminal: Terminal): Promise<number> => {
  const settings = settingsFor(terminal);
  const { applySetup, neededProperties, planSetup, portalOf, systemTimers } = await import(
    '@centralita/hubspot'
  );
  const portal = portalOf(settings, systemTimers(Date.now));
  const plan = await planSetup(portal, neededProperties(settings));
  terminal.out(describePlan(plan));
  if (plan.problems.length > 0) return 1;
  const nothing = plan.create.length === 0 && plan.extend.length === 0 && plan.group === 'there';
  if (nothing) return 0;
  if (!values.yes) {
    terminal.out('\nNothing was written. Run it with --yes to do it.\n');
    return 0;
  }
  await applySetup(portal, plan);
  terminal.out('\nDone.\n');
  return 0;
};

const describePlan = ({ group, create, extend, there, problems }: SetupPlan): string => {
  const lines = [
    ...(group === 'missing' ? ['create the group of properties whatsapp_connector'] : []),
    ...create.map(
      ({ name, type, hasUniqueValue }) =>
        `create ${name} (${type}${hasUniqueValue ? ', unique for good' : ''})`,
    ),
    ...extend.map(({ name, values }) => `add to ${name}: ${values.join(', ')}`),
  ];
  const wrong = problems.map(({ property, wrong: what, fix }) => `${property} ${what.en}. Fix: ${fix.en}`);
  return [
    `${there.length} of our properties are there.`,
    ...(lines.length > 0 ? ['To do:', ...lines.map((line) => `  ${line}`)] : ['Nothing is missing.']),
    ...(wrong.length > 0 ? ['In the way:', ...wrong.map((line) => `  ${line}`)] : []),
    '',
  ].join('\n');
};

type Ask = (method: 'GET' | 'POST', action: string, body?: object) => Promise<unknown>;

/** Speaks to the running hub: a request proves by its seal that whoever asks has the hub's key. */
const askHub = ({ env }: Terminal): Ask => {
  const place = findHub(env);
  if (!('remote' in place)) {
    throw new CentralitaError('not_found', 'no hub runs here; start it first', { field: 'CENTRALITA_DATA' });
  }
  const key = sealKey(readRemoteConfig(env).key);
  return async (method, action, body) => {
    const path = `/ext/hubspot/admin/${action}`;
    const answer = await fetch(place.remote.url + path, {
      method,
      headers: {
        'x-centralita-sealed': seal(
          JSON.stringify({ method, path, at: Date.now() }),
          key,
          randomBytes,
          'hubspot',
        ),
        'content-type': 'application/json',
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
      redirect: 'error',
    });
    if (answer.ok) return answer.json();
    throw answer.status === 401
      ? new CentralitaError('unauthenticated', 'the hub has another CENTRALITA_KEY', {
          field: 'CENTRALITA_KEY',
        })
      : new CentralitaError('not_found', 'the running hub has no section hubspot in its settings', {
          field: 'hubspot',
        });
  };
};

const backfill = async (
  [verb, id, ...more]: readonly string[],
  values: Values,
  terminal: Terminal,
  wrong: (message: string) => number,
): Promise<number> => {
  if (more.length > 0) return wrong(`"hubspot backfill" takes no "${more[0]}".`);
  switch (verb) {
    case undefined: {
      const ask = askHub(terminal);
      const looked = await follow(ask, 'look', terminal);
      terminal.out(describeRun(looked));
      if (looked.state !== 'looked') return 1;
      if (!values.yes) {
        terminal.out('\nNothing was written. Run it with --yes to do it.\n');
        return 0;
      }
      return ended(await follow(ask, 'start', terminal), terminal);
    }
    case 'resume':
      return ended(await follow(askHub(terminal), 'resume', terminal), terminal);
    case 'stop':
      await askHub(terminal)('POST', 'backfill/stop');
      terminal.out('It stops after what is under way. centralita hubspot backfill resume goes on.\n');
      return 0;
    case 'status': {
      const { run } = (await askHub(terminal)('GET', 'backfill')) as { run?: BackfillRun };
      terminal.out(run ? describeRun(run) : 'There was no backfill yet.\n');
      return 0;
    }
    case 'undo': {
      if (!id) return wrong('Name the run to take back: centralita hubspot backfill status tells it.');
      const { archived } = (await askHub(terminal)('POST', 'backfill/undo', { run: id })) as {
        archived: number;
      };
      terminal.out(
        `${archived} contacts this run had created are archived; HubSpot keeps them for 90 days.\n`,
      );
      return 0;
    }
    default:
      return wrong(
        `There is no "hubspot backfill ${verb}".${suggestion(verb, ['resume', 'stop', 'status', 'undo'])}`,
      );
  }
};

const ended = (run: BackfillRun, terminal: Terminal): number => {
  terminal.out(describeRun(run));
  if (run.state === 'done') return 0;
  terminal.err('It has not come to its end. centralita hubspot backfill resume goes on.\n');
  return 1;
};

/** Begins and watches until it has ended; the bar is on standard error. */
const follow = async (ask: Ask, action: string, terminal: Terminal): Promise<BackfillRun> => {
  const before = ((await ask('GET', 'backfill')) as { run?: BackfillRun }).run;
  await ask('POST', `backfill/${action}`);
  const begun = Date.now();
  let first: number | undefined;
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, 300));
    const { run, running } = (await ask('GET', 'backfill')) as { run?: BackfillRun; running: boolean };
    const own = run && (action === 'resume' || run.id !== before?.id) ? run : undefined;
    if (own) {
      first ??= own.counts.total;
      terminal.err(`\r${progressLine(own, first, Date.now() - begun)}`);
    }
    if (running) continue;
    if (own) {
      terminal.err('\n');
      return own;
    }
    if (Date.now() - begun > 10_000) {
      throw new CentralitaError('not_found', 'there is no backfill to go on with', { field: 'backfill' });
    }
  }
};

const width = 24;

/** `[######··················]  25 %  2,500 of 10,000  120/s  1 min left` */
export const progressLine = ({ counts, expected }: BackfillRun, first: number, ms: number): string => {
  const rate = ms > 0 ? ((counts.total - first) * 1000) / ms : 0;
  const speed = `${rate.toFixed(rate < 10 ? 1 : 0)}/s`;
  if (!expected) return `${counts.total} contacts  ${speed}   `;
  const share = Math.min(1, counts.total / expected);
  const done = Math.round(share * width);
  const left = rate > 0 ? Math.ceil((expected - counts.total) / rate) : undefined;
  const time = left === undefined ? '' : left >= 90 ? `${Math.round(left / 60)} min left` : `${left} s left`;
  const bar = `[${'#'.repeat(done)}${'·'.repeat(width - done)}]`;
  return `${bar} ${Math.floor(share * 100)} %  ${counts.total} of ${expected}  ${speed}  ${time}   `;
};

const describeRun = ({ id, state, dryRun, counts, reasons, sample, problem }: BackfillRun): string => {
  const would = dryRun ? 'would be ' : '';
  const lines = [
    `Run ${id}: ${state}${problem ? ` (${problem})` : ''}`,
    `  ${counts.total} contacts looked at`,
    `  ${counts.linked} ${would}linked to a contact HubSpot has`,
    `  ${counts.created} ${would}created in HubSpot`,
    `  ${counts.updated + counts.unchanged} linked already`,
    `  ${counts.review} for you to look at: several contacts match`,
    `  ${counts.skipped} left out`,
    ...Object.entries(reasons).map(([why, count]) => `    ${count}: ${why}`),
    ...(counts.failed > 0 ? [`  ${counts.failed} failed: centralita hubspot review tells why`] : []),
  ];
  const rows = sample.map(({ contactId, name = '', would: what }) => [contactId, name, what]);
  return `${lines.join('\n')}\n${rows.length > 0 ? `\n${table(['CONTACT', 'NAME', dryRun ? 'WOULD BE' : 'WAS'], rows)}` : ''}`;
};

interface ReviewList {
  readonly reviews: readonly {
    readonly contactId: string;
    readonly reason: string;
    readonly candidates: readonly string[];
  }[];
  readonly parked: readonly {
    readonly contactId: string;
    readonly property: string;
    readonly reason: string;
    readonly nextStep: string;
  }[];
}

const reasons: Readonly<Record<string, string>> = {
  several: 'several records have the number',
  taken: 'the record belongs to another contact',
  merge: 'they may be one person: merge them, or dismiss',
};

const review = async (
  [verb, ...rest]: readonly string[],
  terminal: Terminal,
  wrong: (message: string) => number,
): Promise<number> => {
  if (verb === undefined) {
    const { reviews, parked } = (await askHub(terminal)('GET', 'review')) as ReviewList;
    if (reviews.length + parked.length === 0) {
      terminal.out('Nothing to review.\n');
      return 0;
    }
    if (reviews.length > 0) {
      const rows = reviews.map(({ contactId, reason, candidates }) => [
        contactId,
        reasons[reason] ?? reason,
        candidates.slice(0, 6).join(' ') + (candidates.length > 6 ? ' …' : ''),
      ]);
      terminal.out(table(['CONTACT', 'WHY', 'CANDIDATES'], rows));
    }
    if (parked.length > 0) {
      const rows = parked.map(({ contactId, property, reason, nextStep }) => [
        contactId,
        property || '(all)',
        reason.slice(0, 80),
        nextStep,
      ]);
      terminal.out(`\n${table(['CONTACT', 'PROPERTY', 'REFUSED BECAUSE', 'NEXT STEP'], rows)}`);
    }
    return 0;
  }
  const [contactId, choice] = rest;
  switch (verb) {
    case 'choose': {
      if (!contactId || !choice || !/^(\d+|new)$/.test(choice))
        return wrong('Name the contact and the record of HubSpot, or new.');
      const answer = (await askHub(terminal)('POST', 'review/choose', { contactId, choice })) as {
        problem?: string;
        done?: string;
      };
      if (answer.problem) {
        terminal.err(`${answer.problem}\n`);
        return 1;
      }
      terminal.out(`${contactId}: ${answer.done}\n`);
      return 0;
    }
    case 'dismiss':
      if (!contactId) return wrong('Name the contact.');
      await askHub(terminal)('POST', 'review/dismiss', { contactId });
      terminal.out(`${contactId} is off the list.\n`);
      return 0;
    case 'retry': {
      const { retried, parked } = (await askHub(terminal)('POST', 'review/retry')) as {
        retried: number;
        parked: number;
      };
      terminal.out(`${retried} tried again, ${parked} still refused.\n`);
      return parked === 0 ? 0 : 1;
    }
    default:
      return wrong(
        `There is no "hubspot review ${verb}".${suggestion(verb, ['choose', 'dismiss', 'retry'])}`,
      );
  }
};
