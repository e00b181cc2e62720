RED.nodes.registerType('centralita-conversation', {
  category: 'WhatsApp',
  color: '#DDEBF7',
  defaults: {
    name: { value: '' },
    version: { value: 1 },
    hub: { value: '', type: 'centralita-hub', required: true },
    action: { value: 'get' },
    which: { value: '' },
    whichType: { value: 'str' },
    value: { value: '' },
    valueType: { value: 'str' },
    by: { value: '' },
    byType: { value: 'str' },
  },
  inputs: 1,
  outputs: 1,
  icon: 'centralita.svg',
  paletteLabel: function () {
    return this._('centralita.palette.conversation');
  },
  label: function () {
    return this.name || this._('centralita.palette.conversation');
  },
  labelStyle: function () {
    return this.name ? 'node_label_italic' : '';
  },
  onadd: function () {
    centralita.adopt(this);
  },
  oneditprepare: function () {
    const types = ['str', 'msg', 'flow', 'global', 'num', 'jsonata', 'env'];
    centralita.typed('which', types, 'str');
    centralita.typed('value', types, 'str');
    centralita.typed('by', types, 'str');
    const asks = ['messages', 'note', 'tag', 'untag', 'assign', 'move', 'priority', 'snooze', 'close'];
    const reads = ['get', 'messages', 'transcript', 'read'];
    const action = $('#node-input-action');
    const show = () => {
      const chosen = action.val();
      $('.centralita-value').toggle(asks.includes(chosen));
      $('.centralita-by').toggle(!reads.includes(chosen));
      const tip = asks.includes(chosen) ? this._(`centralita.valueTip.${chosen}`) : '';
      $('#centralita-value-tip')
        .text(tip)
        .toggle(tip !== '');
    };
    action.on('change', show);
    show();
  },
});
