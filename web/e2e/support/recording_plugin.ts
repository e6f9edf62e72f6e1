import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, type Page } from "@playwright/test";
import { newKey, pack, variant } from "./plugins.ts";

// A plug-in that draws a counter into every element that a page hands out. It holds the elements and can check at any
// time whether they are unchanged.

/**
 * Reads a file of a library that npm installed for these tests. React's `exports` do not name its builds for browsers.
 */
const library = (file: string) => readFileSync(path.resolve(import.meta.dirname, "../node_modules", file), "utf8");

/** The ways to write into an element: the libraries to load first, and a function that adds a button and returns it. */
const WAYS = {
  innerHTML: {
    libraries: [],
    write: `(host) => {
      let count = 0;
      host.innerHTML = "<i>by hand</i> <button type=button>pressed 0</button>";
      const button = host.querySelector("button");
      button.addEventListener("click", () => { count += 1; button.textContent = "pressed " + count; });
      return button;
    }`,
  },
  elements: {
    libraries: [],
    write: `(host) => {
      let count = 0;
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = "pressed 0";
      button.onclick = () => { count += 1; button.firstChild.data = "pressed " + count; };
      host.replaceChildren(document.createTextNode("made "), button);
      return button;
    }`,
  },
  jQuery: {
    libraries: ["jquery/dist/jquery.min.js"],
    write: `(host) => {
      $(host).empty().data("count", 0).append($("<button type=button>").text("pressed 0"));
      $(host).on("click", "button", function () {
        const count = $(host).data("count") + 1;
        $(host).data("count", count);
        $(this).text("pressed " + count);
      });
      return $(host).find("button")[0];
    }`,
  },
  React: {
    libraries: ["react/umd/react.production.min.js", "react-dom/umd/react-dom.production.min.js"],
    write: `(host) => {
      const Counter = () => {
        const [count, set] = React.useState(0);
        return React.createElement("button", { type: "button", onClick: () => set(count + 1) }, "pressed " + count);
      };
      ReactDOM.flushSync(() => ReactDOM.createRoot(host).render(React.createElement(Counter)));
      return host.querySelector("button");
    }`,
  },
  Vue: {
    libraries: ["vue/dist/vue.global.prod.js"],
    write: `(host) => {
      const template = "<button type=button @click='count++'>pressed {{ count }}</button>";
      Vue.createApp({ data: () => ({ count: 0 }), template }).mount(host);
      return host.querySelector("button");
    }`,
  },
};

export type Way = keyof typeof WAYS;

/** All ways in which the plug-in can write. */
export const EVERY_WAY = Object.keys(WAYS) as Way[];

/** Packs the plug-in. `more` is code that runs after it. */
export function packRecordingPlugin(way: Way, more = ""): string {
  const { libraries, write } = WAYS[way];
  const files = Object.fromEntries(libraries.map((file) => [file.replaceAll("/", "-"), library(file)]));
  const js = [...Object.keys(files), "recordingPlugin.js", "more.js"];
  const recordingPlugin = `window.recordingPlugin = (${watch})(${write}, kintone);`;
  const folder = variant(
    { desktop: { js }, mobile: { js } },
    { ...files, "recordingPlugin.js": recordingPlugin, "more.js": more },
  );
  return pack(folder, newKey());
}

interface RecordingPlugin {
  keep(name: string, find: () => Element | null | undefined, inside?: boolean): void;
  /** Returns what changed in the elements. It also presses every button and checks its counter. */
  check(): Promise<string[]>;
  names(): string[];
}

/** Expects that every element that the plug-in received on this page is unchanged. */
export async function expectIntact(page: Page, after: string): Promise<void> {
  const faults = await page.evaluate(() =>
    (window as unknown as { recordingPlugin: RecordingPlugin }).recordingPlugin.check(),
  );
  expect(faults, `${page.url()}: ${after}`).toEqual([]);
}

/** Returns the names of the elements that the plug-in received on this page. */
export function keptOn(page: Page): Promise<string[]> {
  return page.evaluate(() => (window as unknown as { recordingPlugin: RecordingPlugin }).recordingPlugin.names());
}

// This function runs in the page.
function watch(write: (host: Element) => HTMLButtonElement, kintone: never): RecordingPlugin {
  interface Intact {
    element: HTMLElement;
    button: HTMLButtonElement;
    style: string | null;
    finds: [string, () => Element | null | undefined][];
    pressed: number;
    heard: number;
  }
  const kept: Intact[] = [];
  const { events, app, mobile } = kintone as {
    events: { on(types: string[], handler: (event: object) => object): void };
    // biome-ignore lint/suspicious/noExplicitAny: only the functions that are called below matter
    [name: string]: any;
  };

  /**
   * Writes into an element and remembers it. With `inside`, the element has content that must stay, so the plug-in
   * appends to it.
   */
  function keep(name: string, find: () => Element | null | undefined, inside = false): void {
    const element = find() as HTMLElement | null | undefined;
    if (!element) return;
    const known = kept.find((one) => one.element === element);
    if (known) {
      known.finds.push([name, find]);
      return;
    }
    element.style.setProperty("outline", "1px solid teal");
    element.style.setProperty("--recorded", String(kept.length));
    element.setAttribute("data-recorded", name);
    element.classList.add("recorded");
    let host: Element = element;
    if (inside) {
      host = document.createElement(element.matches("table") ? "caption" : element.matches("tr") ? "td" : "div");
      element.append(host);
    }
    const one: Intact = {
      element,
      button: write(host),
      style: element.getAttribute("style"),
      finds: [[name, find]],
      pressed: 0,
      heard: 0,
    };
    element.addEventListener("click", (event) => {
      if (event.target === one.button) one.heard += 1;
    });
    kept.push(one);
  }

  async function check(): Promise<string[]> {
    const faults: string[] = [];
    const there: Intact[] = [];
    for (const one of kept) {
      const { element, button, finds, style } = one;
      const say = (what: string) => faults.push(`${finds[0]?.[0]} ${what}`);
      for (const [name, find] of finds) if (find() !== element) faults.push(`${name} is another element`);
      if (!element.isConnected) say("has left the page");
      if (element.getAttribute("style") !== style) say(`has the style ${element.getAttribute("style")}`);
      if (!element.classList.contains("recorded")) say(`has the class ${element.className}`);
      if (!element.dataset.recorded) say("has lost its attribute");
      if (element.contains(button)) {
        one.pressed += 1;
        button.click();
        there.push(one);
      } else say("has lost its content");
    }
    // React and Vue render after the click.
    await new Promise((drawn) => setTimeout(drawn));
    for (const { button, pressed, heard, finds } of there) {
      const text = button.textContent;
      if (text !== `pressed ${pressed}`) faults.push(`${finds[0]?.[0]} says "${text}" after ${pressed} presses`);
      if (heard !== pressed) faults.push(`${finds[0]?.[0]} heard ${heard} of ${pressed} presses`);
    }
    return faults;
  }

  /** Keeps all elements that have a class that matches the pattern. */
  function keepClasses(pattern: RegExp, inside: boolean): void {
    const names = new Set([...document.querySelectorAll("[class]")].flatMap((element) => [...element.classList]));
    for (const name of [...names].filter((name) => pattern.test(name))) {
      const found = document.getElementsByClassName(name);
      for (let index = 0; index < found.length; index += 1) {
        const element = found[index];
        // A class with a field number finds the same element again. Other classes do not, because rows of a table are
        // added and removed.
        const find = /\d$/.test(name) ? () => document.getElementsByClassName(name)[index] : () => element;
        keep(`.${name}[${index}]`, find, inside);
      }
    }
  }

  const desktop = ["index", "detail", "create", "edit"].map((page) => `app.record.${page}.show`);
  events.on([...desktop, ...desktop.map((type) => `mobile.${type}`)], (event) => {
    const { type, record } = event as { type: string; record?: { [code: string]: { type: string } } };
    const api = type.startsWith("mobile.") ? mobile.app : app;
    const form = /create|edit/.test(type);
    keep("header space", api.getHeaderSpaceElement);
    if (!type.startsWith("mobile.")) {
      keep("header menu space", api.getHeaderMenuSpaceElement);
      keep("record header menu space", api.record.getHeaderMenuSpaceElement);
    }
    for (const id of ["above", "within"]) keep(`space ${id}`, () => api.record.getSpaceElement(id));
    for (const code of Object.keys(record ?? {})) keep(`field ${code}`, () => api.record.getFieldElement(code));
    for (const code of ["LINK", "SINGLE_LINE_TEXT", "NUMBER"]) {
      const cells = api.getFieldElements?.(code) ?? [];
      for (let at = 0; at < cells.length; at += 1) {
        // The plug-in overwrites the cells of one column and appends to the others.
        keep(`cell ${code} ${at}`, () => api.getFieldElements(code)[at], code !== "LINK");
      }
    }
    keep("custom view", () => document.querySelector("#by-hand"));
    keepClasses(/^value-\d+$/, type.includes("index") || form);
    keepClasses(
      /^(field|label)-\d+$|^(record|contents|control|control-value|control-label|row|subtable|subtable-row|recordlist)-gaia$/,
      true,
    );
    return event;
  });

  return { keep, check, names: () => kept.flatMap(({ finds }) => finds.map(([name]) => name)) };
}
