RED.nodes.registerType('centralita-send', {
  category: 'WhatsApp',
  color: '#DDEBF7',
  defaults: {
    name: { value: '' },
    version: { value: 1 },
    connection: { value: 'direct' },
    account: {
      value: '',
      type: 'centralita-account',
      required: false,
      validate: function (value) {
        return centralita.connected(this, 'direct', value);
      },
    },
    hub: {
      value: '',
      type: 'centralita-hub',
      required: false,
      validate: function (value) {
        return centralita.connected(this, 'hub', value);
      },
    },
    to: { value: 'topic' },
    toType: { value: 'msg' },
    kind: { value: 'auto' },
    text: { value: 'payload' },
    textType: { value: 'msg' },
    choices: { value: [] },
    button: { value: '' },
    footer: { value: '' },
    template: { value: '' },
    language: { value: '' },
    parameters: { value: [] },
    file: { value: 'payload' },
    fileType: { value: 'msg' },
    fileKind: { value: '' },
    filename: { value: '' },
    quote: { value: false },
    purpose: { value: '' },
    sendFrom: { value: '' },
    key: { value: '' },
    keyType: { value: 'str' },
    wait: { value: false },
    timeout: {
      value: '24',
      validate: function (value) {
        return !this.wait || Number(value) > 0 || this._('centralita.error.timeout');
      },
    },
    timeoutUnit: { value: 'h' },
    outputs: { value: 1 },
  },
  inputs: 1,
  outputs: 1,
  icon: 'centralita.svg',
  align: 'right',
  paletteLabel: function () {
    return this._('centralita.palette.send');
  },
  label: function () {
    return this.name || this._('centralita.palette.send');
  },
  labelStyle: function () {
    return this.name ? 'node_label_italic' : '';
  },
  onadd: function () {
    centralita.adopt(this);
  },
  outputLabels: function (port) {
    return this._(`centralita.output.${this.wait ? ['tapped', 'timedOut'][port] : 'sent'}`);
  },
  oneditsave: function () {
    // Only a question can be tapped; the box is hidden for other kinds and must not count there.
    if (!['auto', 'choices', 'template'].includes($('#node-input-kind').val())) {
      $('#node-input-wait').prop('checked', false);
    }
    const items = (name: string) => $(`#node-input-${name}-list`).editableList('items');
    this.choices = items('choice')
      .map(function (this: Query) {
        const value = (part: string) => String($(this).find(`.centralita-${part}`).val() ?? '').trim();
        return { title: value('title'), description: value('description'), id: value('id') };
      })
      .get();
    this.parameters = items('parameter')
      .map(function (this: Query) {
        const value = $(this).find('.centralita-value');
        const name = String($(this).find('.centralita-name').val()).trim();
        return { name, value: value.typedInput('value'), type: value.typedInput('type') };
      })
      .get();
  },
  oneditprepare: function () {
    centralita.prepareConnection(this);
    const types = ['msg', 'flow', 'global', 'str', 'jsonata', 'env'];
    centralita.typed('to', types, 'msg');
    centralita.typed('text', types, 'msg');
    centralita.typed('file', types, 'msg');
    centralita.typed('key', types, 'str');

    const kind = $('#node-input-kind');
    const wait = $('#node-input-wait');
    const show = () => {
      for (const each of ['auto', 'text', 'choices', 'template', 'file']) {
        $(`.centralita-when-${each}`).not(`.centralita-when-${kind.val()}`).hide();
      }
      $(`.centralita-when-${kind.val()}`).show();
      const waits = wait.prop('checked') && ['auto', 'choices', 'template'].includes(kind.val());
      $('.centralita-when-wait').toggle(waits);
      // The second output comes and goes with the wait; the wires of the first stay.
      $('#node-input-outputs').val(waits ? 2 : 1);
    };
    kind.on('change', show);
    wait.on('change', () => show());

    const field = (part: string, label: string, value: string | undefined) =>
      $('<input>', {
        type: 'text',
        class: `centralita-${part}`,
        placeholder: label,
        'aria-label': label,
      }).val(value ?? '');
    const choiceList = $('#node-input-choice-list').editableList({
      sortable: true,
      removable: true,
      addItem: (
        container: Query,
        _index: number,
        item: { title?: string; description?: string; id?: string },
      ) => {
        const words = (part: string) => this._(`centralita.label.choice_${part}`);
        $('<div>', { class: 'centralita-row' })
          .append(
            field('title', words('title'), item.title).attr('maxlength', 24),
            field('description', words('description'), item.description).attr('maxlength', 72),
            field('id', words('id'), item.id).attr('maxlength', 200),
          )
          .appendTo(container);
      },
    });
    for (const choice of this.choices ?? []) choiceList.editableList('addItem', choice);

    const parameterList = $('#node-input-parameter-list').editableList({
      sortable: true,
      removable: true,
      addItem: (container: Query, _index: number, item: { name?: string; value?: string; type?: string }) => {
        const row = $('<div>', { class: 'centralita-row' }).appendTo(container);
        row.append(
          field('name', this._('centralita.label.parameter_name'), item.name).css({ flex: '0 0 30%' }),
        );
        const value = field('value', this._('centralita.label.parameter_value'), item.value).appendTo(row);
        value.typedInput({ default: item.type ?? 'msg', types });
        value.typedInput('value', item.value ?? 'payload');
        value.typedInput('type', item.type ?? 'msg');
        value.typedInput('width', '65%');
      },
    });
    for (const parameter of this.parameters ?? []) parameterList.editableList('addItem', parameter);

    // Names to choose from; without a connection any name may be typed.
    const fill = () => {
      const id =
        $('#node-input-connection').val() === 'hub'
          ? $('#node-input-hub').val()
          : $('#node-input-account').val();
      if (kind.val() !== 'template' || !id || id === '_ADD_') return;
      $.getJSON(`centralita/${id}/templates`).done(
        ({ templates }: { templates: readonly { name: string; language: string }[] }) => {
          const options = templates.map(({ name, language }) =>
            $('<option>').val(name).text(`${name} (${language})`).data('language', language),
          );
          $('#centralita-templates').empty().append(options);
        },
      );
    };
    $('#node-input-template').on('change', function (this: Query) {
      const chosen = $('#centralita-templates option').filter(
        (_: number, option: Query) => $(option).val() === $(this).val(),
      );
      const language = $('#node-input-language');
      if (chosen.length > 0 && !language.val()) language.val(chosen.first().data('language'));
    });
    kind.on('change', fill);
    show();
    fill();
  },
});
