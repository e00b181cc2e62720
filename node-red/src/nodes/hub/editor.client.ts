RED.nodes.registerType('centralita-hub', {
  category: 'config',
  defaults: {
    name: { value: '' },
    version: { value: 1 },
    url: {
      value: '',
      required: true,
      validate: function (value) {
        return /^(https?:\/\/.+|\$\{.+\})/i.test(value) || this._('centralita.error.url');
      },
    },
    delivery: { value: 'pull' },
    publicUrl: {
      value: '',
      validate: function (value) {
        const fits = /^(https?:\/\/.+|\$\{.+\})/i.test(value);
        return this.delivery !== 'push' || fits || this._('centralita.error.url');
      },
    },
    path: {
      value: 'hub',
      validate: function (value) {
        return /^([\w-]{1,80}|\$\{.+\})$/.test(value) || this._('centralita.error.path');
      },
    },
  },
  credentials: { key: { type: 'password' } },
  paletteLabel: function () {
    return this._('centralita.palette.hub');
  },
  label: function () {
    return this.name || this.url || this._('centralita.palette.hub');
  },
  oneditprepare: function () {
    const delivery = $('#node-config-input-delivery');
    if (!delivery.val()) delivery.val('pull');
    const show = () => $('.centralita-when-push').toggle(delivery.val() === 'push');
    delivery.on('change', show);
    show();
    centralita.checkButton({
      node: this,
      path: 'hub',
      values: ['url', 'delivery', 'publicUrl', 'path'],
      secrets: ['key'],
    });
    centralita.outcomes(this);
  },
});
