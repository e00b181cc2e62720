RED.nodes.registerType('centralita-account', {
  category: 'config',
  defaults: {
    name: { value: '' },
    version: { value: 1 },
    phoneNumberId: { value: '', required: true },
    wabaId: { value: '' },
    path: {
      value: 'whatsapp',
      validate: function (value) {
        return /^([\w-]{1,80}|\$\{.+\})$/.test(value) || this._('centralita.error.path');
      },
    },
    apiVersion: { value: '' },
    apiBaseUrl: { value: '' },
  },
  credentials: {
    accessToken: { type: 'password' },
    appSecret: { type: 'password' },
    verifyToken: { type: 'password' },
  },
  paletteLabel: function () {
    return this._('centralita.palette.account');
  },
  label: function () {
    return this.name || this.phoneNumberId || this._('centralita.palette.account');
  },
  oneditprepare: function () {
    const path = $('#node-config-input-path');
    const show = () => $('#centralita-address').text(centralita.address(String(path.val())));
    path.on('input change', show);
    show();
    centralita.checkButton({
      node: this,
      path: 'account',
      values: ['phoneNumberId', 'wabaId', 'apiVersion', 'apiBaseUrl'],
      secrets: ['accessToken', 'appSecret', 'verifyToken'],
    });
    centralita.outcomes(this);
  },
});
