RED.nodes.registerType('centralita-consent', {
  category: 'WhatsApp',
  color: '#DDEBF7',
  defaults: {
    name: { value: '' },
    version: { value: 1 },
    hub: { value: '', type: 'centralita-hub', required: true },
    state: { value: 'granted' },
    to: { value: 'topic' },
    toType: { value: 'msg' },
    purposes: { value: '' },
    actor: { value: 'person' },
    source: { value: 'form' },
    wording: { value: '' },
    wordingType: { value: 'str' },
    proof: { value: '' },
    proofType: { value: 'str' },
  },
  inputs: 1,
  outputs: 1,
  icon: 'centralita.svg',
  paletteLabel: function () {
    return this._('centralita.palette.consent');
  },
  label: function () {
    return this.name || this._('centralita.palette.consent');
  },
  labelStyle: function () {
    return this.name ? 'node_label_italic' : '';
  },
  onadd: function () {
    centralita.adopt(this);
  },
  oneditprepare: function () {
    const purposes = ['marketing', 'utility', 'authentication', 'service'];
    centralita.typed('to', ['msg', 'flow', 'global', 'str', 'jsonata', 'env'], 'msg');
    centralita.typed('wording', ['str', 'msg', 'flow', 'global', 'jsonata', 'env'], 'str');
    centralita.typed('proof', ['str', 'msg', 'flow', 'global', 'jsonata', 'env'], 'str');
    centralita.chips(
      'purposes',
      purposes.map((purpose) => [purpose, this._(`centralita.purpose.${purpose}`)] as const),
    );
  },
});
