// Which plug-in is calling: read from the URLs of scripts, which hold the plug-in's ID. Any script of the page can
// pretend to be another, so this picks what is answered and protects nothing (R05).

const IN_URL = /\/-\/plugin\/([a-p]{32})\//;

/** The plug-in whose file a script URL or a stack names first. */
export function pluginIn(text: string | null | undefined): string | null {
  return text?.match(IN_URL)?.[1] ?? null;
}

/** The plug-in whose script is running, else the nearest one on the stack, else null. */
export function caller(): string | null {
  const script = document.currentScript as HTMLScriptElement | null;
  // A manifest may name scripts of other hosts: the page marks whose they are.
  const running = pluginIn(script?.src) ?? script?.dataset.pdPlugin;
  if (running) return running;
  // Ten frames, the default, are soon used up by a library that the plug-in goes through.
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
