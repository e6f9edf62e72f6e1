// The editor of the app's own JavaScript and CSS: four lists of files and URLs, which one request saves.

import { render } from "preact";
import type { ScriptsStart } from "../../../../api/generated/boot.ts";
import { server } from "../../session.ts";
import { useEditor } from "../editing.ts";
import { named, text } from "../texts.ts";
import { Toolbar } from "../toolbar.tsx";
import { List } from "./list.tsx";
import { type State, write } from "./model.ts";

/** Renders the editor. */
export function scriptsEditor(place: Element, start: ScriptsStart): void {
  render(<Editor start={start} />, place);
}

const LISTS = ["desktop.js", "desktop.css", "mobile.js", "mobile.css"] as const;
const SCOPES: State["scope"][] = ["ALL", "ADMIN", "NONE"];

function Editor({ start }: { start: ScriptsStart }) {
  const { app, revision, scope, lists } = start;
  const editing = useEditor<State>(() => ({ scope, lists }), {
    async send(state) {
      await server.call("PUT", "/k/v1/preview/app/customize.json", { app, revision, ...write(state) });
    },
    next: `/k/admin/app/${app}/customize?message=APP_SAVED`,
  });
  const { state, change, say, toolbar } = editing;
  return (
    <>
      <Toolbar {...toolbar} />
      <div class="pd-card pd-card-body">
        <label class="pd-label" for="pd-scope">
          {text("scripts_scope")}
        </label>
        <select
          class="pd-input"
          id="pd-scope"
          value={state.scope}
          onChange={(event) => {
            const scope = event.currentTarget.value as State["scope"];
            change((last) => ({ ...last, scope }));
          }}
        >
          {SCOPES.map((scope) => (
            <option key={scope} value={scope}>
              {named(`scope.${scope}`)}
            </option>
          ))}
        </select>
      </div>
      {LISTS.map((name) => (
        <List
          key={name}
          name={name}
          start={start}
          sources={state.lists[name] ?? []}
          set={(set) => change((last) => ({ ...last, lists: { ...last.lists, [name]: set(last.lists[name] ?? []) } }))}
          say={say}
        />
      ))}
    </>
  );
}
