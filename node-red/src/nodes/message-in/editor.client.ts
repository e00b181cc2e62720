RED.nodes.registerType('centralita-message-in', {
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
    kinds: { value: '' },
    keywords: { value: '' },
    number: { value: '' },
    firstContact: { value: false },
    download: { value: false },
    taps: { value: false },
    consentWords: { value: false },
  },
  inputs: 0,
  outputs: 1,
  icon: 'centralita.svg',
  paletteLabel: function () {
    return this._('centralita.palette.messageIn');
  },
  label: function () {
    return this.name || this._('centralita.palette.messageIn');
  },
  labelStyle: function () {
    return this.name ? 'node_label_italic' : '';
  },
  onadd: function () {
    centralita.adopt(this);
  },
  oneditprepare: function () {
    centralita.prepareConnection(this);
    const kinds = ['text', 'image', 'video', 'audio', 'document', 'sticker', 'location', 'contacts', 'order'];
    centralita.chips(
      'kinds',
      kinds.map((kind) => [kind, this._(`centralita.kind.${kind}`)] as const),
    );
  },
});
