import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type SlackDouble, startDouble } from '../../slack-app/src/testing/double.ts';
import type { Loose } from '../support/hub-process.ts';
import { seeded } from '../support/seeded.ts';
import { checkFiles, checkReplies, checkSecrets, checkThreads, readLog } from './day/check.ts';
import type { Customer, Day } from './day/day.ts';
import { makeWeather, type Weather } from './day/faults.ts';
import { story, type Team } from './day/play.ts';
import { rest } from './day/rest.ts';
import { type Kit, startKit, textOf } from './kit.ts';

const seed = Number(process.env.DAY_SEED ?? 20261130);
const people = Number(process.env.DAY_PEOPLE ?? 200);
const hours = 24;
const rooms = 24;

/** A full day of a support team: 200 conversations, everything people do, and everything that goes wrong. */
describe(`a day of ${people} conversations, seed ${seed}`, () => {
  let slack: SlackDouble;
  let kit: Kit;
  let weather: Weather;
  let day: Day;
  let log: Loose[];
  beforeAll(async () => {
    slack = await startDouble();
    slack.methodContext.sharesAfter = 1;
    const channels = Array.from({ length: rooms }, (_, index) => slack.workspace.channel(`sala${index}`));
    const agents = ['Ana', 'Bea', 'Carlos', 'Dora', 'Enric', 'Fina'].map((name) =>
      slack.workspace.user(name, { email: `${name.toLowerCase()}@example.com` }),
    );
    const keys = agents.map(({ name }) => name.toLowerCase());
    kit = await startKit({
      double: slack,
      slack: 'defaultChannel: "#sala0"',
      more: `
users:
${agents.map(({ name, email }) => `  ${name.toLowerCase()}: { name: ${name}, role: agent, email: ${email} }`).join('\n')}
teams:
  general: { name: General, members: [${keys.join(', ')}] }
${channels
  .slice(1)
  .map(
    ({ name }, index) =>
      `  ${name}: { name: ${name}, members: [${keys.join(', ')}], slackChannel: "#${name}"${index < 3 ? ', firstResponseMinutes: 90' : ''} }`,
  )
  .join('\n')}
routing:
  rules:
${channels
  .slice(1)
  .map(({ name }) => `    - { id: ${name}, when: { text: { words: [${name}] } }, to: { team: ${name} } }`)
  .join('\n')}
  otherwise: { team: general }
`,
    });
    await kit.ask('PATCH', '/sandbox/settings', {
      throughput: 1000,
      pairBurst: 1000,
      statusDelaysMs: { sent: 20, delivered: 80 },
      retryDelaysMs: [100, 200, 400],
    });
    weather = makeWeather(slack, seed);
    const team: Team = { agents, stranger: slack.workspace.user('Eva'), channels };
    const random = seeded(seed);
    const customers = Array.from({ length: people }, (_, index): Customer => {
      const number = index + 100;
      const home = random() < 0.1 ? channels[0] : channels[1 + Math.floor(random() * (rooms - 1))];
      return {
        number,
        phone: `34600${String(number).padStart(6, '0')}`,
        name: `Cliente ${number}`,
        home: home as (typeof channels)[number],
        moves: [],
        roots: [],
        threads: 0,
        sent: [],
      };
    });
    day = { kit, weather, customers, wrote: [], programs: [], secrets: [] };
    const stories = customers.map((customer) => story(day, team, customer, seed));
    const began = performance.now();
    const ticks = hours * 2;
    for (let tick = 0; tick <= ticks; tick++) {
      const due = stories.flatMap(({ plan }) => {
        const now = plan.filter(({ at }) => at === tick || (tick === ticks && at > tick));
        return now.length > 0 ? [now] : [];
      });
      if (tick === 14) weather.storm((channels[3] as (typeof channels)[number]).id, 4_000);
      if (tick === 30) weather.storm((channels[0] as (typeof channels)[number]).id, 4_000);
      if (tick === 26)
        await kit.ask('POST', '/sandbox/faults', [
          { kind: 'duplicate_webhook', copies: 3, rate: 0.2 },
          { kind: 'delay_webhook', ms: 150, rate: 0.1, holding: 'statuses' },
        ]);
      const down = tick === 20 ? weather.down(5_000) : undefined;
      await beside(due, 16, async (steps) => {
        for (const { run } of steps) await run();
      });
      await down;
      if (tick < ticks) await kit.ask('POST', '/sandbox/clock', { advance: '30m' });
    }
    await weather.settled();
    process.stdout.write(`the day took ${Math.round((performance.now() - began) / 1000)} s\n`);
    await rest(join(kit.folder, 'hub.db'));
    // Whoever was held back because a colleague was quicker, and means it.
    const held = day.wrote.filter(({ channel, message, texts }) =>
      channel.messages.some(
        (post) =>
          textOf(post).includes('centralita_send_anyway') &&
          textOf(post).includes(`${channel.id}:${message.ts}`) &&
          !texts.some((text) => text.includes('¿tú qué dices?')),
      ),
    );
    for (const [index, wrote] of held.entries())
      if (index % 2 === 0) await stories[day.customers.indexOf(wrote.person)]?.insist(wrote);
    await kit.ask('DELETE', '/sandbox/faults');
    await rest(join(kit.folder, 'hub.db'));
    // The next day nobody has written for 25 hours.
    await kit.ask('POST', '/sandbox/clock', { advance: '25h' });
    await beside(
      stories.filter((_, index) => index % 14 === 3),
      8,
      ({ tooLate }) => tooLate(),
    );
    await weather.settled();
    weather.end();
    await rest(join(kit.folder, 'hub.db'));
    log = await readLog(day);
    process.stdout.write(
      `with the rest ${Math.round((performance.now() - began) / 1000)} s; faults: ${JSON.stringify(weather.counts)}\n`,
    );
  }, 420_000);
  afterAll(async () => {
    await kit?.stop();
    await slack?.stop();
  });

  it('shows every customer message in exactly one right thread, in store order', () => {
    const counts = checkThreads(day, log);
    process.stdout.write(`${JSON.stringify(counts)}\n`);
    expect(counts.conversations).toBeGreaterThan(people);
    expect(counts.messages).toBeGreaterThan(people * 2);
  });

  it('shows every file once', () => {
    expect(checkFiles(day, log)).toBeGreaterThan(20);
  });

  it('brings every reply to the customer once, or explains to its author why not', async () => {
    const counts = await checkReplies(day);
    process.stdout.write(`${JSON.stringify(counts)}\n`);
    expect(counts.reached).toBeGreaterThan(people * 0.7);
    expect(counts.explained).toBeGreaterThan(15);
  });

  it('lets no note and no word among colleagues out', async () => {
    expect(await checkSecrets(day)).toBeGreaterThan(15);
  });

  it('asks Slack for nothing it would not take, and gives nothing up', async () => {
    expect(slack.violations).toEqual([]);
    expect((await kit.ask('GET', '/v1/deliveries?consumer=slack&state=dead')).items).toEqual([]);
    expect(Object.keys(weather.counts)).toEqual(
      expect.arrayContaining([
        'down',
        '429 storm',
        'cut after the post',
        'event twice at once',
        'event late',
      ]),
    );
  });
});

/** Some at a time. */
const beside = async <T>(
  list: readonly T[],
  most: number,
  work: (each: T) => Promise<unknown>,
): Promise<void> => {
  const left = [...list];
  await Promise.all(
    Array.from({ length: most }, async () => {
      for (let each = left.shift(); each !== undefined; each = left.shift()) await work(each);
    }),
  );
};
