RED.nodes.registerType('centralita-route', {
  category: 'WhatsApp',
  color: '#E2D96E',
  defaults: {
    name: { value: '' },
    version: { value: 1 },
    mode: { value: 'rules' },
    hub: {
      value: '',
      type: 'centralita-hub',
      required: false,
      validate: function (value) {
        return this.mode !== 'hub' || centralita.connected(this, 'hub', value);
      },
    },
    rules: {
      value: [{ name: '', type: 'words', value: '' }],
      validate: function (rules: readonly { type: string; value: string }[]) {
        const silent = ['always', 'firstContact', 'returning', 'open', 'closed'];
        const blank = rules.findIndex(({ type, value }) => !silent.includes(type) && !value.trim());
        return blank < 0 || this._('centralita.error.blankRule', { number: blank + 1 });
      },
    },
    hours: { value: '' },
    timeZone: { value: '' },
    outputs: { value: 2 },
  },
  inputs: 1,
  outputs: 2,
  icon: 'centralita.svg',
  paletteLabel: function () {
    return this._('centralita.palette.route');
  },
  label: function () {
    return this.name || this._('centralita.palette.route');
  },
  labelStyle: function () {
    return this.name ? 'node_label_italic' : '';
  },
  outputLabels: function (port) {
    const rule = this.rules[port];
    if (!rule) return this._('centralita.output.otherwise');
    return rule.name || [this._(`centralita.rule.${rule.type}`), rule.value].filter(Boolean).join(': ');
  },
  onadd: function () {
    centralita.adopt(this);
  },
  oneditprepare: function () {
    interface Rule {
      readonly name?: string;
      readonly type?: string;
      readonly value?: string;
      key?: string;
    }
    const mode = $('#node-input-mode');
    const list = $('#node-input-rule-list');
    const ownTypes = [
      'words',
      'contains',
      'equals',
      'pattern',
      'reply',
      'kind',
      'country',
      'language',
      'account',
      'tag',
      'attribute',
      'firstContact',
      'returning',
      'open',
      'closed',
      'always',
    ];
    const silent = ['always', 'firstContact', 'returning', 'open', 'closed'];
    const before = this.rules.length;

    // The editor moves the wires by this map when the node is saved: old place to new one, -1 where it is gone.
    const remap = () => {
      const map: Record<string, number> = {};
      for (let index = 0; index < before; index += 1) map[index] = -1;
      const items = list.editableList('items');
      items.each(function (this: Query, index: number) {
        map[$(this).data('data').key] = index;
      });
      map[before] = items.length;
      $('#node-input-outputs').val(JSON.stringify(map));
    };

    const show = () => {
      const hub = mode.val() === 'hub';
      const chosen = list
        .find('.centralita-type')
        .map((_: number, each: Query) => $(each).val())
        .get();
      $('.centralita-mode-hub').toggle(hub);
      $('.centralita-hub-row').toggle(
        hub || chosen.some((type: string) => ['tag', 'attribute'].includes(type)),
      );
      $('.centralita-hours-row').toggle(
        !hub && chosen.some((type: string) => ['open', 'closed'].includes(type)),
      );
    };

    list.css({ 'min-height': '200px' }).editableList({
      sortable: true,
      removable: true,
      removeItem: () => {
        remap();
        show();
      },
      sortItems: remap,
      addItem: (container: Query, _index: number, rule: Rule) => {
        rule.key ??= `n${Math.random().toString(36).slice(2)}`;
        const types = mode.val() === 'hub' ? ['target'] : ownTypes;
        const words = (key: string) => this._(`centralita.label.rule_${key}`);
        const select = $('<select>', { class: 'centralita-type', 'aria-label': words('type') });
        for (const type of types)
          $('<option>')
            .val(type)
            .text(this._(`centralita.rule.${type}`))
            .appendTo(select);
        select.val(rule.type && types.includes(rule.type) ? rule.type : types[0]);
        const value = $('<input>', { type: 'text', class: 'centralita-value', 'aria-label': words('value') });
        value.val(rule.value ?? '').attr('placeholder', words('value'));
        const name = $('<input>', { type: 'text', class: 'centralita-name', 'aria-label': words('name') });
        name.val(rule.name ?? '').attr('placeholder', words('name'));
        $('<div>', { class: 'centralita-row' }).append(select, value, name).appendTo(container);
        const change = () => {
          value.css('visibility', silent.includes(select.val()) ? 'hidden' : 'visible');
          value.attr(
            'placeholder',
            this._(`centralita.rulePlaceholder.${select.val()}`, { defaultValue: words('value') }),
          );
          show();
        };
        select.on('change', change);
        change();
        remap();
      },
    });
    this.rules.forEach((rule: Rule, index: number) => {
      list.editableList('addItem', { ...rule, key: String(index) });
    });
    let shown = mode.val();
    // The editor says "change" of every field once the form is open.
    mode.on('change', () => {
      if (mode.val() === shown) return;
      shown = mode.val();
      const kept = list
        .editableList('items')
        .map(function (this: Query) {
          const { key, type } = $(this).data('data');
          const field = (part: string) => $(this).find(`.centralita-${part}`).val();
          const chosen = field('type');
          // Of a hub's target the kind of rule it was before.
          return {
            key,
            type: ownTypes.includes(chosen) ? chosen : type,
            value: field('value'),
            name: field('name'),
          };
        })
        .get();
      list.editableList('empty');
      for (const rule of kept) list.editableList('addItem', rule);
      show();
    });
    remap();
    show();
  },
  oneditsave: function () {
    const items = $('#node-input-rule-list').editableList('items');
    this.rules = items
      .map(function (this: Query) {
        const value = (part: string) => String($(this).find(`.centralita-${part}`).val() ?? '').trim();
        return { name: value('name'), type: value('type'), value: value('value') };
      })
      .get();
  },
  oneditresize: (size) => {
    let taken = 0;
    $('#dialog-form>div:not(.centralita-rules-row)').each(function (this: Query) {
      if ($(this).is(':visible')) taken += $(this).outerHeight(true);
    });
    $('#node-input-rule-list').editableList('height', Math.max(160, size.height - taken - 20));
  },
});
