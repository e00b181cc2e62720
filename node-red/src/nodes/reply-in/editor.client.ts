RED.nodes.registerType('centralita-reply-in', {
  category: 'WhatsApp',
  color: '#C7E9C0',
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
    of: { value: 'any' },
    ids: { value: '' },
    claimed: { value: false },
  },
  inputs: 0,
  outputs: 1,
  icon: 'centralita.svg',
  paletteLabel: function () {
    return this._('centralita.palette.replyIn');
  },
  label: function () {
    return this.name || this._('centralita.palette.replyIn');
  },
  labelStyle: function () {
    return this.name ? 'node_label_italic' : '';
  },
  onadd: function () {
    centralita.adopt(this);
  },
  oneditprepare: function () {
    centralita.prepareConnection(this);
    const of = $('#node-input-of');
    if (!of.val()) of.val('any');
  },
});
