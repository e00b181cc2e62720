/// <reference lib="dom" />
import type {
  ActionOutcome,
  EventPage,
  Figures,
  HealthAction,
  HealthLine,
  HealthWords,
  Subscription,
} from '@centralita/core/hub-client';
import type { Event } from '@centralita/core/model';
import { $, calmly, el, fill, hasWord, language, t } from '@centralita/sandbox/phone/dom.client';
import { exactly, lasting, shortWhen } from '@centralita/sandbox/phone/format.client';
import { call, get } from '@centralita/sandbox/phone/http.client';
import { icon } from '@centralita/sandbox/phone/icons.client';
import { getFirst } from '../common/first.client.ts';
import { followHelp } from '../common/help.client.ts';
import { conversationOf, followClock, goLive, now } from '../common/live.client.ts';
import { trouble, troubleLine } from '../common/trouble.client.ts';
import { isOf } from '../lists/consumer.client.ts';
import { barChart, lineChart, numberText } from './chart.client.ts';

const lights = $('lights');
const charts = $('charts');
const problems = $('problems');
let hours = 24;
let subscriptions: readonly Subscription[] = [];

const word = (prefix: string, name: string, otherwise = name): string =>
  hasWord(`${prefix}.${name}`) ? t(`${prefix}.${name}`) : otherwise;

/** What the line says in the language of the page. */
const textsOf = (line: HealthLine): HealthWords => ({
  detail: line.detail,
  nextStep: line.nextStep,
  ...(language === 'es' ? line.es : {}),
});

/** Parts have names of their own; a number, a subscriber and a part of an extension bring theirs. */
const partName = ({ name, es }: HealthLine): string => {
  const number = /^number (.+)$/.exec(name)?.[1];
  if (number) return t('health.part.number', { name: number });
  const subscription = subscriptions.find((one) => isOf(one, name));
  if (subscription)
    return t('health.part.subscription', { name: subscription.description ?? subscription.clientKey });
  return word('health.part', name, language === 'es' ? es?.name : undefined);
};

const inWords = ({ en, es }: HealthAction['label']): string => (language === 'es' ? es : en);

/** How the last press went; it stays until the next. */
let outcome: { readonly ok: boolean; readonly text: string } | undefined;

const press = async ({ part, id }: HealthAction, button: HTMLElement): Promise<void> => {
  button.setAttribute('aria-busy', 'true');
  button.setAttribute('disabled', '');
  try {
    const path = `/v1/health/${encodeURIComponent(part)}/actions/${encodeURIComponent(id)}`;
    const { ok, detail } = await call<ActionOutcome>('POST', path, {});
    outcome = { ok, text: inWords(detail) };
  } catch (error) {
    outcome = { ok: false, text: troubleLine(error) };
  }
  await loadLights();
};

const actionButton = (action: HealthAction): HTMLElement => {
  const button = el('button', { class: 'button small', type: 'button' }, inWords(action.label));
  button.addEventListener('click', () => void press(action, button));
  return button;
};

const light = (line: HealthLine): HTMLElement => {
  const { detail, nextStep } = textsOf(line);
  return el(
    'li',
    { class: 'health-line' },
    el('span', {
      class: `light ${line.ok ? '' : 'bad'}`,
      role: 'img',
      'aria-label': t(line.ok ? 'health.ok' : 'health.bad'),
    }),
    el(
      'div',
      {},
      el('strong', {}, partName(line)),
      line.since !== undefined &&
        el(
          'span',
          { class: 'minor', title: exactly(line.since) },
          ` ${t('health.since', { time: lasting(now() - line.since) })}`,
        ),
      detail && el('p', { class: 'minor' }, detail),
      nextStep && el('p', { class: 'small next-step' }, nextStep),
      line.action && actionButton(line.action),
    ),
  );
};

const loadLights = async (): Promise<void> => {
  try {
    const { items } = await getFirst<{ items: HealthLine[] }>('/v1/health');
    const bad = items.filter(({ ok }) => !ok).length;
    calmly(() =>
      fill(
        lights,
        el(
          'p',
          { class: `verdict ${bad ? 'bad' : 'good'}`, role: 'status' },
          icon(bad ? 'alert' : 'tick'),
          bad
            ? t(bad === 1 ? 'health.someBad.one' : 'health.someBad.other', { n: bad })
            : t('health.allGood'),
        ),
        outcome &&
          el('p', { class: `small outcome ${outcome.ok ? '' : 'bad'}`, role: 'status' }, outcome.text),
        el('ul', {}, [...items].sort((one, other) => Number(one.ok) - Number(other.ok)).map(light)),
      ),
    );
  } catch (error) {
    fill(lights, trouble(error));
  }
  lights.removeAttribute('aria-busy');
};

/** A funnel has its own picture; what is a length of time is said in words. */
const funnel = ['sent', 'delivered', 'read', 'answered'] as const;
/** The everyday ones first. */
const first = ['received', 'opened', 'closed', 'failed', 'optedIn', 'optedOut'];
const place = (name: string): number => (first.includes(name) ? first.indexOf(name) : first.length);
const said = (name: string, value: number): string =>
  name.endsWith('Ms') ? lasting(value) : numberText(value);

/** WhatsApp need not say that a message was delivered which it says was read. */
const reached = (today: Figures['today'], name: (typeof funnel)[number]): number =>
  name === 'delivered' ? Math.max(today.delivered ?? 0, today.read ?? 0) : (today[name] ?? 0);

const drawFigures = ({ lines, today }: Figures): void => {
  const bars = funnel.some((name) => today[name] !== undefined)
    ? funnel.map((name) => [t(`figure.${name}`), reached(today, name)] as const)
    : [];
  const facts = Object.entries(today)
    .filter(([name]) => !(funnel as readonly string[]).includes(name))
    .sort(([one], [other]) => place(one) - place(other));
  fill(
    charts,
    facts.length > 0 &&
      el(
        'dl',
        { class: 'numbers' },
        facts.map(([name, value]) =>
          el('div', {}, el('dt', {}, word('figure', name)), el('dd', {}, said(name, value))),
        ),
      ),
    bars.length > 0 &&
      el(
        'section',
        { class: 'chart-box' },
        el('h3', {}, t('health.funnel')),
        barChart(`${t('health.funnel')}: ${bars.map((bar) => bar.join(' ')).join(', ')}`, bars),
      ),
    Object.entries(lines).map(([name, points]) => {
      const values = points.map(([, value]) => value);
      const last = values.at(-1) ?? 0;
      const most = Math.max(0, ...values);
      const label = t('health.line', {
        name: word('figure', name),
        last: said(name, last),
        most: said(name, most),
      });
      return el(
        'section',
        { class: 'chart-box' },
        el('h3', {}, word('figure', name), el('span', { class: 'minor' }, ` ${said(name, last)}`)),
        points.length > 1
          ? lineChart(label, points)
          : el('p', { class: 'muted small' }, t('health.tooEarly')),
      );
    }),
    facts.length + bars.length + Object.keys(lines).length === 0 &&
      el('p', { class: 'muted' }, t('health.tooEarly')),
  );
};

const loadFigures = async (): Promise<void> => {
  try {
    const figures = await get<Figures>(`/v1/figures?hours=${hours}`);
    calmly(() => drawFigures(figures));
  } catch (error) {
    fill(charts, trouble(error));
  }
  charts.removeAttribute('aria-busy');
};

interface ProblemData {
  readonly code?: string;
  readonly title?: string;
  readonly detail?: string;
  readonly nextStep?: string;
}
const known = new Map<string, Event>();

const problemLine = (event: Event): HTMLElement => {
  const data = (event.data as unknown as { problem?: ProblemData }).problem ?? {};
  const at = Date.parse(event.timestamp);
  const code = data.code ?? '';
  const conversation = conversationOf(event);
  const translated = language !== 'en' && hasWord(`code.${code}`);
  return el(
    'li',
    { class: 'problem-line' },
    el('p', {}, el('strong', {}, translated || !data.title ? word('code', code) : data.title)),
    el(
      'p',
      { class: 'minor' },
      el('time', { title: exactly(at) }, shortWhen(at, now())),
      data.detail ? ` · ${data.detail}` : '',
    ),
    el('p', { class: 'small next-step' }, (translated ? t(`code.${code}.next`) : data.nextStep) ?? ''),
    conversation && el('a', { class: 'small', href: `/c/${conversation}` }, t('events.open')),
  );
};

const drawProblems = (): void => {
  const all = [...known.values()]
    .sort((one, other) => Date.parse(other.timestamp) - Date.parse(one.timestamp))
    .slice(0, 50);
  fill(
    problems,
    el('h2', {}, t('health.problems')),
    all.length > 0 ? el('ul', {}, all.map(problemLine)) : el('p', { class: 'muted' }, t('health.noProblems')),
  );
  problems.removeAttribute('aria-busy');
};

/** The newest of the log: read from a good way before its end, as the log itself is read forward only. */
const loadProblems = async (): Promise<void> => {
  try {
    const end = Number((await get<EventPage>('/v1/events?after=now&limit=1')).cursor);
    const after = Number.isSafeInteger(end) && end > 20_000 ? `&after=${end - 20_000}` : '';
    const { events } = await get<EventPage>(`/v1/events?types=problem&limit=200${after}`);
    for (const event of events) known.set(event.id, event);
    drawProblems();
  } catch (error) {
    fill(problems, el('h2', {}, t('health.problems')), trouble(error));
    problems.removeAttribute('aria-busy');
  }
};

const span = el(
  'select',
  { class: 'field', 'aria-label': t('health.span') },
  [24, 72, 168].map((value) => el('option', { value: String(value) }, t(`health.span.${value}`))),
);
span.addEventListener('change', () => {
  hours = Number(span.value);
  void loadFigures();
});
fill($('bar'), span);

followHelp([]);
followClock(() => void loadLights());
void goLive({
  onEvent: (event) => {
    if (event.type !== 'problem') return;
    known.set(event.id, event);
    calmly(drawProblems);
  },
  onGap: () => void loadProblems(),
});
void getFirst<{ items: Subscription[] }>('/v1/subscriptions')
  .then(({ items }) => {
    subscriptions = items;
  })
  .catch(() => undefined)
  .then(loadLights);
void loadFigures();
void loadProblems();
setInterval(() => {
  if (document.hidden) return;
  void loadLights();
  void loadFigures();
}, 15_000);
