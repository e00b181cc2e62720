/// <reference lib="dom" />
import type { ChannelAccount } from '@centralita/core/model';
import type { Rule, RuleSet } from '@centralita/core/routing';
import { $, arrange, el, fill, t } from '@centralita/sandbox/phone/dom.client';
import { get } from '@centralita/sandbox/phone/http.client';
import { type IconName, icon } from '@centralita/sandbox/phone/icons.client';
import { getFirst } from '../common/first.client.ts';
import { followHelp } from '../common/help.client.ts';
import { followClock, goLive } from '../common/live.client.ts';
import { allTeams, allUsers, loadPeople } from '../common/person.client.ts';
import { trouble } from '../common/trouble.client.ts';
import { createDryRun } from './dry-run.client.ts';
import { type Names, ruleText, targetText } from './sentences.client.ts';
import { yamlOf } from './yaml.client.ts';

const place = $('rules');
const said = $('said');
const yaml = $('yaml');
let inForce: RuleSet = { rules: [], otherwise: { team: '' } };
let rules: Rule[] = [];
const accounts = new Map<string, string>();

const names: Names = {
  team: (key) => allTeams().find((one) => one.key === key || one.id === key)?.name ?? key,
  user: (key) => allUsers().find((one) => one.key === key || one.id === key)?.name ?? key,
  account: (id) => accounts.get(id) ?? id,
};
const nameOf = (rule: Rule): string => rule.name ?? rule.id;
const dryRun = createDryRun(names, (id) => {
  if (id === undefined || id === 'default' || id === 'otherwise') return t('routing.byDefault');
  const rule = inForce.rules.find((one) => one.id === id);
  return rule ? nameOf(rule) : id;
});

const isChanged = (): boolean => JSON.stringify(rules) !== JSON.stringify(inForce.rules);
const trial = (): RuleSet => ({ ...inForce, rules });

const drawTrial = (): void => {
  const changed = isChanged();
  dryRun.draw(changed ? trial() : undefined);
  fill(
    said,
    changed &&
      el(
        'div',
        { class: 'notice warn' },
        icon('info'),
        el(
          'div',
          {},
          el('strong', {}, t('routing.changed')),
          el(
            'button',
            {
              type: 'button',
              class: 'button',
              onclick: () => {
                rules = [...inForce.rules];
                drawRules();
              },
            },
            t('routing.reset'),
          ),
        ),
      ),
  );
  drawYaml(changed);
};

const drawYaml = (changed: boolean): void => {
  yaml.hidden = !changed;
  if (!changed) return;
  const text = yamlOf({ routing: { rules, otherwise: inForce.otherwise, priority: inForce.priority } });
  const copy = el('button', { type: 'button', class: 'button' }, t('routing.copy'));
  copy.addEventListener('click', () => {
    void navigator.clipboard.writeText(text).then(() => {
      copy.textContent = t('routing.copied');
    });
  });
  fill(
    yaml,
    el('div', { class: 'with-action' }, el('h2', {}, t('routing.yaml')), copy),
    el('p', { class: 'muted small' }, t('routing.yaml.text')),
    el('pre', { class: 'json', role: 'region', tabindex: '0', 'aria-label': t('routing.yaml') }, text),
  );
};

const spoken = el('p', { class: 'sr', role: 'status' });
const move = (rule: Rule, to: number): void => {
  const from = rules.findIndex(({ id }) => id === rule.id);
  if (from < 0 || to < 0 || to >= rules.length || from === to) return;
  const moved = [...rules];
  const [one] = moved.splice(from, 1);
  if (one) moved.splice(to, 0, one);
  rules = moved;
  drawRules();
  spoken.textContent = t('routing.moved', { name: nameOf(rule), n: to + 1, of: rules.length });
};

let dragged: string | undefined;
const drawn = new Map<string, { element: HTMLElement; of: string }>();

const small = (sign: IconName, label: string, act: () => void, off = false): HTMLButtonElement =>
  el(
    'button',
    { type: 'button', class: 'round', title: label, 'aria-label': label, disabled: off, onclick: act },
    icon(sign),
  );

const card = (rule: Rule, index: number): HTMLElement => {
  const { when, does } = ruleText(rule, names);
  const label = t('routing.rule', { n: index + 1, of: rules.length, name: nameOf(rule) });
  const element = el(
    'li',
    {
      class: `rule ${rule.disabled ? 'off' : ''}`,
      'data-id': rule.id,
      draggable: 'true',
      tabindex: '0',
      'aria-label': label,
    },
    el('span', { class: 'grip', 'aria-hidden': 'true', title: t('routing.drag') }, '⠿'),
    el(
      'div',
      { class: 'rule-text' },
      el(
        'p',
        { class: 'rule-name' },
        el('span', { class: 'rule-number' }, String(index + 1)),
        el('strong', { dir: 'auto' }, nameOf(rule)),
        rule.disabled && el('span', { class: 'tag' }, t('routing.isOff')),
      ),
      el(
        'p',
        { dir: 'auto' },
        when.length > 0 ? `${t('rule.if')} ${when.join(t('rule.and'))}, ` : `${t('rule.always')}: `,
        el('span', { class: 'rule-then' }, does),
        '.',
      ),
    ),
    el(
      'div',
      { class: 'rule-acts' },
      small('up', t('routing.up'), () => keep(rule, 'up', index - 1), index === 0),
      small('down', t('routing.down'), () => keep(rule, 'down', index + 1), index === rules.length - 1),
      small(rule.disabled ? 'play' : 'pause', t(rule.disabled ? 'routing.on' : 'routing.off'), () => {
        rules = rules.map((one) => {
          if (one.id !== rule.id) return one;
          const { disabled, ...rest } = one;
          return disabled ? rest : { ...rest, disabled: true };
        });
        drawRules();
      }),
    ),
  );
  element.addEventListener('keydown', (event) => {
    const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (by === undefined || event.target !== element) return;
    event.preventDefault();
    if (event.altKey) {
      move(rule, index + by);
      focusOn(rule.id);
    } else
      (by < 0
        ? element.previousElementSibling
        : (element.nextElementSibling as HTMLElement | null)
      )?.dispatchEvent(new Event('reach'));
  });
  element.addEventListener('reach', () => element.focus());
  return element;
};

const focusOn = (id: string, part = ''): void =>
  place.querySelector<HTMLElement>(`[data-id="${CSS.escape(id)}"] ${part}`.trim())?.focus();
/** The button that was pressed keeps the focus, in its new place. */
const keep = (rule: Rule, which: 'up' | 'down', to: number): void => {
  move(rule, to);
  focusOn(rule.id, `[aria-label="${CSS.escape(t(`routing.${which}`))}"]:not(:disabled)`);
};

place.addEventListener('dragstart', (event) => {
  const rule = (event.target as Element).closest<HTMLElement>('.rule');
  dragged = rule?.dataset.id;
  rule?.classList.add('dragged');
  event.dataTransfer?.setData('text/plain', dragged ?? '');
});
place.addEventListener('dragover', (event) => {
  const over = (event.target as Element).closest<HTMLElement>('.rule');
  if (!dragged || !over) return;
  event.preventDefault();
  const { top, height } = over.getBoundingClientRect();
  for (const one of place.querySelectorAll('.rule')) one.classList.remove('before', 'after');
  over.classList.add(event.clientY < top + height / 2 ? 'before' : 'after');
});
place.addEventListener('drop', (event) => {
  const over = (event.target as Element).closest<HTMLElement>('.rule');
  const rule = rules.find(({ id }) => id === dragged);
  if (!over || !rule) return;
  event.preventDefault();
  const others = rules.filter(({ id }) => id !== rule.id);
  const at = others.findIndex(({ id }) => id === over.dataset.id);
  if (at >= 0) move(rule, over.classList.contains('after') ? at + 1 : at);
});
place.addEventListener('dragend', () => {
  dragged = undefined;
  for (const one of place.querySelectorAll('.rule')) one.classList.remove('before', 'after', 'dragged');
});

const list = el('ol', { class: 'rule-list' });
const rest = el('p', { class: 'rule rest' });

const drawRules = (): void => {
  place.removeAttribute('aria-busy');
  arrange(
    list,
    rules.map((rule, index) => {
      const of = JSON.stringify([rule, index, rules.length]);
      const before = drawn.get(rule.id);
      if (before?.of === of) return before.element;
      const element = card(rule, index);
      drawn.set(rule.id, { element, of });
      return element;
    }),
  );
  fill(rest, el('strong', {}, t('routing.otherwise')), ` → ${targetText(inForce.otherwise, names)}`);
  fill(
    place,
    el('h2', {}, t('routing.rules')),
    rules.length === 0 && el('p', { class: 'muted' }, t('routing.none')),
    list,
    rest,
    spoken,
  );
  drawTrial();
};

followHelp([
  ['↓ ↑', 'help.key.move'],
  ['Alt ↓', 'help.key.sort'],
]);
followClock(() => undefined);
void goLive({ onEvent: () => undefined, onGap: () => undefined });
try {
  const [set] = await Promise.all([
    getFirst<RuleSet>('/v1/routing/rules'),
    loadPeople(),
    get<{ items: ChannelAccount[] }>('/v1/accounts').then(
      ({ items }) => {
        for (const { id, providerId, name, displayPhone } of items)
          for (const key of [id, providerId]) accounts.set(key, name ?? displayPhone ?? id);
      },
      () => undefined,
    ),
  ]);
  inForce = set;
  rules = [...set.rules];
  drawRules();
} catch (error) {
  place.removeAttribute('aria-busy');
  fill(
    place,
    trouble(error, () => location.reload()),
  );
}
