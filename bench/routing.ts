import { compile, type RouteInput, type Rule, type RuleSet } from '../core/src/routing/index.ts';
import { median, print } from './figures.ts';

/**
 * One decision among 1,000 rules, beside a plain reading of the same rules that folds and searches for each. Both run in
 * one process in alternating rounds over the same messages, and are asked to agree before anything is measured.
 */
const count = 1000;
const rounds = Number(process.env.BENCH_ROUNDS ?? 21);
const now = Date.parse('2026-06-15T10:00:00Z');

const syllables = ['ca', 'ne', 'ri', 'so', 'tu', 'ma', 'lo', 'pe', 'di', 'fu', 'za', 'ble'];
/** A word of its own for each number. */
const word = (n: number): string => {
  let text = '';
  for (let rest = n + 12; rest > 0; rest = Math.floor(rest / 12)) text += syllables[rest % 12];
  return text;
};

const rule = (n: number): Rule => {
  const words = Array.from({ length: 5 }, (_, k) => word(5 * n + k));
  const phrase = `${word(7 * n)} ${word(11 * n + 3)}`;
  const kinds: Rule['when'][] = [
    { text: { words: [...words, phrase] } },
    { text: { words }, country: ['ES', 'MX', 'AR'], hours: { open: true } },
    { text: { contains: words.map((each) => `${each}x`) } },
    { contact: { attributes: { tier: `tier ${n}` } }, kind: ['text'] },
    { text: { words }, contact: { tags: [`tag ${n}`] } },
    { any: [{ text: { words } }, { contact: { tags: [`tag ${n}`] } }] },
    { reply: [`menu:${n}:*`] },
    { language: ['pt'], firstContact: true, text: { words } },
    { text: { equals: words } },
    { text: { patterns: [`${word(n)} [0-9]{3,9}`] } },
  ];
  return { id: `rule-${n}`, when: kinds[n % kinds.length], to: { team: `team ${n % 20}` } };
};

const set: RuleSet = {
  rules: Array.from({ length: count }, (_, n) => rule(n)),
  otherwise: { team: 'reception' },
  hours: { default: { timeZone: 'Europe/Madrid', week: { mon: [{ from: '09:00', to: '18:00' }] } } },
};

const texts = [
  'Hola, ¿me puede decir cuándo llega mi pedido? Lo encargué el lunes y todavía no sé nada. ¡Gracias!',
  'Does it come in another color, and how long would the delivery take?',
  'ok',
  `Quería preguntar por ${word(2501)} y por los plazos, que en la web no queda claro.`,
];
const messages: RouteInput[] = Array.from({ length: 200 }, (_, n) => ({
  now,
  text: texts[n % texts.length] as string,
  kind: 'text',
  contact: { phone: '+34612345678', language: 'es', tags: ['new'], attributes: { tier: 'gold' } },
  firstContact: n % 2 === 0,
}));

const fold = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
const wordsOf = (text: string): string =>
  ` ${fold(text)
    .split(/[^\p{L}\p{N}]+/u)
    .join(' ')} `;

/** What anybody would write first: each rule reads the text for itself. */
const plain = ({ rules }: RuleSet, input: RouteInput): string | undefined => {
  const holds = (when: NonNullable<Rule['when']>): boolean => {
    const { text, contact, reply, kind, country, language, firstContact, any } = when;
    const given = input.text ?? '';
    if (text) {
      const fits =
        (text.words ?? []).some((each) => wordsOf(given).includes(` ${fold(each)} `)) ||
        (text.contains ?? []).some((each) => fold(given).includes(fold(each))) ||
        (text.equals ?? []).some((each) => wordsOf(given).trim() === fold(each)) ||
        (text.patterns ?? []).some((each) => new RegExp(` ${each} `).test(wordsOf(given)));
      if (!fits) return false;
    }
    if (reply && !reply.some((each) => input.reply?.startsWith(each.replace('*', '')))) return false;
    if (kind && !kind.includes(input.kind ?? '')) return false;
    if (contact?.tags && !contact.tags.some((tag) => input.contact?.tags?.includes(tag))) return false;
    if (contact?.attributes && input.contact?.attributes?.tier !== contact.attributes.tier) return false;
    if (country && !country.includes('ES')) return false;
    if (language && !language.includes(input.contact?.language ?? '')) return false;
    if (firstContact !== undefined && input.firstContact !== firstContact) return false;
    return !any || any.some(holds);
  };
  return rules.find(({ when = {} }) => holds(when))?.id;
};

const compiled = compile(set);
for (const message of messages.slice(0, 8)) {
  if (compiled.decide(message).rule?.id !== plain(set, message)) throw new Error('the two disagree');
}

/** Microseconds of CPU a decision: what else runs on the machine does not count. */
const time = (decide: (message: RouteInput) => unknown, all: readonly RouteInput[]): number => {
  const started = process.cpuUsage();
  for (const message of all) decide(message);
  const { user, system } = process.cpuUsage(started);
  return (user + system) / all.length;
};

const ours: number[] = [];
const theirs: number[] = [];
for (let round = -3; round < rounds; round += 1) {
  const [a, b] = [
    time(compiled.decide, messages),
    time((message) => plain(set, message), messages.slice(0, 8)),
  ];
  if (round < 0) continue;
  ours.push(a);
  theirs.push(b);
}
const started = process.cpuUsage();
for (let n = 0; n < 5; n += 1) compile({ ...set });
const making = process.cpuUsage(started).user / 5000;
const [decision, naive] = [median(ours), median(theirs)];
print(`Routing: one decision among ${count} rules, median of ${rounds} rounds`, [
  { name: 'Centralita', value: decision, unit: 'µs', target: { atMost: 200 } },
  { name: 'a plain reading of the same rules', value: naive, unit: 'µs' },
  { name: 'Centralita to the plain reading', value: decision / naive, unit: '×' },
  { name: 'making the rules ready, once', value: making, unit: 'ms' },
]);
