// Finds the calling plug-in from the URLs of scripts, which contain the plug-in's ID. Any script of the page can
// imitate another, so this selects what is returned and protects nothing (R05).

const IN_URL = /\/-\/plugin\/([a-p]{32})\//;

/** Returns the first plug-in ID in a script URL or a stack trace. */
export function pluginIn(text: string | null | undefined): string | null {
  return text?.match(IN_URL)?.[1] ?? null;
}

/** Returns the plug-in whose script is running, or else the nearest one on the stack, or else null. */
export function caller(): string | null {
  const script = document.currentScript as HTMLScriptElement | null;
  // A manifest may name scripts on other hosts. The page marks such a script with its plug-in's ID.
  const running = pluginIn(script?.src) ?? script?.dataset.pdPlugin;
  if (running) return running;
  // The default limit of ten frames is too low when a plug-in calls through a library.
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 100;
  const stack = new Error().stack;
  Error.stackTraceLimit = stackTraceLimit;
  return pluginIn(stack);
}

declare global {
  interface ErrorConstructor {
    stackTraceLimit: number;
  }
}
