// The page that the runtime runs on: its boot block, and its messages to the user.

import type { Boot } from "../../lib/boot.ts";
import { make } from "../../lib/dom.ts";
import { pluginIn } from "./caller.ts";
import type { OpenForm } from "./hooks.ts";
import { type TextKey, text } from "./texts.ts";

export interface Page {
  readonly boot: Boot;
  /** The form that the page's script opened, or null. */
  form: OpenForm | null;
  text(key: TextKey, params?: Record<string, string>): string;
  /** Shows a message to every user of the page. A message that is already shown is not repeated. */
  alert(message: string): void;
  /**
   * Reports an exception of a plug-in. Administrators see it on the page, and all users find it in the console (R46).
   */
  report(error: unknown, plugin: string | null): void;
  /** Calls a plug-in's function and reports its exception. Returns null if the function threw. */
  run<T>(plugin: string | null, call: () => T): { value: T } | null;
  leave(url: string): void;
}

export function openPage(boot: Boot): Page {
  const messages = document.querySelector<HTMLElement>('[data-pd="messages"]');
  const forAdministrators = messages?.hasAttribute("data-pd-admin");
  const page: Page = {
    boot,
    form: null,
    text: (key, params) => text(boot.locale, key, params),
    alert(message) {
      if ([...(messages?.children ?? [])].some((line) => line.textContent === message)) return;
      const line = make("p", { class: "pd-message pd-message-error", role: "alert" }, message);
      if (messages) messages.append(line);
      else document.body.prepend(line);
    },
    report(error, plugin) {
      const message = error instanceof Error ? error.message : String(error);
      const name = plugin && (boot.plugins[plugin]?.name ?? plugin);
      const said = name ? page.text("pluginError", { name, message }) : page.text("scriptError", { message });
      console.error(said, error);
      if (forAdministrators) page.alert(said);
    },
    run(plugin, call) {
      try {
        return { value: call() };
      } catch (error) {
        page.report(error, plugin);
        return null;
      }
    },
    leave: (url) => location.assign(url),
  };
  return page;
}

/**
 * Reports uncaught errors of plug-ins: exceptions while a script loads, exceptions in listeners, and unhandled
 * rejections.
 */
export function watchErrors(page: Page): void {
  const blame = (error: unknown, file?: string) => {
    const plugin = pluginIn(file) ?? pluginIn(error instanceof Error ? error.stack : null);
    if (plugin) page.report(error, plugin);
  };
  addEventListener("error", (event) => blame(event.error ?? event.message, event.filename));
  addEventListener("unhandledrejection", (event) => blame(event.reason));
}

const WITH_PLUGINS: Boot["page"][] = ["index", "detail", "create", "edit", "print", "report", "import", "export"];

/** Returns whether plug-in code runs on this page (R27). A settings page does not count. */
export function runsPlugins(boot: Boot): boolean {
  return WITH_PLUGINS.includes(boot.page);
}
