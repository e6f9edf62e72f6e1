// `kintone.plugin.app` and `kintone.proxy`: a plug-in's saved settings and its calls to other services.

import { messageOf, ownHeaders, parsed, sendJson } from "../../lib/http.ts";
import { caller } from "./caller.ts";
import { checkConfig, checkData, headerStrings, InvalidCall } from "./config.ts";
import { type Page, runsPlugins } from "./page.ts";
import { proxyCalls } from "./proxy.ts";
import { saveQueue } from "./saves.ts";

/**
 * The maximum size of a keepalive body in bytes. Chromium fails a keepalive request when the bodies of all such
 * requests exceed 64 KB in total.
 */
const MAX_KEEPALIVE = 60_000;

export function pluginApi(page: Page) {
  const { boot } = page;
  const { call, upload } = proxyCalls(page);
  const shown = takeTicket(page);
  const app = {
    getConfig(pluginId: string) {
      if (!runsPlugins(boot) && boot.page !== "settings") return null;
      return { ...boot.plugins[pluginId]?.config };
    },
    ...settingsApi(page),
    /**
     * Reads a proxy config. It is synchronous by its contract. The credentials are not in the page, so it blocks until
     * the server answers (R04).
     */
    getProxyConfig(url: unknown, method: unknown) {
      const pluginId = ownSettings(page) ?? (runsPlugins(boot) ? caller() : null);
      return pluginId ? readProxyConfig(page, pluginId, String(url), String(method).toUpperCase(), shown) : null;
    },
    // Without `String`, a missing ID would make a call without a plug-in.
    proxy: Object.assign((pluginId: string, ...rest: Arguments) => call(String(pluginId), ...rest), {
      upload: (pluginId: string, ...rest: Arguments) => upload(String(pluginId), ...rest),
    }),
  };
  return {
    plugin: { app },
    proxy: Object.assign((...rest: Arguments) => call(null, ...rest), {
      upload: (...rest: Arguments) => upload(null, ...rest),
    }),
  };
}

/**
 * Takes the ticket with which a settings page reads saved values without masks (R08). It is removed from the address
 * before any plug-in runs.
 */
function takeTicket(page: Page): string | null {
  const ticket = ownSettings(page) && /^#shown=([\d]+\.[\da-f]+)$/.exec(location.hash)?.[1];
  if (!ticket) return null;
  history.replaceState(null, "", `${location.pathname}${location.search}`);
  document.documentElement.dataset.pdShown = "";
  return ticket;
}

/** Returns the plug-in whose settings page this is. */
function ownSettings({ boot }: Page): string | null {
  return boot.page === "settings" ? boot.settingsPlugin : null;
}

/** The functions with which a settings page saves. */
function settingsApi(page: Page) {
  const enqueue = saveQueue(page);
  const settings = ownSettings(page);

  /**
   * Queues a save with the result of `body`. If `body` refuses the arguments, the failure takes its turn in the queue
   * like any other.
   */
  function save(name: string, key: string, method: string, path: string, body: () => object, ok: unknown, ng: unknown) {
    let json: string | InvalidCall;
    try {
      if (!settings) throw new InvalidCall("settingsOnly", { name: `kintone.plugin.app.${name}` });
      json = JSON.stringify({ app: page.boot.app?.id, ...body() });
    } catch (error) {
      if (!(error instanceof InvalidCall)) throw error;
      json = error;
    }
    enqueue({ key, send: () => send(page, method, path, json), ok, ng });
  }

  return {
    setConfig(config: unknown, ok?: unknown, ng?: unknown) {
      const body = () => ({ id: settings, config: checkConfig(config) });
      save("setConfig", "config", "PUT", "/k/v1/preview/app/plugin/config.json", body, ok, ng);
    },

    setProxyConfig(url: unknown, method: unknown, headers: unknown, data: unknown, ok?: unknown, ng?: unknown) {
      const verb = String(method).toUpperCase();
      const body = () => ({
        pluginId: settings,
        url: String(url),
        method: verb,
        headers: headerStrings(headers),
        data: checkData(data),
      });
      save("setProxyConfig", `${verb} ${url}`, "POST", "/k/api/plugin/proxy/config.json", body, ok, ng);
    },
  };
}

async function send(page: Page, method: string, path: string, json: string | InvalidCall) {
  const ours = (code: string, message: string) => ({ message, error: { code, id: "", message } });
  if (json instanceof InvalidCall) return ours("PD_CONFIG_INVALID", page.text(json.text, json.params));
  try {
    const { size } = new Blob([json]);
    const response = await sendJson(page.boot.csrf, method, path, json, { keepalive: size <= MAX_KEEPALIVE });
    if (response.ok) return null;
    const text = await response.text();
    return { message: messageOf(text), error: parsed(text) };
  } catch {
    return ours("PD_OFFLINE", page.text("offline"));
  }
}

function readProxyConfig(page: Page, pluginId: string, url: string, method: string, shown: string | null) {
  const { boot } = page;
  const request = new XMLHttpRequest();
  request.open("POST", "/k/api/plugin/proxy/config/get.json", false);
  for (const [name, value] of Object.entries(ownHeaders(boot.csrf))) request.setRequestHeader(name, value);
  request.setRequestHeader("Content-Type", "application/json");
  const where = ownSettings(page) ? "settings" : boot.preview ? "preview" : "live";
  try {
    request.send(JSON.stringify({ app: boot.app?.id, pluginId, url, method, page: where, ...(shown && { shown }) }));
  } catch {
    page.report(page.text("offline"), pluginId);
    return null;
  }
  if (request.status === 200) return JSON.parse(request.responseText);
  page.report(messageOf(request.responseText), pluginId);
  return null;
}

type Arguments = [url: unknown, method: unknown, headers: unknown, data: unknown, ok?: unknown, ng?: unknown];
