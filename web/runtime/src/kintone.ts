// Builds the `kintone` object for one page.

import type { Boot } from "../../lib/boot.ts";
import { appApi } from "./app.ts";
import { dialogsApi } from "./dialogs.ts";
import { environmentApi } from "./environment.ts";
import { eventsApi } from "./events.ts";
import { loadingApi, notificationApi } from "./notices.ts";
import { openPage, type Page } from "./page.ts";
import { pluginApi } from "./plugin.ts";
import { restApi } from "./rest.ts";
import { showEvent } from "./show.ts";
import { userApi } from "./user.ts";

export function makeKintone(boot: Boot, page: Page = openPage(boot)) {
  const { api } = restApi(page);
  const { events, tell, tellNow } = eventsApi(page);
  const { app, mobile } = appApi(page, api);
  const { showLoading } = loadingApi(page);
  const { showNotification } = notificationApi(page);
  const dialogs = dialogsApi(page);
  let started = false;
  return {
    kintone: {
      ...pluginApi(page),
      ...environmentApi(page),
      ...dialogs.desktop,
      api,
      app,
      events,
      mobile: { app: mobile.app, showLoading, showNotification, ...dialogs.mobile },
      showLoading,
      showNotification,
      user: userApi(page, api),
      Promise,
      getLoginUser: () => ({ ...boot.user }),
      getRequestToken: () => boot.csrf,
    },
    /** Fires the first event of the page, once. Returns the value of the last handler. */
    async start() {
      const event = started ? null : showEvent(page);
      started = true;
      return event && (await tell(event)).returned;
    },
    tell,
    tellNow,
    page,
  };
}
