((PLUGIN_ID) => {
  'use strict';

  const texts = {
    en: {
      intro: 'The button on the record list calls this URL. The server adds the token to each call.',
      endpoint: 'Service URL',
      token: 'Access token',
      tokenHint: 'Leave empty to keep the saved token.',
      save: 'Save',
      cancel: 'Cancel',
    },
    ja: {
      intro: 'レコード一覧のボタンがこのURLを呼び出します。トークンはサーバー側で呼び出しに付けられます。',
      endpoint: 'サービスのURL',
      token: 'アクセストークン',
      tokenHint: '空のままにすると、保存済みのトークンを使い続けます。',
      save: '保存',
      cancel: 'キャンセル',
    },
  };
  const text = kintone.getLoginUser().language === 'ja' ? texts.ja : texts.en;

  const form = document.getElementById('weather-desk');
  for (const element of form.querySelectorAll('[data-text]')) {
    element.textContent = text[element.dataset.text];
  }

  const config = kintone.plugin.app.getConfig(PLUGIN_ID) ?? {};
  form.elements.endpoint.value = config.endpoint ?? '';

  form.elements.cancel.addEventListener('click', () => {
    window.location.href = `../../${kintone.app.getId()}/plugin/`;
  });

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const endpoint = form.elements.endpoint.value;
    const token = form.elements.token.value;
    // The address goes into the config, which every user of the app may read; the token goes into
    // the proxy's settings, which stay on the server.
    const saveConfig = () => kintone.plugin.app.setConfig({ endpoint });
    if (token === '') {
      saveConfig();
    } else {
      const headers = { Authorization: `Bearer ${token}` };
      kintone.plugin.app.setProxyConfig(endpoint, 'GET', headers, {}, saveConfig);
    }
  });
})(kintone.$PLUGIN_ID);
