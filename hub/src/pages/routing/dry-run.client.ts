/// <reference lib="dom" />
import type { RouteDryRun } from '@centralita/core/hub-client';
import type { RuleSet } from '@centralita/core/routing';
import { $, el, fill, language, plural, t } from '@centralita/sandbox/phone/dom.client';
import { exactly, shortWhen } from '@centralita/sandbox/phone/format.client';
import { call } from '@centralita/sandbox/phone/http.client';
import { icon } from '@centralita/sandbox/phone/icons.client';
import { now } from '../common/live.client.ts';
import { trouble } from '../common/trouble.client.ts';
import { type Names, targetText } from './sentences.client.ts';

const mostShown = 200;
const day = 86_400_000;

export interface DryRun {
  /** The rules to try; undefined: those in force. */
  draw(rules: RuleSet | undefined): void;
}

/** What the rules would do with messages that are stored. */
export const createDryRun = (names: Names, ruleName: (id: string | undefined) => string): DryRun => {
  const place = $('dry-run');
  const result = el('div', { class: 'tried', 'aria-live': 'polite' });
  let rules: RuleSet | undefined;
  let onlyChanged = false;
  let last: RouteDryRun | undefined;

  const days = el(
    'select',
    { class: 'field', 'aria-label': t('routing.since') },
    [1, 7, 30].map((value) => el('option', { value: String(value) }, t(`routing.since.${value}`))),
  );
  const go = el('button', { type: 'submit', class: 'button main', disabled: true }, t('routing.tryInForce'));

  /** Where it is now, as the hub names it: `team support`. */
  const beforeText = (before: string | undefined): string => {
    const [, kind, key = ''] = /^(team|user) (.+)$/.exec(before ?? '') ?? [];
    if (kind === 'team') return targetText({ team: key }, names);
    return kind === 'user' ? names.user(key) : ruleName(before);
  };

  const line = (one: RouteDryRun['decided'][number]): HTMLElement => {
    const { decision } = one;
    return el(
      'li',
      { class: `decided ${one.changed ? 'changed' : ''}` },
      el(
        'p',
        { class: 'decided-top' },
        el('a', { href: `/c/${one.conversationId}`, class: 'decided-text', dir: 'auto' }, one.text ?? '…'),
        el('time', { class: 'minor', title: exactly(one.timestamp) }, shortWhen(one.timestamp, now())),
      ),
      el(
        'p',
        { class: 'small' },
        one.changed &&
          el('span', { class: 'tag warn' }, t('routing.before', { name: beforeText(one.before) })),
        el(
          'span',
          {},
          ` ${decision.byDefault ? t('routing.byDefault') : ruleName(decision.rule?.id)} → ${targetText(decision.target, names)}`,
        ),
      ),
      el(
        'details',
        { class: 'small' },
        el('summary', { class: 'muted' }, t('routing.why')),
        el('p', {}, decision.explanation.summary[language as 'en']),
        el(
          'ul',
          { class: 'minor' },
          decision.explanation.steps.map(({ rule, fits, because }) =>
            el('li', {}, `${fits ? '✓' : '×'} ${ruleName(rule)}: ${because[language as 'en']}`),
          ),
        ),
      ),
    );
  };

  const drawResult = (): void => {
    if (!last) {
      fill(result);
      return;
    }
    const { decided, changed, byRule, problems } = last;
    const shown = decided.filter((one) => !onlyChanged || one.changed);
    const most = Math.max(1, ...Object.values(byRule));
    fill(
      result,
      problems.length > 0 &&
        el(
          'div',
          { class: 'notice warn' },
          icon('alert'),
          el(
            'div',
            {},
            el('strong', {}, t('routing.problems')),
            el(
              'ul',
              {},
              problems.map(({ path, message, fix }) =>
                el('li', {}, el('span', { class: 'mono' }, `${path.join('.')}: `), `${message} ${fix}`),
              ),
            ),
          ),
        ),
      el(
        'p',
        { class: 'verdict' },
        `${plural('routing.decided', decided.length)}: ${changed > 0 ? plural('routing.changes', changed) : t('routing.changes.none')}`,
      ),
      decided.length === 0 && el('p', { class: 'muted' }, t('routing.noMessages')),
      el(
        'ul',
        { class: 'by-rule' },
        Object.entries(byRule)
          .sort(([, one], [, other]) => other - one)
          .map(([id, count]) => {
            const bar = el('span', { class: 'by-rule-bar' });
            bar.style.width = `${(count / most) * 100}%`;
            return el(
              'li',
              {},
              el('span', { class: 'by-rule-name' }, ruleName(id)),
              el('span', { class: 'by-rule-track', 'aria-hidden': 'true' }, bar),
              el('span', { class: 'by-rule-count' }, String(count)),
            );
          }),
      ),
      changed > 0 &&
        el(
          'label',
          { class: 'check small' },
          el('input', {
            type: 'checkbox',
            checked: onlyChanged,
            onchange: (event: Event) => {
              onlyChanged = (event.target as HTMLInputElement).checked;
              drawResult();
            },
          }),
          t('routing.onlyChanged'),
        ),
      el('ul', {}, shown.slice(0, mostShown).map(line)),
    );
  };

  const form = el(
    'form',
    {
      class: 'try',
      onsubmit: async (event: Event) => {
        event.preventDefault();
        go.disabled = true;
        const slow = setTimeout(() => fill(result, el('p', { class: 'muted' }, t('routing.trying'))), 300);
        try {
          last = await call<RouteDryRun>('POST', '/v1/routing/dry-run', {
            ...(rules ? { rules } : {}),
            since: now() - Number(days.value) * day,
            limit: 1_000,
          });
          clearTimeout(slow);
          drawResult();
        } catch (error) {
          clearTimeout(slow);
          fill(result, trouble(error));
        }
        go.disabled = false;
      },
    },
    el('h2', {}, t('routing.dryRun')),
    el('div', { class: 'bar' }, days, go),
  );
  fill(place, form, result);

  return {
    draw: (next) => {
      rules = next;
      go.disabled = false;
      fill(go, t(rules ? 'routing.try' : 'routing.tryInForce'));
      // What was tried with other rules says nothing about these.
      last = undefined;
      drawResult();
    },
  };
};
