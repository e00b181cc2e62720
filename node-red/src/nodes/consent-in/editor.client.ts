RED.nodes.registerType('centralita-consent-in', {
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
    sources: { value: '' },
  },
  inputs: 0,
  outputs: 3,
  icon: 'centralita.svg',
  paletteLabel: function () {
    return this._('centralita.palette.consentIn');
  },
  label: function () {
    return this.name || this._('centralita.palette.consentIn');
  },
  labelStyle: function () {
    return this.name ? 'node_label_italic' : '';
  },
  onadd: function () {
    centralita.adopt(this);
  },
  outputLabels: function (port) {
    return this._(`centralita.output.${['granted', 'withdrawn', 'pending'][port]}`);
  },
  oneditprepare: function () {
    centralita.prepareConnection(this);
    const sources = ['keyword', 'button', 'form', 'link', 'platform', 'operator', 'import', 'api'];
    centralita.chips(
      'sources',
      sources.map((source) => [source, this._(`centralita.source.${source}`)] as const),
    );
  },
});
