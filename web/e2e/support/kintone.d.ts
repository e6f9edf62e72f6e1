/** The parts of the page's API and of the probe plug-in that the tests use. */
type ProxyArguments = [
  url: string,
  method: string,
  headers: Record<string, unknown>,
  data: unknown,
  ok?: unknown,
  ng?: unknown,
];

interface Proxy {
  (id: string, ...rest: ProxyArguments): Promise<[string, number, Record<string, string>]>;
  upload(id: string, ...rest: ProxyArguments): Promise<[string, number, Record<string, string>]>;
}

declare const kintone: {
  $PLUGIN_ID: string;
  api: {
    (
      url: string,
      method: string,
      parameters: object,
      ok?: (response: unknown) => void,
      ng?: (error: unknown) => void,
    ): Promise<unknown>;
    url(path: string, guest?: boolean): string;
  };
  app: {
    getId(): number | null;
    getHeaderSpaceElement(): HTMLElement | null;
    getFieldElements(code: string): HTMLElement[] | null;
    record: {
      get(): { record: Record<string, { type: string; value: unknown }> } | null;
      set(given: { record: object }): void;
    };
  };
  mobile: { app: { getId(): number | null } };
  events: { on(types: string | string[], handler: (event: object) => unknown): void };
  getRequestToken(): string;
  proxy: {
    (...rest: ProxyArguments): Promise<[string, number, Record<string, string>]>;
    upload(...rest: ProxyArguments): Promise<[string, number, Record<string, string>]>;
  };
  plugin: {
    app: {
      getConfig(id: string): Record<string, string> | null;
      setConfig(config: unknown, ok?: unknown, ng?: unknown): undefined;
      getProxyConfig(
        url: string,
        method: string,
      ): { headers: Record<string, string>; data: Record<string, unknown> } | null;
      setProxyConfig(url: string, method: string, headers: object, data: object, ok?: unknown, ng?: unknown): undefined;
      proxy: Proxy;
    };
  };
};

interface Window {
  probe: {
    id: string;
    events: { type: string; appId?: number; recordId?: number }[];
    readyState: string;
    settings: string | null;
    getConfig(): Record<string, string> | null;
    getProxyConfig(
      url: string,
      method: string,
    ): { headers: Record<string, string>; data: Record<string, unknown> } | null;
  };
}
