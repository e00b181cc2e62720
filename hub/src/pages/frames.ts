import { html } from 'hono/html';

type Word = (key: string) => string;

const waitingRows = (count: number) =>
  Array.from(
    { length: count },
    () =>
      html`<div class="row-waiting"><span class="skeleton dot"></span><span class="skeleton lines"></span></div>`,
  );

export const inboxFrame = (word: Word) => html`<div class="inbox" id="inbox">
<section class="list" aria-label="${word('list.label')}">
<div class="list-head">
<h1 class="sr">${word('menu.inbox')}</h1>
<input class="field search" id="search" type="search" placeholder="${word('list.search')}" title="${word('list.search.whole')}" aria-label="${word('list.search.whole')}" autocomplete="off">
<div class="filters" id="filters" role="group" aria-label="${word('filters.label')}"></div>
<div class="narrow-by" id="narrow"></div>
</div>
<div class="rows" id="rows" aria-busy="true">${waitingRows(6)}</div>
<p class="keys" aria-hidden="true">${word('list.keys')}</p>
</section>
<section class="thread" id="thread" aria-label="${word('thread.label')}"></section>
<aside class="card" id="card" aria-label="${word('card.label')}" hidden></aside>
</div>`;

/** A list on the left, the chosen one beside it. */
const splitFrame = (
  word: Word,
  name: string,
  rows: { readonly id: string; readonly class: string },
  detail: string,
) => html`<div class="page split" id="page">
<section class="column" aria-label="${word(`${name}.title`)}">
<div class="page-head"><h1>${word(`${name}.title`)}</h1><p class="muted">${word(`${name}.lead`)}</p>
<div class="bar" id="bar"></div></div>
<div class="${rows.class}" id="${rows.id}" aria-busy="true">${waitingRows(8)}</div>
</section>
<section class="detail" id="detail" aria-label="${word(detail)}"></section>
</div>`;

export const eventsFrame = (word: Word) =>
  splitFrame(word, 'events', { id: 'rows', class: 'event-rows' }, 'events.json');
export const templatesFrame = (word: Word) =>
  splitFrame(word, 'templates', { id: 'rows', class: 'entries' }, 'templates.preview');
export const deliveriesFrame = (word: Word) =>
  splitFrame(word, 'deliveries', { id: 'deliveries', class: 'entries' }, 'deliveries.payload');

export const subscriptionsFrame = (word: Word) => html`<div class="page narrow" id="page">
<div class="page-head with-action"><div><h1>${word('subs.title')}</h1><p class="muted">${word('subs.lead')}</p></div>
<a class="button" href="/deliveries">${word('subs.allDeliveries')}</a></div>
<div id="subscriptions" aria-busy="true">${waitingRows(2)}</div>
</div>`;

export const routingFrame = (word: Word) => html`<div class="page routing-page" id="page">
<div class="page-head"><h1>${word('routing.title')}</h1><p class="muted">${word('routing.lead')}</p></div>
<div id="said" role="status"></div>
<div class="routing-columns">
<section class="rules" aria-label="${word('routing.rules')}"><div id="rules" aria-busy="true">${waitingRows(4)}</div></section>
<section class="what-if" aria-label="${word('routing.dryRun')}"><div id="dry-run"></div></section>
</div>
<section id="yaml" aria-label="${word('routing.yaml')}" hidden></section>
</div>`;

export const healthFrame = (word: Word) => html`<div class="page health-page" id="page">
<div class="page-head with-action"><div><h1>${word('health.title')}</h1><p class="muted">${word('health.lead')}</p></div>
<div class="bar" id="bar"></div></div>
<div class="health-columns">
<section id="lights" class="lights" aria-label="${word('health.parts')}" aria-busy="true">${waitingRows(4)}</section>
<section id="charts" class="charts" aria-label="${word('health.figures')}" aria-busy="true">${waitingRows(4)}</section>
<section id="problems" class="problems" aria-label="${word('health.problems')}" aria-busy="true">${waitingRows(2)}</section>
</div>
</div>`;

export const signInFrame = (word: Word) => html`<form class="sign-in" id="sign-in">
<h1>${word('signIn.title')}</h1><p class="muted">${word('signIn.text')}</p>
<label for="key">${word('signIn.key')}</label>
<input class="field mono" id="key" name="key" type="password" autocomplete="off" spellcheck="false" required autofocus>
<div id="problem" role="alert"></div>
<button class="button main" type="submit">${word('signIn.go')}</button>
<p class="muted small">${word('signIn.help')}<br><code>centralita keys create <span>--name console</span> <span>--scopes admin</span></code></p>
</form>`;
