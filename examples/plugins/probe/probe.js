((PLUGIN_ID) => {
  'use strict';

  // A plug-in learns its ID while it loads, and only then.
  const events = [];
  window.probe = {
    id: PLUGIN_ID,
    events,
    /** How far the page was when this script ran. */
    readyState: document.readyState,
    settings: document.getElementById('probe-settings')?.textContent ?? null,
    // These stand in a plug-in's own file, so that the page knows who is asking.
    getConfig: () => kintone.plugin.app.getConfig(PLUGIN_ID),
    getProxyConfig: (url, method) => kintone.plugin.app.getProxyConfig(url, method),
  };

  const shows = ['index', 'detail', 'create', 'edit', 'print'].map((page) => `app.record.${page}.show`);
  shows.push('app.report.show', 'an.event.that.nobody.knows');
  kintone.events.on([...shows, ...shows.map((name) => `mobile.${name}`)], (event) => {
    events.push(event);
    return event;
  });
})(kintone.$PLUGIN_ID);
