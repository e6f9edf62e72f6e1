// Puts `kintone` together for one page.

import { appApi } from "./app.ts";
import type { Boot } from "./boot.ts";
import { eventsApi } from "./events.ts";
import { loadingApi } from "./loading.ts";
import { openPage, type Page } from "./page.ts";
import { pluginApi } from "./plugin.ts";
import { restApi } from "./rest.ts";
import { showEvent } from "./show.ts";

export function makeKintone(boot: Boot, page: Page = openPage(boot)) {
  const { api } = restApi(page);
  const { events, fire } = eventsApi(page);
  const { app, mobile } = appApi(page, api);
  const { showLoading } = loadingApi(page);
  let started = false;
  return {
    kintone: {
      ...pluginApi(page),
      api,
      app,
      events,
      mobile: { app: mobile.app, showLoading },
      showLoading,
      Promise,
      getLoginUser: () => ({ ...boot.user }),
      getRequestToken: () => boot.csrf,
    },
    /** Fires the event that the page begins with, once; answers what the last handler returned. */
    async start() {
      const event = started ? null : showEvent(boot);
      started = true;
      return event && fire(event, true);
    },
    fire,
    page,
  };
}
