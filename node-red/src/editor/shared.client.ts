// For all our dialogs; they come after it in the same page.
(() => {
  const bySelector = (name: string) => $(`#node-input-${name}`);

  /** A new node takes the account or hub that is there already; a hub, where there are both. */
  const adopt = (node: EditorNode): void => {
    if (node.account || node.hub) return;
    const found: Record<string, string> = {};
    RED.nodes.eachConfig((config) => {
      found[config.type] ??= config.id;
    });
    const account = found['centralita-account'];
    const hub = found['centralita-hub'];
    if (hub) node.hub = hub;
    if (account && 'account' in node) node.account = account;
    if (hub && 'connection' in node) node.connection = 'hub';
  };

  const connected = (node: EditorNode, kind: 'direct' | 'hub', value: unknown): boolean | string => {
    if ('connection' in node && (node.connection === 'hub' ? 'hub' : 'direct') !== kind) return true;
    if (typeof value === 'string' && value !== '' && value !== '_ADD_' && RED.nodes.node(value)) return true;
    return node._(`centralita.error.no_${kind}`);
  };

  const prepareConnection = (node: EditorNode): void => {
    const choice = bySelector('connection');
    if (!choice.val()) choice.val('direct');
    const show = () => {
      const hub = choice.val() === 'hub';
      $('.centralita-direct').toggle(!hub);
      $('.centralita-hub').toggle(hub);
    };
    choice.on('change', show);
    show();
    void node;
  };

  const typed = (field: string, types: readonly unknown[], fallback: string): void => {
    bySelector(field).typedInput({ default: fallback, types, typeField: `#node-input-${field}Type` });
  };

  /** A list of words with commas as boxes to tick. */
  const chips = (field: string, choices: readonly (readonly [string, string])[]): void => {
    const input = bySelector(field).hide();
    const chosen = new Set(
      String(input.val())
        .split(',')
        .map((word) => word.trim())
        .filter(Boolean),
    );
    const group = $('<div>', { class: 'centralita-chips', role: 'group' }).insertAfter(input);
    for (const [value, label] of choices) {
      const box = $('<input>', { type: 'checkbox', value }).prop('checked', chosen.has(value));
      $('<label>').append(box, $('<span>').text(label)).appendTo(group);
      box.on('change', () => {
        if (box.prop('checked')) chosen.add(value);
        else chosen.delete(value);
        input.val([...chosen].join(','));
      });
    }
  };

  interface Line {
    readonly name: string;
    readonly ok: boolean;
    readonly detail: string;
    readonly nextStep?: string;
  }

  const lineOf = ({ name, ok, detail, nextStep }: Line) => {
    const row = $('<li>', { class: ok ? 'centralita-ok' : 'centralita-wrong' });
    $('<i>', { class: ok ? 'fa fa-check' : 'fa fa-times', 'aria-hidden': 'true' }).appendTo(row);
    const words = $('<span>').appendTo(row);
    $('<b>').text(name).appendTo(words);
    words.append(document.createTextNode(` ${detail}`));
    if (nextStep) $('<em>').text(nextStep).appendTo(words);
    return row;
  };

  const checkButton: typeof centralita.checkButton = ({ node, path, values, secrets }) => {
    const button = $('#centralita-check');
    const list = $('#centralita-check-lines').attr('aria-live', 'polite');
    const collect = (names: readonly string[]) =>
      Object.fromEntries(names.map((name) => [name, $(`#node-config-input-${name}`).val() ?? '']));
    button.on('click', () => {
      button.prop('disabled', true);
      list.empty().append($('<li>').text(node._('centralita.tip.checking')));
      $.ajax({
        url: `centralita/check/${path}`,
        type: 'POST',
        contentType: 'application/json',
        data: JSON.stringify({ id: node.id, values: collect(values), secrets: collect(secrets) }),
      })
        .done(({ lines }: { lines: readonly Line[] }) => list.empty().append(lines.map(lineOf)))
        .fail((answer: Query) => {
          const { message = node._('centralita.error.check'), nextStep } = answer.responseJSON ?? {};
          list.empty().append(lineOf({ name: '', ok: false, detail: message, nextStep }));
        })
        .always(() => button.prop('disabled', false));
    });
  };

  const address = (path: string): string => {
    const root = String(RED.settings.httpNodeRoot ?? '/').replace(/^\/*|\/+$/g, '');
    const base = `${location.protocol}//${location.host}`;
    return `${base}${root ? `/${root}` : ''}/centralita/${path.replace(/^\/+|\/+$/g, '')}`;
  };

  interface Outcome {
    readonly at: number;
    readonly to: string;
    readonly state: string;
    readonly code?: string;
    readonly told: boolean;
  }

  /** The last sends of this account and what became of them, those first that no flow heard of. */
  const outcomes = (node: EditorNode): void => {
    const body = $('#centralita-outcomes');
    $.getJSON(`centralita/${node.id}/outcomes`).done(
      ({ outcomes: found }: { outcomes: readonly Outcome[] }) => {
        body.empty();
        if (found.length === 0) body.append($('<li>').text(node._('centralita.tip.noOutcomes')));
        for (const { at, to, state, code, told } of found.slice(0, 12)) {
          const row = $('<li>', { class: told ? 'centralita-told' : 'centralita-untold' }).appendTo(body);
          $('<time>').text(new Date(at).toLocaleString()).appendTo(row);
          $('<span>')
            .text(`${to} ${state}${code ? ` (${code})` : ''}`)
            .appendTo(row);
          if (!told) $('<em>').text(node._('centralita.tip.untold')).appendTo(row);
        }
      },
    );
  };

  Object.assign(window, {
    centralita: { adopt, connected, prepareConnection, typed, chips, checkButton, address, outcomes },
  });
})();
