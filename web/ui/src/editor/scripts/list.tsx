// A list of files and URLs in the order in which pages load them.

import { useState } from "preact/hooks";
import type { Script, ScriptsStart } from "../../../../api/generated/boot.ts";
import { Refusal } from "../../../../lib/server.ts";
import { server } from "../../session.ts";
import { moved, OrderTools } from "../order.tsx";
import { named, text } from "../texts.ts";

interface ListState {
  name: string;
  start: ScriptsStart;
  sources: Script[];
  set: (change: (sources: Script[]) => Script[]) => void;
  say: (said: string) => void;
}

export function List({ name, start, sources, set, say }: ListState) {
  const [wrong, setWrong] = useState<string[]>([]);
  const [coming, setComing] = useState<{ name: string; part: number } | null>(null);
  const id = `pd-${name.replace(".", "-")}`;
  const add = (source: Script) => {
    set((last) => [...last, source]);
    say(text("said_added"));
  };

  async function uploadAll(files: File[]): Promise<void> {
    const faults: string[] = [];
    setWrong([]);
    const room = Math.max(0, start.most - sources.length);
    for (const file of files.slice(0, room)) {
      if (file.size > start.largest) {
        faults.push(text("scripts_large", { name: file.name, size: start.largest >> 20 }));
        continue;
      }
      setComing({ name: file.name, part: 0 });
      try {
        const fileKey = await server.upload(file, (part) => setComing({ name: file.name, part }));
        add({ fileKey, name: file.name, size: `${Math.ceil(file.size / 1024)} KB` });
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        faults.push(error.message, ...error.reasons);
      }
    }
    if (files.length > room) faults.push(text("scripts_full", { count: start.most }));
    setComing(null);
    // Another fault may have been shown in the meantime, and stays.
    if (faults.length > 0) setWrong(faults);
  }

  /** Adds a URL and returns whether it was accepted. */
  function addUrl(url: string): boolean {
    const faults: string[] = [];
    if (!url.startsWith("https://")) faults.push(text("scripts_wrong_url"));
    if (sources.length >= start.most) faults.push(text("scripts_full", { count: start.most }));
    setWrong(faults);
    if (faults.length === 0) add({ url });
    return faults.length === 0;
  }

  return (
    <section class="pd-card" aria-labelledby={id}>
      <div class="pd-card-head">
        <h2 class="pd-card-title" id={id}>
          {named(`list.${name}`)}
        </h2>
      </div>
      <div class="pd-card-body">
        <Entries sources={sources} set={set} />
        {coming && (
          <p>
            <progress value={coming.part} aria-label={text("scripts_uploading", { name: coming.name })} />{" "}
            {text("scripts_uploading", { name: coming.name })}
          </p>
        )}
        {wrong.length > 0 && (
          <p class="pd-ed-wrong" role="alert">
            {wrong.join(" ")}
          </p>
        )}
        <Adding name={name} upload={(files) => void uploadAll(files)} addUrl={addUrl} />
      </div>
    </section>
  );
}

function Entries({ sources, set }: Pick<ListState, "sources" | "set">) {
  const nameOf = (source: Script) => ("url" in source ? source.url : source.name);
  return (
    <>
      {sources.length === 0 && <p class="pd-muted">{text("scripts_empty")}</p>}
      <ol class="pd-ed-options">
        {sources.map((source, index) => (
          <li class="pd-ed-option" key={"url" in source ? source.url : source.fileKey}>
            <span class="pd-ed-column pd-break">
              {nameOf(source)} {"size" in source && <span class="pd-muted pd-small">{source.size}</span>}
            </span>
            <OrderTools
              name={nameOf(source)}
              index={index}
              count={sources.length}
              move={(by) => set((last) => moved(last, index, by))}
              remove={() => set((last) => last.filter((it) => it !== source))}
            />
          </li>
        ))}
      </ol>
    </>
  );
}

/** Renders the inputs for files and URLs. `addUrl` returns whether a URL was accepted. */
function Adding(props: { name: string; upload: (files: File[]) => void; addUrl: (url: string) => boolean }) {
  const [url, setUrl] = useState("");
  const title = named(`list.${props.name}`);
  return (
    <div class="pd-ed-adding">
      <label class="pd-button pd-ed-file">
        {text("scripts_upload")}
        <input
          class="pd-hidden-text"
          type="file"
          multiple
          accept={props.name.endsWith(".css") ? ".css,text/css" : ".js,.mjs,text/javascript"}
          onChange={(event) => {
            const files = [...(event.currentTarget.files ?? [])];
            event.currentTarget.value = "";
            props.upload(files);
          }}
        />
        <span class="pd-hidden-text">{title}</span>
      </label>
      <input
        class="pd-input"
        type="url"
        aria-label={`${title}: ${text("scripts_url")}`}
        placeholder={text("scripts_url")}
        value={url}
        onInput={(event) => setUrl(event.currentTarget.value)}
      />
      <button type="button" class="pd-button" onClick={() => props.addUrl(url) && setUrl("")}>
        {text("scripts_add_url")}
      </button>
    </div>
  );
}
