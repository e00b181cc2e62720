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
<div class="filters" id="filters" role="group" aria-label="${word('filters.label')}"></div>
<input class="field search" id="search" type="search" placeholder="${word('list.search')}" aria-label="${word('list.search')}" autocomplete="off">
</div>
<div class="rows" id="rows" aria-busy="true">${waitingRows(6)}</div>
<p class="keys" aria-hidden="true">${word('list.keys')}</p>
</section>
<section class="thread" id="thread" aria-label="${word('thread.label')}"></section>
<aside class="card" id="card" aria-label="${word('card.label')}" hidden></aside>
</div>`;

export const eventsFrame = (word: Word) => html`<div class="page split" id="page">
<section class="column" aria-label="${word('events.title')}">
<div class="page-head"><h1>${word('events.title')}</h1><p class="muted">${word('events.lead')}</p>
<div class="bar" id="bar"></div></div>
<div class="event-rows" id="rows" aria-busy="true">${waitingRows(8)}</div>
</section>
<section class="detail" id="detail" aria-label="${word('events.json')}"></section>
</div>`;

export const subscriptionsFrame = (word: Word) => html`<div class="page narrow" id="page">
<div class="page-head"><h1>${word('subs.title')}</h1><p class="muted">${word('subs.lead')}</p></div>
<div id="subscriptions" aria-busy="true">${waitingRows(2)}</div>
<section id="deliveries" aria-label="${word('deliveries.title')}"></section>
</div>`;

export const signInFrame = (word: Word) => html`<form class="sign-in" id="sign-in">
<h1>${word('signIn.title')}</h1><p class="muted">${word('signIn.text')}</p>
<label for="key">${word('signIn.key')}</label>
<input class="field mono" id="key" name="key" type="password" autocomplete="off" spellcheck="false" required autofocus>
<div id="problem" role="alert"></div>
<button class="button main" type="submit">${word('signIn.go')}</button>
<p class="muted small">${word('signIn.help')}<br><code>centralita keys create --name console --scopes admin</code></p>
</form>`;
