((PLUGIN_ID) => {
  'use strict';

  const texts = {
    en: {
      ask: 'Ask the weather desk',
      asking: 'Asking…',
      answered: (status) => `The service responded with status ${status}. It received:`,
      failed: 'The call failed:',
      call: 'Request',
      credential: 'Added by the server, masked by the service',
    },
    ja: {
      ask: 'お天気デスクに聞く',
      asking: '問い合わせ中…',
      answered: (status) => `サービスの応答（ステータス ${status}）。サービスが受け取った内容：`,
      failed: '呼び出しに失敗しました：',
      call: 'リクエスト',
      credential: 'サーバーで追加され、サービス側で伏せ字にされた値',
    },
  };

  const element = (name, attributes, ...children) => {
    const made = Object.assign(document.createElement(name), attributes);
    made.append(...children);
    return made;
  };

  /** Rows for the weather, and for what the service says it received. */
  const seen = (answer, text) => {
    const rows = [];
    if (answer.city !== undefined) {
      rows.push(element('tr', {}, element('th', {}, answer.city), element('td', {}, `${answer.celsius} °C`)));
    }
    rows.push(element('tr', {}, element('th', {}, text.call), element('td', {}, `${answer.method} ${answer.path}`)));
    for (const [name, value] of Object.entries(answer.headers ?? {})) {
      const secret = name.toLowerCase() === 'authorization';
      const cell = element('td', {}, String(value));
      if (secret) {
        cell.append(element('small', {}, text.credential));
      }
      rows.push(element('tr', { className: secret ? 'weather-desk-secret' : '' }, element('th', {}, name), cell));
    }
    return element('table', {}, ...rows);
  };

  const ask = async (panel, text) => {
    const { endpoint } = kintone.plugin.app.getConfig(PLUGIN_ID);
    panel.replaceChildren(element('p', {}, text.asking));
    try {
      // No credential here: the server adds the one that the settings page saved.
      const [body, status] = await kintone.plugin.app.proxy(PLUGIN_ID, endpoint, 'GET', {}, {});
      let details;
      try {
        details = seen(JSON.parse(body), text);
      } catch {
        details = element('pre', {}, body);
      }
      panel.replaceChildren(element('p', {}, text.answered(status)), details);
    } catch (error) {
      panel.replaceChildren(element('p', {}, text.failed), element('pre', {}, String(error)));
    }
  };

  kintone.events.on('app.record.index.show', (event) => {
    const menu = kintone.app.getHeaderMenuSpaceElement();
    const space = kintone.app.getHeaderSpaceElement();
    // The event comes again when the list changes; the button is there once.
    if (!menu || !space || document.getElementById('weather-desk-ask')) {
      return event;
    }
    const text = kintone.getLoginUser().language === 'ja' ? texts.ja : texts.en;
    const panel = element('section', { id: 'weather-desk-answer', ariaLive: 'polite' });
    const button = element('button', { id: 'weather-desk-ask', type: 'button' }, text.ask);
    button.addEventListener('click', () => ask(panel, text));
    menu.append(button);
    space.append(panel);
    return event;
  });
})(kintone.$PLUGIN_ID);
