import { teamId, userId } from '@centralita/core/model';
import { describe, expect, it } from '@jest/globals';
import { parseSettings } from './index.ts';

const parse = (text: string) => parseSettings(text, 'centralita.yaml', {});
const problemsIn = (text: string): string[] => {
  try {
    parse(text);
  } catch (error) {
    return (error as { detail: string }).detail.split('\n');
  }
  throw new Error('nothing was wrong');
};

const good = `
users:
  ana: { name: Ana García, role: supervisor, email: ana@example.com, slackId: U012ABCDE }
  luis: { name: Luis, hubspotOwnerId: "77" }
teams:
  company: { name: Everybody }
  support:
    name: Support
    members: [ana, luis]
    parent: company
    assign: least_busy
    slackChannel: "#support"
    firstResponseMinutes: 15
    hours: late
  sales: { name: Ventas }
hours:
  default:
    timeZone: Europe/Madrid
    week:
      mon-fri: [09:00-14:00, 16:00-19:00]
      fri: 09:00-15:00
    holidays:
      - 12-25
      - { date: 2026-12-24, name: Nochebuena, windows: 09:00-13:00 }
  late:
    timeZone: America/Bogota
    week: { fri-sun: { from: "20:00", to: "02:00" } }
wordLists:
  broken: { es: [roto, no funciona], "*": error }
routing:
  rules:
    - id: technical
      name: Technical problem
      when: { text: { lists: broken, words: help }, hours: { open: true } }
      to: { team: support }
      tags: technical
    - id: mine
      when: { not: { country: [ES, PT] }, any: [{ firstContact: true }, { contact: { attributes: { orders.total: { min: 100 } } } }] }
      to: { owner: true, otherwise: { user: ana } }
  otherwise: { team: sales }
  priority:
    - { when: { contact: { tags: vip } }, add: 10 }
retention: { messagesDays: 365 }
caseNumbers: { prefix: SHOP, length: 10 }
`;

describe('teams and rules in centralita.yaml', () => {
  it('gives teams and users the ids of their keys, and each its habits', () => {
    const { teams, users } = parse(good);
    expect(users).toEqual([
      {
        id: userId('ana'),
        key: 'ana',
        name: 'Ana García',
        role: 'supervisor',
        email: 'ana@example.com',
        slackId: 'U012ABCDE',
        away: false,
      },
      { id: userId('luis'), key: 'luis', name: 'Luis', role: 'agent', hubspotOwnerId: '77', away: false },
    ]);
    expect(teams.find(({ key }) => key === 'support')).toEqual({
      id: teamId('support'),
      key: 'support',
      name: 'Support',
      members: [userId('ana'), userId('luis')],
      parentId: teamId('company'),
      assign: 'least_busy',
      slackChannel: '#support',
      firstResponseMinutes: 15,
      hours: 'late',
    });
    expect(teams.map(({ key, assign, hours }) => [key, assign, hours])).toEqual([
      ['company', 'nobody', 'default'],
      ['support', 'least_busy', 'late'],
      ['sales', 'nobody', 'default'],
    ]);
  });

  it('spells out spans of days, a day of its own first', () => {
    const both = [
      { from: '09:00', to: '14:00' },
      { from: '16:00', to: '19:00' },
    ];
    expect(parse(good).routing.hours?.default).toEqual({
      timeZone: 'Europe/Madrid',
      week: { mon: both, tue: both, wed: both, thu: both, fri: [{ from: '09:00', to: '15:00' }] },
      holidays: [
        { date: '12-25' },
        { date: '2026-12-24', name: 'Nochebuena', windows: [{ from: '09:00', to: '13:00' }] },
      ],
    });
    const night = [{ from: '20:00', to: '02:00' }];
    expect(parse(good).routing.hours?.late?.week).toEqual({ fri: night, sat: night, sun: night });
  });

  it('takes one thing where a list may stand', () => {
    const { routing } = parse(good);
    expect(routing.rules[0]).toEqual({
      id: 'technical',
      name: 'Technical problem',
      when: { text: { lists: ['broken'], words: ['help'] }, hours: { open: true } },
      to: { team: 'support' },
      tags: ['technical'],
    });
    expect(routing.wordLists).toEqual({ broken: { es: ['roto', 'no funciona'], '*': ['error'] } });
    expect(routing.priority).toEqual([{ when: { contact: { tags: ['vip'] } }, add: 10 }]);
    expect(parse(good)).toMatchObject({
      retention: { messagesDays: 365 },
      caseNumbers: { prefix: 'SHOP', length: 10 },
    });
  });

  it('always has somewhere for what no rule takes', () => {
    expect(parse('').routing).toMatchObject({ rules: [], otherwise: { output: 'otherwise' } });
    expect(parse('teams: { shop: { name: Shop } }\n').routing.otherwise).toEqual({ team: 'shop' });
    expect(problemsIn('routing: { rules: [] }\n').join()).toContain('routing.otherwise: is missing.');
  });

  it.each([
    [
      'members: [ana, luis]',
      'members: [anna]',
      'teams.support.members[0]: names "anna", and there is no user of that name. Fix: Did you mean "ana"?',
    ],
    ['members: [ana, luis]', 'members: [ana, ana]', 'teams.support.members[1]: names "ana" a second time.'],
    [
      'parent: company',
      'parent: compani',
      'teams.support.parent: names "compani", and there is no team of that name. Fix: Did you mean "company"?',
    ],
    [
      '{ name: Everybody }',
      '{ name: Everybody, parent: support }',
      'teams.company.parent: goes round in a circle: company → support → company. Fix: Take the parent out',
    ],
    [
      '{ name: Ventas }',
      '{ name: Ventas, parent: sales }',
      'teams.sales.parent: goes round in a circle: sales → sales.',
    ],
    [
      'hours: late',
      'hours: nights',
      'teams.support.hours: names "nights", and there is no opening hours of that name. Fix: Known under hours: default, late.',
    ],
    ['slackId: U012ABCDE', 'slackId: ana', "users.ana.slackId: is no member id of Slack's. Fix: "],
    [
      '{ name: Luis,',
      '{ name: Luis, email: ANA@example.com,',
      'users.luis.email: is the same as in users.ana. Fix: ',
    ],
    [
      'role: supervisor',
      'role: superviser',
      'users.ana.role: is none of the choices. Fix: It must be one of read_only, agent, supervisor, admin. Did you mean "supervisor"?',
    ],
    ['assign: least_busy', 'assign: last_busy', 'Did you mean "least_busy"?'],
    [
      'Europe/Madrid',
      'Europe/Madird',
      'hours.default.timeZone: is no time zone. Fix: Write its name in the time zone database, such as Europe/Madrid. Did you mean "Europe/Madrid"?',
    ],
    ['Europe/Madrid', '+02:00', 'is no time zone.'],
    ['mon-fri:', 'lunes:', 'hours.default.week.lunes: is no day. Fix: Write mon, tue'],
    ['fri: 09:00-15:00', 'fri-sat: 09:00-15:00', 'hours.default.week.fri-sat: says fri a second time.'],
    [
      'fri: 09:00-15:00',
      'fri: 9-15',
      'hours.default.week.fri: is no span of time. Fix: Write it as HH:MM-HH:MM',
    ],
    [
      'fri: 09:00-15:00',
      'fri: 09:00-25:00',
      'hours.default.week.fri: is no span of time. Fix: Hours go from 00 to 23',
    ],
    ['fri: 09:00-15:00', 'fri: 09:00-09:00', 'hours.default.week.fri: lasts no time.'],
    ['- 12-25', '- 2026-02-30', 'hours.default.holidays[0]: is a day that the calendar does not have.'],
    ['- 12-25', '- 13-01', 'hours.default.holidays[0]: is a day that the calendar does not have.'],
    ['- 12-25', '- 25 December', 'hours.default.holidays[0]: is no date. Fix: Write YYYY-MM-DD'],
    [
      'to: { team: support }',
      'to: { team: suport }',
      'routing.rules[0].to.team: names "suport", and there is no team of that name. Fix: Did you mean "support"?',
    ],
    [
      'otherwise: { user: ana }',
      'otherwise: { user: eva }',
      'routing.rules[1].to.otherwise.user: names "eva", and there is no user of that name. Fix: Known: ana, luis.',
    ],
    [
      'to: { team: support }',
      'to: { taem: support }',
      'routing.rules[0].to.taem: is not known here. Fix: Did you mean "team"?',
    ],
    [
      'to: { team: support }',
      'to: { team: support, user: ana }',
      'routing.rules[0].to.user: is not known here.',
    ],
    [
      'lists: broken',
      'lists: brokn',
      'routing.rules[0].when.text.lists[0]: names "brokn", and there is no word list of that name. Fix: Did you mean "broken"?',
    ],
    [
      'hours: { open: true }',
      'hours: { of: lat, open: true }',
      'routing.rules[0].when.hours.of: names "lat", and there is no opening hours of that name. Fix: Did you mean "late"?',
    ],
    ['id: mine', 'id: technical', 'routing.rules[1].id: is the same as in rules[0].'],
    [
      'firstContact: true',
      'firstContct: true',
      'routing.rules[1].when.any[0].firstContct: is not known here. Fix: Did you mean "firstContact"?',
    ],
    ['country: [ES, PT]', 'country: [Spain]', 'is no country code.'],
    ['prefix: SHOP', 'prefix: shop', 'caseNumbers.prefix: cannot stand before a case number.'],
    ['ana: { name: Ana', 'Ana: { name: Ana', 'users.Ana: cannot be a key. Fix: Use small letters'],
  ])('explains %j written as %j', (right, wrong, message) => {
    expect(good).toContain(right);
    expect(problemsIn(good.replace(right, wrong)).join('\n')).toContain(message);
  });

  it('warns of what works, but hardly as meant', () => {
    expect(parse(good).warnings).toEqual([]);
    const text = good
      .replace('to: { owner: true', 'to: { team: sales }\n    - id: last\n      to: { owner: true')
      .replace('week: { fri-sun: { from: "20:00", to: "02:00" } }', 'week: {}');
    const all = text.replace('      when: { not:', '      # when: { not:');
    expect(parse(all).warnings).toEqual([
      'centralita.yaml:25:3 hours.late: are never open. Fix: Add a day to week, or take the hours out where nobody works by them.',
      'centralita.yaml:40:7 routing.rules[2]: never decides: rule "mine" takes everything it would take. Fix: Move it before rule "mine", or take one of the two out.',
    ]);
  });

  it('finds patterns that cannot be, in their place', () => {
    expect(problemsIn(good.replace('words: help', 'patterns: ["help*", "(a|b"]'))).toEqual([
      'centralita.yaml:34:58 routing.rules[0].when.text.patterns[1]: opens a group that does not end (character 1). Fix: Close it with ).',
    ]);
  });

  it('does not follow an alias to itself', () => {
    const circle = good.replace('when: { not: { country: [ES, PT] }', 'when: &self { not: *self');
    expect(problemsIn(circle).join()).toMatch(/is not YAML|circle/);
  });

  it('says on which line', () => {
    expect(problemsIn(good.replace('hours: late', 'hours: lat'))).toEqual([
      'centralita.yaml:14:5 teams.support.hours: names "lat", and there is no opening hours of that name. Fix: Did you mean "late"?',
    ]);
  });
});
