RED.nodes.registerType('centralita-status-in', {
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
    statuses: { value: 'failed,read' },
  },
  inputs: 0,
  outputs: 1,
  icon: 'centralita.svg',
  paletteLabel: function () {
    return this._('centralita.palette.statusIn');
  },
  label: function () {
    return this.name || this._('centralita.palette.statusIn');
  },
  labelStyle: function () {
    return this.name ? 'node_label_italic' : '';
  },
  onadd: function () {
    centralita.adopt(this);
  },
  oneditprepare: function () {
    centralita.prepareConnection(this);
    const statuses = ['sent', 'delivered', 'read', 'played', 'failed', 'refused', 'uncertain'];
    centralita.chips(
      'statuses',
      statuses.map((status) => [status, this._(`centralita.state.${status}`)] as const),
    );
  },
});
