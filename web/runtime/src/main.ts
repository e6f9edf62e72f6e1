declare global {
  interface Window {
    /** Between the runtime and the page's own script; plug-ins have no business here. */
    __plugdock?: { start(): void };
  }
}

window.__plugdock = { start() {} };

export {};
